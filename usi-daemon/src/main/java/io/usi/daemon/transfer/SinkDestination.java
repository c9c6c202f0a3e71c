package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.SinkReception;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Into a file sink, on a platform thread of its own: the session's reader hands chunks over and waits only while
 * {@value #CHUNKS} of them are not stored yet, and a sink that has to be interrupted is not interrupted inside the session.
 */
final class SinkDestination implements Destination {
    private static final int CHUNKS = 4;

    /** What the storing thread is to do once the chunks are stored. */
    private enum Ending {
        NONE,
        COMMIT,
        ABORT
    }

    private final SinkReception reception;
    private final Transfer transfer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> full = new ArrayDeque<>();
    private final Deque<Chunk> free = new ArrayDeque<>();
    private Ending ending = Ending.NONE;
    private UsiException failure;

    private static final class Chunk {
        private final byte[] bytes;
        private int length;

        Chunk(int capacity) {
            bytes = new byte[capacity];
        }
    }

    /** Takes over the reception and starts the thread that stores. */
    SinkDestination(SinkReception reception, Transfer transfer) {
        this.reception = reception;
        this.transfer = transfer;
        Threads.startPlatform("usi-store", this::store);
        transfer.onCancel(() -> abort(ErrorCode.CANCELLED, "the transfer was cancelled"));
    }

    @Override
    public Optional<Transfer> transfer() {
        return Optional.of(transfer);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!transfer.begin()) {
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
        }
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
        return transfer.stored();
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        transfer.fail(code, problem);
        end(Ending.ABORT);
        reception.cancel();
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
        try (reception) {
            Chunk chunk;
            while ((chunk = next()) != null) {
                reception.write(chunk.bytes, 0, chunk.length);
                transfer.progress(chunk.length);
                recycle(chunk);
            }
            if (commits()) {
                transfer.done(reception.commit());
            }
        } catch (UsiException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new UsiException(ErrorCode.INTERNAL, "the file could not be stored because of an internal error"));
            throw e;
        }
    }

    private void failed(UsiException e) {
        transfer.fail(e);
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
