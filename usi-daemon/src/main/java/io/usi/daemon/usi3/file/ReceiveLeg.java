package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.usi3.frame.Frame;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;

/**
 * What one session brings of a file, between who reads the session and who writes to the destination. Guarded by the lock of
 * the exchange. Once it is closed nothing is added, and what came is still taken.
 */
final class ReceiveLeg {
    /** How much is taken from it at once, and the least for which who takes it is woken while more is at hand. */
    private static final int PART = 262_144;
    /** A peer that may send and does not, for so long, does not hold a place any more. */
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);
    /** After which the peer is told of the little that came. */
    private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final long n;
    private final long size;
    private final ReceiveBudget.Place place;
    private final Condition changed;
    private Ring ring = new Ring(0);
    private boolean answered;
    private OptionalLong start = OptionalLong.empty();
    private long offset;
    private long received;
    private int unsettled;
    private long taken;
    private long credited;
    private long creditedNanos;
    private long until;
    private boolean closed;
    private boolean aborted;
    private boolean ended;
    private OptionalLong end = OptionalLong.empty();

    ReceiveLeg(long n, long size, ReceiveBudget.Place place, Condition changed) {
        this.n = n;
        this.size = size;
        this.place = place;
        this.changed = changed;
    }

    long n() {
        return n;
    }

    ReceiveBudget.Place place() {
        return place;
    }

    /**
     * The peer may begin there. Where that is not the file's begin, it has no credit before it has said whether it does, as
     * it would be good for too much from the file's begin on.
     *
     * @return the position up to which it may send
     */
    long answer(long position) {
        answered = true;
        offset = position;
        if (position == 0) {
            begin(position);
        }
        return until;
    }

    /** The peer says where it begins: the credit for that, or nothing where it may not begin there. */
    Optional<Frame.Credit> start(long position) {
        if (!answered || start.isPresent() || (position != 0 && position != offset)) {
            return Optional.empty();
        }
        begin(position);
        return Optional.of(new Frame.Credit(n, taken, until));
    }

    private void begin(long position) {
        start = OptionalLong.of(position);
        received = position;
        taken = position;
        credited = position;
        ring = new Ring((int) Math.min(ReceiveBudget.PLACE_BYTES, size - position));
        until = position + ring.capacity();
        changed.signalAll();
    }

    /** More bytes; false where they may not come. */
    boolean add(byte[] buffer, int from, int length) {
        boolean right = start.isPresent() && end.isEmpty() && length > 0 && length <= Math.min(until, size) - received;
        if (right) {
            ring.put(buffer, from, length);
            received += length;
            unsettled += length;
            if (unsettled >= PART) {
                settle();
            }
        }
        return right;
    }

    /** What came is to be taken now. */
    void settle() {
        if (unsettled > 0) {
            unsettled = 0;
            changed.signalAll();
        }
    }

    /** All bytes came; false where that may not be said. */
    boolean complete(long whole) {
        boolean right = start.isPresent() && end.isEmpty();
        if (right) {
            end = OptionalLong.of(whole);
            changed.signalAll();
        }
        return right;
    }

    /** The size that END said. */
    OptionalLong end() {
        return end;
    }

    boolean closed() {
        return closed;
    }

    /** Whether bytes may come. */
    boolean isOpen() {
        return start.isPresent() && end.isEmpty() && !closed;
    }

    /** The session is over. */
    void close() {
        closed = true;
        changed.signalAll();
    }

    /** Nothing is wanted any more, not even what came. */
    void abort() {
        aborted = true;
        close();
    }

    /** Whether it ends its turn among the peer's files now; once. */
    boolean endsTurn() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    boolean aborted() {
        return aborted;
    }

    /** Waits for the peer to say where it begins; nothing where the session ended before. */
    OptionalLong awaitStart() {
        awaitUntil(() -> start.isPresent() || closed);
        return aborted ? OptionalLong.empty() : start;
    }

    /** Waits for bytes to be taken; null where no more will come. */
    Ring.Part awaitPart() {
        awaitUntil(() -> !ring.isEmpty() || end.isPresent() || closed);
        return aborted || ring.isEmpty() ? null : ring.peek(PART);
    }

    private void awaitUntil(BooleanSupplier there) {
        long left = PATIENCE_NANOS;
        try {
            while (!there.getAsBoolean()) {
                if (left <= 0) {
                    throw new UsiException(ErrorCode.STALLED, "the peer sent nothing of the file for too long");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled", e);
        }
    }

    /** So many bytes were stored; gives the credit that is to be sent for that, if any now. */
    Optional<Frame.Credit> stored(int length) {
        ring.remove(length);
        taken += length;
        long now = System.nanoTime();
        boolean due = taken - credited >= ring.capacity() / 4
                || taken == size
                || (ring.isEmpty() && now - creditedNanos >= CREDIT_NANOS);
        if (closed || !due) {
            return Optional.empty();
        }
        credited = taken;
        creditedNanos = now;
        until = Math.min(size, taken + ring.capacity());
        return Optional.of(new Frame.Credit(n, taken, until));
    }
}
