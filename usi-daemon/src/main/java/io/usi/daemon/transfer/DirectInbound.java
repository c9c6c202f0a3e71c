package io.usi.daemon.transfer;

import java.util.Optional;

/** A pushed file for this daemon's user alone: nothing of it is read before the decision. */
final class DirectInbound implements Inbound {
    private final Offers offers;
    private final Offer offer;

    DirectInbound(Offers offers, Offer offer) {
        this.offers = offers;
        this.offer = offer;
    }

    @Override
    public Optional<Destination> destination() {
        return offer.decision().join() instanceof Offer.Decision.Accepted accepted
                ? Optional.of(accepted.destination())
                : Optional.empty();
    }

    @Override
    public void gone() {
        offers.gone(offer);
    }
}
