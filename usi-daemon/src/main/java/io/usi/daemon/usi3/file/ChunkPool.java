package io.usi.daemon.usi3.file;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The buffers in which files are read ahead for all peers together, used again and again. There are {@value #MOST} large ones at most; what
 * gets none goes on with a small one of its own. For any thread.
 */
public final class ChunkPool {
    private static final int MOST = 64;
    private static final int KEPT = 16;

    private final Deque<byte[]> free = new ArrayDeque<>();
    private int readers;
    private int out;

    /** Somebody begins to read a file: until {@link #leave} buffers are kept for the next use. */
    synchronized void enter() {
        readers++;
    }

    /** Somebody reads no more. */
    synchronized void leave() {
        readers--;
        if (readers == 0) {
            free.clear();
        }
    }

    /** A large buffer; null where all are out. */
    synchronized byte[] take() {
        if (out == MOST) {
            return null;
        }
        out++;
        byte[] buffer = free.pollFirst();
        return buffer != null ? buffer : new byte[Chunk.RECORDS * Chunk.RECORD];
    }

    /** A small buffer, for what is no longer than one record. */
    static byte[] small(int length) {
        return new byte[Chunk.HEAD + Math.min(length, Chunk.DATA) + Chunk.TAIL];
    }

    /** Gives a buffer back that nobody uses any more; a small one is left to the garbage collector. */
    void give(byte[] buffer) {
        if (Chunk.records(buffer) > 1) {
            returned(buffer);
        }
    }

    /** A buffer that somebody may still use is not used again. */
    void lose(byte[] buffer) {
        if (Chunk.records(buffer) > 1) {
            returned(null);
        }
    }

    private synchronized void returned(byte[] buffer) {
        out--;
        if (readers > 0 && buffer != null && free.size() < KEPT) {
            free.addFirst(buffer);
        }
    }
}
