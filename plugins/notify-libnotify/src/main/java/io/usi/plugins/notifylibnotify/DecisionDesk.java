package io.usi.plugins.notifylibnotify;

import io.usi.plugin.PluginException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hands decisions to the daemon, one after the other, on a thread of its own: accepting may take ten seconds. */
final class DecisionDesk implements AutoCloseable {
    private static final int WAITING = 16;

    private final ThreadPoolExecutor thread;
    private final Consumer<Optional<String>> failed;

    /**
     * An empty one.
     *
     * @param failed takes the daemon's words where it could not do what was decided, or nothing where it had none
     */
    DecisionDesk(Threads threads, Consumer<Optional<String>> failed) {
        this.failed = failed;
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), threads);
    }

    /** Returns at once. */
    void decide(Offer offer, boolean accept) {
        try {
            thread.execute(() -> carryOut(offer, accept));
        } catch (RejectedExecutionException e) {
            failed.accept(Optional.empty());
        }
    }

    private void carryOut(Offer offer, boolean accept) {
        try {
            if (accept) {
                offer.decisions().accept(offer.id());
            } else {
                offer.decisions().refuse(offer.id());
            }
        } catch (PluginException e) {
            failed.accept(Optional.ofNullable(e.getMessage()));
        } catch (RuntimeException e) {
            failed.accept(Optional.empty());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
