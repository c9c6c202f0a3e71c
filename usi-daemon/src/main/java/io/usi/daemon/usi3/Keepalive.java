package io.usi.daemon.usi3;

import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Asks a silent peer whether it is still there, and gives it up where it is not. For one thread's use. */
final class Keepalive {
    /** How often {@link #check} is to be called. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int UNANSWERED = 3;
    private static final long WRITE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final LongSupplier nanoTime;
    private final Consumer<Frame> out;
    private final Consumer<EndReason> giveUp;
    private long lastHeard;
    private long lastBytes;
    private int pings;

    /**
     * Begins now.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param out takes PINGs
     * @param giveUp ends the session
     */
    Keepalive(LongSupplier nanoTime, Consumer<Frame> out, Consumer<EndReason> giveUp) {
        this.nanoTime = nanoTime;
        this.out = out;
        this.giveUp = giveUp;
        lastHeard = nanoTime.getAsLong();
    }

    /**
     * Looks whether it is time to ask, or to give up.
     *
     * @param bytesReceived so far: each one is a sign of life, as a long record on a slow line has to be
     * @param writeBlockedNanos for how long the present write has blocked
     */
    void check(long bytesReceived, long writeBlockedNanos) {
        long now = nanoTime.getAsLong();
        if (bytesReceived != lastBytes) {
            lastBytes = bytesReceived;
            lastHeard = now;
            pings = 0;
        }
        if (now - lastHeard >= SILENCE_NANOS + pings * BETWEEN_NANOS) {
            if (pings == UNANSWERED) {
                giveUp.accept(EndReason.LOST);
            } else {
                pings++;
                out.accept(new Frame.Ping(pings));
            }
        }
        if (writeBlockedNanos > WRITE_NANOS) {
            giveUp.accept(EndReason.STALLED);
        }
    }
}
