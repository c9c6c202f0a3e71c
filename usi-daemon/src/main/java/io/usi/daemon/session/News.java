package io.usi.daemon.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much guests are told of who comes and goes. Each is news for all others: where thousands come at once, nothing else
 * would be done. What is over the limit is not told; who wants to know who is there can ask. For any thread.
 */
final class News {
    private static final long BURST = 20_000;
    private static final long PER_SECOND = 5_000;
    private static final long FULL_NANOS = TimeUnit.SECONDS.toNanos(BURST / PER_SECOND);

    private final LongSupplier nanoTime;
    private long left = BURST;
    private long last;

    News(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        last = nanoTime.getAsLong();
    }

    /** Whether so many may be told of one thing now; they count as told then. */
    synchronized boolean mayReach(int guests) {
        long now = nanoTime.getAsLong();
        long earned = Math.min(now - last, FULL_NANOS) * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
        if (earned >= BURST - left) {
            left = BURST;
            last = now;
        } else if (earned > 0) {
            left += earned;
            last = now;
        }
        if (guests > left) {
            return false;
        }
        left -= guests;
        return true;
    }
}
