package io.usi.daemon.usi3.file;

import io.usi.daemon.usi3.frame.Frame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/**
 * What one session sends of a file: what up to {@value #AHEAD} buffers hold between who reads the file and who writes the session.
 * Guarded by the lock of the exchange. Once it is closed, nothing of it reaches a later session.
 */
final class SendLeg {
    private static final int AHEAD = 3;

    private final long n;
    private final long size;
    private final long offset;
    private final Optional<Frame.Prefix> prefix;
    private final Condition changed;
    private final Deque<Chunk> queue = new ArrayDeque<>();
    private long until;
    private long sent;
    private long taken;
    private int out;
    private boolean started;
    private boolean closed;
    private boolean complete;

    SendLeg(long size, Frame.Answer answer, Condition changed) {
        this.n = answer.n();
        this.size = size;
        this.offset = answer.offset();
        this.prefix = answer.prefix();
        this.until = answer.until().orElseThrow();
        this.sent = offset;
        this.taken = offset;
        this.changed = changed;
    }

    long n() {
        return n;
    }

    /** Where the peer wants it to begin. */
    long offset() {
        return offset;
    }

    /** What the peer has before the offset. */
    Optional<Frame.Prefix> prefix() {
        return prefix;
    }

    /** It begins there. */
    void start(long position) {
        started = true;
        sent = position;
        taken = position;
    }

    boolean closed() {
        return closed;
    }

    /** Nothing more of this session goes out. */
    void close(ChunkPool pool) {
        closed = true;
        for (Chunk chunk : queue) {
            if (chunk.isFirst()) {
                pool.give(chunk.buffer());
            } else {
                // The writer may be at what is before it.
                pool.lose(chunk.buffer());
            }
        }
        queue.clear();
        changed.signalAll();
    }

    /**
     * Waits until it is worth while to read from that position on: as much as a buffer takes, or all that the peer lets come
     * where nothing else is on its way.
     *
     * @return how many bytes; 0 where it was closed
     */
    int awaitRoom(long position) {
        long wanted = Math.min(size - position, Chunk.RECORDS * Chunk.DATA);
        while (!closed && (until - position < (isIdle() ? 1 : wanted) || ahead() >= AHEAD)) {
            changed.awaitUninterruptibly();
        }
        return closed ? 0 : (int) Math.min(until - position, wanted);
    }

    /** Waits until nothing is on its way any more, or it was closed. */
    void awaitIdle() {
        while (!closed && !isIdle()) {
            changed.awaitUninterruptibly();
        }
    }

    private boolean isIdle() {
        return ahead() == 0;
    }

    private int ahead() {
        return queue.size() + out;
    }

    /** Whether it is the first one that waits. */
    boolean add(Chunk chunk) {
        queue.addLast(chunk);
        return queue.size() == 1;
    }

    /** The next chunk goes to the writer. */
    Chunk next(int records) {
        Chunk all = queue.removeFirst();
        Chunk rest = all.tail(records);
        if (rest != null) {
            queue.addFirst(rest);
        }
        Chunk chunk = all.head(records);
        sent += chunk.length();
        out++;
        return chunk;
    }

    boolean hasNext() {
        return !queue.isEmpty();
    }

    /** The writer has done with one. */
    void released() {
        out--;
        changed.signalAll();
    }

    /** All was read. */
    void complete() {
        complete = true;
    }

    /** Whether every byte was written, so that END may follow. */
    boolean written() {
        return complete && queue.isEmpty() && out == 0;
    }

    /** Whether the peer may say that. */
    boolean allows(Frame.Credit credit) {
        return credit.until() >= until && credit.taken() <= sent;
    }

    /** More may be sent: how many more bytes the peer has stored. */
    long credit(Frame.Credit credit) {
        until = credit.until();
        changed.signalAll();
        return started ? taken(credit.taken()) : 0;
    }

    /** The peer has stored all up to that position: how many more that are. */
    long taken(long position) {
        long more = Math.max(0, position - taken);
        taken += more;
        return more;
    }
}
