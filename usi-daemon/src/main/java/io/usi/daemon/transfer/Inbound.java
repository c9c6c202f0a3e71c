package io.usi.daemon.transfer;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A file that a peer wants to give: what is decided about it, and how to tell that the peer went away. */
public interface Inbound {
    /** Completes with the decision, at the offer's expiry at the latest; never exceptionally. */
    CompletableFuture<Offer.Decision> decision();

    /**
     * Waits for the decision. For USI 2, whose sender pushes without asking: the session's reader waits here, and TCP makes
     * the sender wait meanwhile.
     *
     * @return empty where the bytes are to be read and dropped
     */
    default Optional<Destination> destination() {
        return decision().join() instanceof Offer.Decision.Accepted accepted
                ? Optional.of(accepted.destination())
                : Optional.empty();
    }

    /** The peer went away, for good, before all bytes were there; what was accepted may still have to be aborted. */
    void gone();
}
