package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Into a spool first: the final destination sees no byte before all of them are authentic. */
public final class SpooledDestination implements Destination {
    private final Spool spool;
    private final Transfer transfer;
    private final Destination last;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Takes over the spool. */
    public SpooledDestination(Spool spool, Transfer transfer, Destination last) {
        this.spool = spool;
        this.transfer = transfer;
        this.last = last;
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
        spool.write(bytes, offset, length);
    }

    @Override
    public CompletableFuture<Void> commit() {
        if (!ended.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled"));
        }
        FileSource source = spool.source("");
        spool.close();
        CompletableFuture<Void> stored = new CompletableFuture<>();
        Threads.startPlatform("usi-unspool", () -> Pump.run(source, last, stored));
        return stored;
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        last.abort(code, problem);
        if (ended.compareAndSet(false, true)) {
            spool.close();
        }
    }
}
