package io.usi.daemon.net;

/**
 * How fast a peer may talk: a bucket that holds {@code burst} and fills by {@code perSecond}. The reader waits where it is
 * empty, so that a flood is slowed down in its own connection. For one thread's use.
 */
public final class RateLimit {
    private final double burst;
    private final double perNano;
    private double level;
    private long last = System.nanoTime();

    /** A full bucket. */
    public RateLimit(double burst, double perSecond) {
        this.burst = burst;
        this.perNano = perSecond / 1e9;
        this.level = burst;
    }

    /** Takes so much; returns how long to wait before going on, in nanoseconds. */
    public long take(double amount) {
        long now = System.nanoTime();
        level = Math.min(burst, level + (now - last) * perNano) - amount;
        last = now;
        return level >= 0 ? 0 : (long) (-level / perNano);
    }
}
