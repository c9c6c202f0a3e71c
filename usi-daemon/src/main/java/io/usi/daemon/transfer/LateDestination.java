package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** One that is not made before the first byte for it is there, or the end of a file without any. */
final class LateDestination implements Destination {
    private final Transfer transfer;
    private final Supplier<Destination> maker;
    private Destination made;
    private boolean over;

    /**
     * @param maker may block; what it throws ends the transfer
     */
    LateDestination(Transfer transfer, Supplier<Destination> maker) {
        this.transfer = transfer;
        this.maker = maker;
    }

    @Override
    public Optional<Transfer> transfer() {
        return Optional.of(transfer);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        made().write(bytes, offset, length);
    }

    @Override
    public CompletableFuture<Void> commit() {
        try {
            return made().commit();
        } catch (UsiException e) {
            transfer.fail(e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private Destination made() {
        Destination present = present();
        if (present != null) {
            return present;
        }
        Destination fresh = maker.get();
        synchronized (this) {
            made = fresh;
            if (!over) {
                return fresh;
            }
        }
        fresh.abort(ErrorCode.CANCELLED, "the transfer was cancelled");
        throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
    }

    private synchronized Destination present() {
        if (over) {
            throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
        }
        return made;
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        transfer.fail(code, problem);
        Destination present;
        synchronized (this) {
            over = true;
            present = made;
        }
        if (present != null) {
            present.abort(code, problem);
        }
    }
}
