package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import java.util.concurrent.CompletableFuture;

/** A file for this daemon's user alone: nothing of it is taken before the decision. */
final class DirectInbound implements Inbound {
    private final Offers offers;
    private final Offer offer;

    DirectInbound(Offers offers, Offer offer) {
        this.offers = offers;
        this.offer = offer;
    }

    @Override
    public CompletableFuture<Offer.Decision> decision() {
        return offer.decision();
    }

    @Override
    public void gone() {
        offers.gone(offer);
        // Accepted before: the reader may be waiting for whoever takes the bytes.
        offer.decision().thenAccept(decision -> {
            if (decision instanceof Offer.Decision.Accepted accepted) {
                accepted.destination().abort(ErrorCode.PEER_GONE, "the session ended before the file was complete");
            }
        });
    }
}
