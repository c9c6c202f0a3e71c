package io.usi.daemon.usi3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many bytes of files may be between the two daemons: what the network takes in its own time and
 * {@link #QUEUE_NANOS}, or half as long again where that is more, and one part more. Whatever is beyond that only fills the buffers on the way, where a text would have to wait behind it. PINGs
 * between the parts of files mark positions; their PONGs tell what arrived, how fast. As in BBR, the fastest rate and the
 * shortest round trip of the last seconds count, since a way that became longer, or that others' traffic shares, must not look
 * like a queue of this side's own for ever; and where the shortest one is long ago, what is on its way has to arrive before one
 * part alone measures it anew. For any thread.
 */
final class Flight {
    /** Its marks' numbers are not those of {@link Keepalive}. */
    static final long FIRST_MARK = 1_000;
    /** The most, whatever the peer says: more than a fast network takes in its own time. */
    static final long MOST = 64 << 20;

    private static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MARK_BYTES = 1 << 20;
    private static final int MARKS_A_LIMIT = 4;
    /** A rate counts for one to two of these, a round trip for two. */
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * @param position bytes sent before it
     * @param arrivedThen how many had arrived when it was sent
     * @param arrivalThen when the last of those did, or when it was sent where none was on its way
     * @param alone whether none was on its way
     */
    private record Mark(long n, long position, long nanos, long arrivedThen, long arrivalThen, boolean alone) {}

    private final LongSupplier nanoTime;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long next = FIRST_MARK;
    private long sent;
    private long marked;
    private long arrived;
    private long arrival;
    private long period;
    private double fastestBefore;
    private double fastest;
    private long shortest = Long.MAX_VALUE;
    private long shortestAt;
    /** Whether the round trip is to be measured anew. */
    private boolean draining;

    private long limit;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    Flight(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        period = nanoTime.getAsLong();
    }

    /**
     * How many bytes may be sent now, or one part where that is more; 0 where none may, and the answer to a mark will change
     * that.
     */
    synchronized long room() {
        if (marks.isEmpty()) {
            return draining ? 1 : Math.max(1, limit - (sent - arrived));
        }
        return draining || !withinLimit() ? 0 : Math.max(1, limit - (sent - arrived));
    }

    private boolean withinLimit() {
        return sent - arrived <= limit;
    }

    /** A part was sent: the number of the PING to send behind it, if any. */
    synchronized OptionalLong sent(int length) {
        sent += length;
        if (!draining && withinLimit() && sent - marked < Math.min(limit / MARKS_A_LIMIT, MARK_BYTES)) {
            return OptionalLong.empty();
        }
        marked = sent;
        long time = nanoTime.getAsLong();
        boolean alone = marks.isEmpty();
        if (alone) {
            // Nothing tells when what was sent before arrived: this part alone is measured.
            arrived = sent - length;
            arrival = time;
        }
        marks.addLast(new Mark(next, sent, time, arrived, arrival, alone));
        return OptionalLong.of(next++);
    }

    /**
     * The peer answered a PING.
     *
     * @return whether one more part may be sent now that might not before
     */
    synchronized boolean answered(long n) {
        Mark mark = marks.peekFirst();
        if (mark == null || mark.n() != n) {
            return false;
        }
        boolean wasOpen = room() > 0;
        marks.removeFirst();
        arrived = mark.position();
        arrival = nanoTime.getAsLong();
        rate((double) (arrived - mark.arrivedThen()) / Math.max(1, arrival - mark.arrivalThen()));
        roundTrip(Math.max(1, arrival - mark.nanos()), mark.alone());
        limit = (long) Math.min(MOST, Math.max(fastest, fastestBefore) * (shortest + queue()));
        return !wasOpen && room() > 0;
    }

    private long queue() {
        return Math.max(QUEUE_NANOS, shortest / 2);
    }

    private void rate(double bytesANano) {
        if (arrival - period >= PERIOD_NANOS) {
            fastestBefore = arrival - period < 2 * PERIOD_NANOS ? fastest : 0;
            fastest = 0;
            period = arrival;
        }
        fastest = Math.max(fastest, bytesANano);
    }

    private void roundTrip(long nanos, boolean alone) {
        boolean old = arrival - shortestAt >= 2 * PERIOD_NANOS;
        if (nanos <= shortest || (old && alone)) {
            shortest = nanos;
            shortestAt = arrival;
            draining = false;
        } else {
            draining = old;
        }
    }
}
