package io.usi.plugins.notifylibnotify;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The plugin's threads, those among them that the D-Bus library starts. */
final class Threads implements ThreadFactory {
    private static final long END_MS = 500;
    private static final long LOOK_MS = 5;

    private final ThreadGroup group = new ThreadGroup("notify-libnotify");

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(group, task, "notify-libnotify");
        thread.setDaemon(true);
        thread.setContextClassLoader(Threads.class.getClassLoader());
        return thread;
    }

    /** One thread, which does not wait for its plans when it is shut down. */
    ScheduledThreadPoolExecutor worker() {
        return new ScheduledThreadPoolExecutor(1, this);
    }

    /** Waits until all have ended, but no longer than half a second. */
    void awaitEnd() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MS);
        try {
            while (group.activeCount() > 0 && System.nanoTime() - end < 0) {
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
