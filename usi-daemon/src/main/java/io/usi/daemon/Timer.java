package io.usi.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs short tasks later, on one thread; what may block starts a thread of its own. */
public final class Timer implements AutoCloseable {
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
            return executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The daemon is stopping: nothing happens later any more.
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs the task again and again, until it throws or the timer closes. */
    public Future<?> every(Duration period, Runnable task) {
        try {
            return executor.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
