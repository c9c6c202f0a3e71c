package io.usi.ctl.chat;

import java.util.concurrent.TimeUnit;

/**
 * Ctrl+C while no line is being read. The thread that reads notices it when it comes back; where it does not come back within a
 * second, or the user presses it once more, what it waits for is abandoned. For any thread.
 */
final class Patience {
    private static final long LIMIT_MS = 1_000;

    private final Runnable abandon;
    private boolean interrupted;

    Patience(Runnable abandon) {
        this.abandon = abandon;
    }

    /** The user pressed it. Returns at once. */
    void interrupted() {
        boolean again;
        synchronized (this) {
            again = interrupted;
            interrupted = true;
        }
        Thread thread = new Thread(
                () -> {
                    if (again || !isNoticedInTime()) {
                        abandon.run();
                    }
                },
                "chat-leave");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized boolean isNoticedInTime() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MS);
        try {
            for (long left = end - System.nanoTime(); interrupted && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !interrupted;
    }

    synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** The thread that reads comes back; returns whether the user pressed it meanwhile. */
    synchronized boolean noticed() {
        boolean was = interrupted;
        interrupted = false;
        notifyAll();
        return was;
    }
}
