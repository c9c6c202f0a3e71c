package io.usi.plugins.notifylibnotify;

import java.util.concurrent.TimeUnit;

/** How many bubbles there may be: four at once, and two a second in the long run. Used by one thread. */
final class Rate {
    private static final int MOST = 4;
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    /** The bubbles that may come; one more for every step of time. */
    private int left = MOST;

    private long since;

    /** Starts full. */
    Rate(long now) {
        since = now;
    }

    /**
     * Whether there may be one.
     *
     * @param now {@link System#nanoTime}
     */
    boolean ready(long now) {
        long steps = (now - since) / EVERY;
        if (steps > 0) {
            left = (int) Math.min(MOST, left + steps);
            since += steps * EVERY;
        }
        return left > 0;
    }

    /** There is one; to be called when {@link #ready}. */
    void take() {
        left--;
    }
}
