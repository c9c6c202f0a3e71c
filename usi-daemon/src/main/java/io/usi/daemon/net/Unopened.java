package io.usi.daemon.net;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log of connections that did not become sessions, which an administrator wants to know of where the keys differ; once a
 * minute at most, as anybody can cause as many as they like. For any thread.
 */
final class Unopened {
    private static final Logger LOG = LoggerFactory.getLogger(Unopened.class);
    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private boolean told;
    private long last;
    private int count;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    Unopened(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** There was one more. */
    synchronized void add(String why) {
        count++;
        long now = nanoTime.getAsLong();
        if (told && now - last < PAUSE) {
            return;
        }
        LOG.info("Connections that did not become sessions: {}; the last: {}", count, why);
        told = true;
        last = now;
        count = 0;
    }
}
