package io.usi.daemon.usi3;

import io.usi.daemon.net.Connection;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a silent peer whether it is still there, and gives it up where it is not. For any thread. */
final class Keepalive {
    /** How often {@link #check} is to be called. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int UNANSWERED = 3;
    private static final long WRITE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Outbox outbox;
    private volatile long lastHeard = System.nanoTime();
    private long lastBytes;
    private int pings;

    Keepalive(Outbox outbox) {
        this.outbox = outbox;
    }

    /** A record came. */
    void heard() {
        lastHeard = System.nanoTime();
    }

    /** Looks whether it is time to ask, or to give up. On one thread. */
    void check(Connection connection) {
        long bytes = connection.bytesReceived();
        if (bytes != lastBytes) {
            // A long record on a slow line is a sign of life, too.
            lastBytes = bytes;
            heard();
        }
        long silent = System.nanoTime() - lastHeard;
        if (silent < SILENCE_NANOS) {
            pings = 0;
        } else if (silent >= SILENCE_NANOS + pings * BETWEEN_NANOS) {
            if (pings == UNANSWERED) {
                outbox.abandon(EndReason.LOST);
            } else {
                pings++;
                outbox.send(new Frame.Ping(pings));
            }
        }
        if (connection.writeBlockedNanos() > WRITE_NANOS) {
            outbox.abandon(EndReason.STALLED);
        }
    }
}
