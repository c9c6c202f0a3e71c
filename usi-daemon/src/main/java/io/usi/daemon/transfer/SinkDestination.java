package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.SinkReception;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Into a file sink, in the thread that writes: a platform thread, which {@link #abort} interrupts where the sink does not come
 * back, and so never one that reads a session.
 */
final class SinkDestination implements Destination {
    private final SinkReception reception;
    private final Transfer transfer;
    private boolean writing;
    private boolean committing;
    private boolean aborted;

    /** Takes over the reception. */
    SinkDestination(SinkReception reception, Transfer transfer) {
        this.reception = reception;
        this.transfer = transfer;
        transfer.onCancel(() -> abort(ErrorCode.CANCELLED, "the transfer was cancelled"));
    }

    @Override
    public Optional<Transfer> transfer() {
        return Optional.of(transfer);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        enter();
        try {
            reception.write(bytes, offset, length);
        } finally {
            leave();
        }
        transfer.progress(length);
    }

    private synchronized void enter() {
        if (aborted || committing || !transfer.begin()) {
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
        }
        writing = true;
    }

    private void leave() {
        synchronized (this) {
            writing = false;
            if (!aborted) {
                return;
            }
        }
        reception.close();
    }

    @Override
    public CompletableFuture<Void> commit() {
        synchronized (this) {
            if (!aborted && !committing) {
                committing = true;
                Threads.startPlatform("usi-store", this::store);
            }
        }
        return transfer.stored();
    }

    private void store() {
        try (reception) {
            transfer.done(reception.commit());
        } catch (UsiException e) {
            transfer.fail(e);
        } catch (RuntimeException | Error e) {
            transfer.fail(
                    new UsiException(ErrorCode.INTERNAL, "the file could not be stored because of an internal error"));
            throw e;
        }
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        transfer.fail(code, problem);
        boolean idle;
        synchronized (this) {
            idle = !aborted && !writing && !committing;
            aborted = true;
        }
        reception.cancel();
        if (idle) {
            Threads.startPlatform("usi-store", reception::close);
        }
    }
}
