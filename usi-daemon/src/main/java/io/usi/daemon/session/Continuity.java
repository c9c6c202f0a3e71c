package io.usi.daemon.session;

import java.util.Optional;

/**
 * What outlives one session: sessions that were proved to continue each other share one, all others have one of their own. For
 * any thread.
 */
public final class Continuity {
    private volatile boolean verified;
    private volatile Peer peer;

    /** Nothing verified yet. */
    public Continuity() {}

    /** Whether this daemon's user compared the fingerprint of one of these sessions. */
    boolean verified() {
        return verified;
    }

    void verify() {
        verified = true;
    }

    /** As whom the sessions were let in. */
    Optional<Peer> peer() {
        return Optional.ofNullable(peer);
    }

    void peer(Peer known) {
        peer = known;
    }
}
