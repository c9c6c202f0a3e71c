package io.usi.it;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waiting for a condition, with a deadline that fails the test. */
final class Await {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(20);

    private Await() {}

    static void until(String what, Callable<Boolean> condition) {
        until(what, PATIENCE, condition);
    }

    static void until(String what, Duration limit, Callable<Boolean> condition) {
        value(what, limit, () -> condition.call() ? Optional.of(true) : Optional.empty(), () -> "");
    }

    static <T> T value(String what, Callable<Optional<T>> source) {
        return value(what, PATIENCE, source, () -> "");
    }

    /** The first value that the source has; {@code state} describes what there is instead when time is up. */
    static <T> T value(String what, Duration limit, Callable<Optional<T>> source, Supplier<String> state) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                Optional<T> value = source.call();
                if (value.isPresent()) {
                    return value.get();
                }
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("waited " + limit.toSeconds() + " s for " + what + " " + state.get());
                }
                Thread.sleep(STEP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + what, e);
        }
    }
}
