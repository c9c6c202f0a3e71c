package io.usi.daemon.usi3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many bytes of files may be between the two daemons: what the network takes in its own time and
 * {@link #QUEUE_NANOS}, and one part more. Whatever is beyond that only fills the buffers on the way, where a text would have to wait behind it. PINGs
 * between the parts of files mark positions; their PONGs tell what arrived, how fast. For any thread.
 */
final class Flight {
    /** Its marks' numbers are not those of {@link Keepalive}. */
    static final long FIRST_MARK = 1_000;

    private static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long MARK_BYTES = 1 << 20;
    private static final int MARKS_A_LIMIT = 4;

    /**
     * @param position bytes sent before it
     * @param arrivedThen how many had arrived when it was sent
     */
    private record Mark(long n, long position, long nanos, long arrivedThen) {}

    private final LongSupplier nanoTime;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private long next = FIRST_MARK;
    private long sent;
    private long marked;
    private long arrived;
    private long shortestNanos = Long.MAX_VALUE;
    private long limit;

    /**
     * @param nanoTime as {@link System#nanoTime}
     */
    Flight(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * How many bytes may be sent now, or one part where that is more; 0 where none may, and the answer to a mark will change
     * that.
     */
    synchronized long room() {
        return marks.isEmpty() || withinLimit() ? Math.max(1, limit - (sent - arrived)) : 0;
    }

    private boolean withinLimit() {
        return sent - arrived <= limit;
    }

    /** A part was sent: the number of the PING to send behind it, if any. */
    synchronized OptionalLong sent(int length) {
        sent += length;
        if (withinLimit() && sent - marked < Math.min(limit / MARKS_A_LIMIT, MARK_BYTES)) {
            return OptionalLong.empty();
        }
        marked = sent;
        marks.addLast(new Mark(next, sent, nanoTime.getAsLong(), arrived));
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
        long nanos = Math.max(1, nanoTime.getAsLong() - mark.nanos());
        shortestNanos = Math.min(shortestNanos, nanos);
        double bytesANano = (double) (arrived - mark.arrivedThen()) / nanos;
        limit = (long) (bytesANano * (shortestNanos + QUEUE_NANOS));
        return !wasOpen && room() > 0;
    }
}
