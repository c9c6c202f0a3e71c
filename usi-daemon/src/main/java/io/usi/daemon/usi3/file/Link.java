package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.usi3.frame.Frame;

/** One session of the chain, and the numbers of its transfers. Guarded by the lock of the exchange. */
final class Link {
    /** What no transfer has for its number. */
    static final long NONE = -1;

    private static final long NUMBERS = 1L << 32;

    private final Outlet outlet;
    private final Receiver receiver;
    private final Effects effects;
    private long nextOwn;
    private long latestOfPeer = NONE;

    Link(boolean initiator, Outlet outlet, Receiver receiver, Effects effects) {
        this.outlet = outlet;
        this.receiver = receiver;
        this.effects = effects;
        nextOwn = initiator ? 1 : 2;
    }

    Receiver receiver() {
        return receiver;
    }

    boolean is(Outlet other) {
        return outlet == other;
    }

    void send(Frame frame) {
        effects.after(() -> outlet.send(frame));
    }

    void dataReady() {
        effects.after(outlet::dataReady);
    }

    /** A number for a file of this side's, or {@link #NONE} where all are used up. */
    long number() {
        if (nextOwn >= NUMBERS) {
            return NONE;
        }
        long n = nextOwn;
        nextOwn += 2;
        return n;
    }

    boolean wasOwn(long n) {
        return n < nextOwn;
    }

    /** The peer takes a number. */
    void offered(long n) {
        if (n <= latestOfPeer) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer used the number of a transfer twice");
        }
        latestOfPeer = n;
    }

    boolean wasOfPeer(long n) {
        return n <= latestOfPeer;
    }
}
