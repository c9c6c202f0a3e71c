package io.usi.daemon;

import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.transfer.Offer;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A file that was accepted into memory. */
public final class Collected implements Inbound, Destination {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final int capacity;

    public Collected() {
        this(Integer.MAX_VALUE);
    }

    /**
     * @param capacity after which it takes no more, in bytes
     */
    public Collected(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public CompletableFuture<Offer.Decision> decision() {
        return CompletableFuture.completedFuture(new Offer.Decision.Accepted(this));
    }

    @Override
    public void gone() {}

    @Override
    public void write(byte[] from, int offset, int length) {
        if (bytes.size() + length > capacity) {
            throw new UsiException(ErrorCode.IO, "full");
        }
        bytes.write(from, offset, length);
    }

    @Override
    public CompletableFuture<Void> commit() {
        end.complete("committed");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        end.complete(code.reason());
    }

    /** How it ended; waits for that. */
    public String end() throws Exception {
        return end.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
