package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Another destination behind a thread of its own: who writes hands chunks over, and waits only while {@value #CHUNKS} of them are
 * not stored yet. For a protocol whose files are written by the thread that reads the session.
 */
final class QueuedDestination implements Destination {
    private static final int CHUNKS = 4;

    /** What the storing thread is to do once the chunks are stored. */
    private enum Ending {
        NONE,
        COMMIT,
        ABORT
    }

    private final Destination last;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> full = new ArrayDeque<>();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private final CompletableFuture<Void> stored = new CompletableFuture<>();
    private Ending ending = Ending.NONE;
    private UsiException failure;

    private static final class Chunk {
        private final byte[] bytes;
        private int length;

        Chunk(int capacity) {
            bytes = new byte[capacity];
        }
    }

    /** Takes over the destination, of which nothing is there already, and starts the thread that stores. */
    QueuedDestination(Destination last) {
        this.last = last;
        Threads.startPlatform("usi-queue", this::store);
        last.transfer().ifPresent(transfer -> transfer.end().thenRun(() -> end(Ending.ABORT)));
    }

    @Override
    public Optional<Transfer> transfer() {
        return last.transfer();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            while (full.size() == CHUNKS && ending == Ending.NONE && failure == null) {
                changed.awaitUninterruptibly();
            }
            if (failure != null) {
                throw failure;
            }
            if (ending != Ending.NONE) {
                throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
            }
            Chunk chunk = free.pollFirst();
            if (chunk == null || chunk.bytes.length < length) {
                chunk = new Chunk(length);
            }
            System.arraycopy(bytes, offset, chunk.bytes, 0, length);
            chunk.length = length;
            full.addLast(chunk);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Void> commit() {
        end(Ending.COMMIT);
        return stored;
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        last.abort(code, problem);
        end(Ending.ABORT);
    }

    private void end(Ending how) {
        lock.lock();
        try {
            if (ending == Ending.NONE) {
                ending = how;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void store() {
        try {
            Chunk chunk;
            while ((chunk = next()) != null) {
                last.write(chunk.bytes, 0, chunk.length);
                recycle(chunk);
            }
            if (commits()) {
                last.commit().whenComplete((done, thrown) -> complete(thrown));
            } else {
                complete(new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled"));
            }
        } catch (UsiException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new UsiException(ErrorCode.INTERNAL, "the file could not be stored because of an internal error"));
            throw e;
        }
    }

    private void complete(Throwable thrown) {
        if (thrown == null) {
            stored.complete(null);
        } else {
            stored.completeExceptionally(thrown);
        }
    }

    private void failed(UsiException e) {
        last.abort(e.code(), e.getMessage());
        complete(e);
        lock.lock();
        try {
            failure = e;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Chunk next() {
        lock.lock();
        try {
            while (full.isEmpty() && ending == Ending.NONE) {
                changed.awaitUninterruptibly();
            }
            if (ending == Ending.ABORT || full.isEmpty()) {
                return null;
            }
            changed.signalAll();
            return full.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private void recycle(Chunk chunk) {
        lock.lock();
        try {
            free.addLast(chunk);
        } finally {
            lock.unlock();
        }
    }

    private boolean commits() {
        lock.lock();
        try {
            return ending == Ending.COMMIT;
        } finally {
            lock.unlock();
        }
    }
}
