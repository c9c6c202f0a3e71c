package io.usi.daemon.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Calls into one plugin. Each call has a thread of its own, with the plugin's class loader as its context: a platform
 * thread, since a plugin that spins or blocks for ever in a virtual one would take a carrier away from the sessions.
 */
final class Guard {
    private static final long JOIN_MS = 100;

    private final String plugin;
    private final ClassLoader loader;

    Guard(String plugin, ClassLoader loader) {
        this.plugin = plugin;
        this.loader = loader;
    }

    ClassLoader loader() {
        return loader;
    }

    /**
     * Carries out a call. An interrupt of the caller is passed on to the plugin, which is then still waited for until
     * the limit, so that it is never called by two threads at a time; the caller's interrupt status stays set.
     *
     * @param what the method, for errors
     * @param limit how long it may take; after that it is interrupted and left to itself
     * @param late takes what comes after the limit, in the call's own thread: the result, or null where it threw; must
     *     not throw
     */
    <R> R call(String what, Duration limit, Callable<R> body, Consumer<? super R> late) throws CallFailed {
        Call<R> call = new Call<>(what, body, late);
        Thread thread = new Thread(call, "plugin-" + plugin);
        thread.setDaemon(true);
        thread.setContextClassLoader(loader);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            throw CallFailed.threw(Problems.oneLine(what, e), e);
        }
        boolean ended = call.await(thread, limit);
        Outcome<R> outcome = ended ? call.outcome.get() : call.abandon();
        if (outcome instanceof Outcome.Returned<R> returned) {
            join(thread);
            return returned.result();
        }
        if (outcome instanceof Outcome.Threw<R> threw) {
            join(thread);
            throw CallFailed.threw(threw.line(), threw.thrown());
        }
        thread.interrupt();
        throw CallFailed.stuck(what, (limit.toMillis() + 999) / 1_000 + " s");
    }

    /** A thread that has only to end, so that it does not count as one that the plugin left behind. */
    private static void join(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private sealed interface Outcome<R> {
        record Returned<R>(R result) implements Outcome<R> {}

        record Threw<R>(String line, Throwable thrown) implements Outcome<R> {}

        record Abandoned<R>() implements Outcome<R> {}
    }

    private static final class Call<R> implements Runnable {
        private final String what;
        private final Callable<R> body;
        private final Consumer<? super R> late;
        private final AtomicReference<Outcome<R>> outcome = new AtomicReference<>();
        private final CountDownLatch end = new CountDownLatch(1);

        Call(String what, Callable<R> body, Consumer<? super R> late) {
            this.what = what;
            this.body = body;
            this.late = late;
        }

        @Override
        public void run() {
            Outcome<R> mine;
            try {
                mine = new Outcome.Returned<>(body.call());
            } catch (Throwable thrown) {
                mine = new Outcome.Threw<>(Problems.oneLine(what, thrown), thrown);
            }
            boolean inTime = outcome.compareAndSet(null, mine);
            end.countDown();
            if (!inTime) {
                late.accept(mine instanceof Outcome.Returned<R> returned ? returned.result() : null);
            }
        }

        boolean await(Thread thread, Duration limit) {
            long deadline = System.nanoTime() + limit.toNanos();
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return end.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                        thread.interrupt();
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** The outcome where it came at the last moment, else that there is none. */
        Outcome<R> abandon() {
            Outcome<R> abandoned = new Outcome.Abandoned<>();
            return outcome.compareAndSet(null, abandoned) ? abandoned : outcome.get();
        }
    }
}
