package io.usi.daemon.session;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What outlives one session: sessions that were proved to continue each other share one, all others have one of their own. For
 * any thread.
 */
public final class Continuity {
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile boolean verified;
    private volatile Peer peer;

    /** Nothing verified yet. */
    public Continuity() {}

    /**
     * Lets one of these sessions take place after the other: a new one may come while the old one, whose place it takes, is
     * still being seen off.
     */
    public void inTurn(Runnable session) {
        turn.lock();
        try {
            session.run();
        } finally {
            turn.unlock();
        }
    }

    /** Whether this daemon's user compared the fingerprint of one of these sessions, and found no difference since. */
    public boolean verified() {
        return verified;
    }

    void verify() {
        verified = true;
    }

    void unverify() {
        verified = false;
    }

    /** As whom the sessions were let in. */
    Optional<Peer> peer() {
        return Optional.ofNullable(peer);
    }

    void peer(Peer known) {
        peer = known;
    }
}
