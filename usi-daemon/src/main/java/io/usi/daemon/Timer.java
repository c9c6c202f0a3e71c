package io.usi.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs short tasks later, on one thread; what may block starts a thread of its own. */
public final class Timer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Timer.class);

    private final ScheduledThreadPoolExecutor executor;

    /** Starts the thread. */
    public Timer() {
        executor = new ScheduledThreadPoolExecutor(1, body -> {
            Thread thread = new Thread(body, "usi-timer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs the task once; never, once the timer is closed. */
    public Future<?> after(Duration delay, Runnable task) {
        try {
            return executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The daemon is stopping: nothing happens later any more.
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs the task again and again, until the timer closes. What it throws is logged by type, never by message. */
    public Future<?> every(Duration period, Runnable task) {
        try {
            return executor.scheduleWithFixedDelay(
                    () -> guarded(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Waits until it has run a task; for ever where it hangs. */
    public void check() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        after(Duration.ZERO, () -> ran.complete(null));
        ran.join();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("A task of the timer ended with {}", e.getClass().getName());
            LOG.debug("Where", e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
