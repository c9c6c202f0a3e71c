package io.usi.daemon;

import java.time.Duration;
import java.util.concurrent.Future;
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

    /** Runs the task once. */
    public Future<?> after(Duration delay, Runnable task) {
        return executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs the task again and again, until it throws or the timer closes. */
    public Future<?> every(Duration period, Runnable task) {
        return executor.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
