package io.usi.daemon.usi3.file;

import java.util.ArrayDeque;
import java.util.Deque;

/** Buffers of chunks that are used again. Guarded by the lock of the exchange, whose bounds bound how many are out. */
final class ChunkPool {
    private static final int KEPT = 16;

    private final Deque<byte[]> free = new ArrayDeque<>();

    byte[] take() {
        byte[] buffer = free.pollFirst();
        return buffer != null ? buffer : new byte[Chunk.HEAD + Chunk.DATA + Chunk.TAIL];
    }

    void give(byte[] buffer) {
        if (free.size() < KEPT) {
            free.addFirst(buffer);
        }
    }

    /** Nothing is being sent. */
    void clear() {
        free.clear();
    }
}
