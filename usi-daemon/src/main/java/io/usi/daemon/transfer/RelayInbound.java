package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A pushed file that others in the room get as well, whatever this daemon's user decides: it is taken into a spool, and once
 * it is authentic it goes on from there to each of them at its own pace.
 */
final class RelayInbound implements Inbound, Destination {
    private final Offers offers;
    private final Optional<Offer> offer;
    private final Spool spool;
    private final String name;
    private final Consumer<Spool> relay;
    private final AtomicBoolean ended = new AtomicBoolean();

    /**
     * @param offer to this daemon's user, where it gets one
     * @param relay takes sources of the complete spool for the others
     */
    RelayInbound(Offers offers, Optional<Offer> offer, Spool spool, String name, Consumer<Spool> relay) {
        this.offers = offers;
        this.offer = offer;
        this.spool = spool;
        this.name = name;
        this.relay = relay;
    }

    @Override
    public CompletableFuture<Offer.Decision> decision() {
        return CompletableFuture.completedFuture(new Offer.Decision.Accepted(this));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            spool.write(bytes, offset, length);
        } catch (UsiException e) {
            abort(e.code(), e.getMessage());
            throw e;
        }
    }

    @Override
    public CompletableFuture<Void> commit() {
        if (!ended.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(
                    new UsiException(ErrorCode.CANCELLED, "the relaying of the file was cancelled"));
        }
        try {
            relay.accept(spool);
            offer.ifPresent(this::deliver);
        } finally {
            spool.close();
        }
        return CompletableFuture.completedFuture(null);
    }

    /** To this daemon's user, whenever they decide. */
    private void deliver(Offer own) {
        FileSource source = spool.source(name);
        own.decision().thenAccept(decision -> {
            if (decision instanceof Offer.Decision.Accepted accepted) {
                Threads.startPlatform(
                        "usi-unspool", () -> Pump.run(source, accepted.destination(), new CompletableFuture<>()));
            } else {
                source.close();
            }
        });
    }

    @Override
    public void abort(ErrorCode code, String problem) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        spool.close();
        offer.ifPresent(own -> {
            offers.gone(own);
            own.decision().thenAccept(decision -> {
                if (decision instanceof Offer.Decision.Accepted accepted) {
                    accepted.destination().abort(code, problem);
                }
            });
        });
    }

    /** Nobody waits here: who gives the bytes sees that the session is over, and aborts. */
    @Override
    public void gone() {}
}
