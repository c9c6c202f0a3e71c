package io.usi.daemon.usi3;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What threads write for sessions that are not theirs, of all sessions together. {@link Headroom} goes by what the peer says,
 * and a peer with a TCP of its own can answer everything and acknowledge no byte, until a write blocks. So whatever blocks a
 * borrowed thread ends, and for a while after that nobody writes for others, lest many such peers hold one thread one after
 * the other. For any thread.
 */
final class BorrowedWrites {
    /** How often it is looked, while something is being written. */
    static final Duration PERIOD = Duration.ofMillis(500);

    /** Longer than a thread waits for a processor that a thousand others want. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** A session that has threads write for it which are not its own. */
    interface Borrower {
        /** A write of its blocks: ends the session, which frees the thread. Must not block. */
        void blocked();
    }

    private final LongSupplier nanoTime;
    private final BiConsumer<Duration, Runnable> later;
    /** Since when it is written to each. */
    private final Map<Borrower, Long> underWay = new ConcurrentHashMap<>();

    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile long pausedSince;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param later runs something once after that time, as {@link io.usi.daemon.Timer#after}; used only while something is written
     */
    BorrowedWrites(LongSupplier nanoTime, BiConsumer<Duration, Runnable> later) {
        this.nanoTime = nanoTime;
        this.later = later;
        pausedSince = nanoTime.getAsLong() - PAUSE_NANOS - 1;
    }

    /** Whether a thread may write for a session that is not its own now. */
    boolean allowed() {
        return nanoTime.getAsLong() - pausedSince > PAUSE_NANOS;
    }

    /** This thread begins to write, the only one for that session now, and will say when it {@linkplain #ended ends}. */
    void began(Borrower session) {
        underWay.put(session, nanoTime.getAsLong());
        watch();
    }

    /** What was written for that session is written, or failed. */
    void ended(Borrower session) {
        underWay.remove(session);
    }

    private void watch() {
        if (!watching.get() && watching.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        long due = nanoTime.getAsLong() + PERIOD.toNanos();
        boolean scheduled = false;
        try {
            later.accept(PERIOD, () -> look(due));
            scheduled = true;
        } finally {
            if (!scheduled) {
                watching.set(false);
            }
        }
    }

    private void look(long due) {
        try {
            judge(due);
        } finally {
            if (underWay.isEmpty()) {
                watching.set(false);
                if (!underWay.isEmpty()) {
                    watch();
                }
            } else {
                lookLater();
            }
        }
    }

    private void judge(long due) {
        long now = nanoTime.getAsLong();
        // A look that comes late says nothing: the whole process was held up, and so may have been who writes.
        if (now - due > PERIOD.toNanos()) {
            return;
        }
        underWay.forEach((session, since) -> {
            if (now - since > PATIENCE_NANOS) {
                pausedSince = now;
                session.blocked();
            }
        });
    }
}
