package io.usi.daemon.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A peer together with the session that it had when it was chosen: what was checked of that session, such as whether the
 * peer is who it should be, holds for no other.
 */
public record Recipient(Peer peer, Session session) {
    /** Sends what this daemon's user says. */
    public CompletableFuture<Delivery> send(String text, Duration patience, Consumer<Reach> onReach) {
        return session.send(text, patience, onReach).whenComplete((delivery, failure) -> {
            if (failure == null && !(delivery instanceof Delivery.Failed)) {
                peer.countSent();
            }
        });
    }
}
