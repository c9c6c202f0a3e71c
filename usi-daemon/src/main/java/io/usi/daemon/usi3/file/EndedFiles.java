package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.usi3.frame.Frame;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The files of the peer's that are over here, as long as the peer may not know it: those that were cancelled, to which it has
 * to agree, and those that are stored, which may be offered again. Guarded by the lock of the exchange.
 */
final class EndedFiles {
    /** How many numbers a peer may leave open that were cancelled. */
    private static final int CANCELLED = 256;

    private final Outcomes outcomes = new Outcomes();
    private final Set<Long> cancelled = new HashSet<>();
    private Link link;

    /** A session opened. */
    void attach(Link next) {
        link = next;
    }

    /** The session is over, and its numbers with it. */
    void detach() {
        link = null;
        cancelled.clear();
    }

    /** Whether it knows the file that is offered; the peer is told what became of it then. */
    boolean offer(Frame.Offer offer) {
        if (cancelled.size() >= CANCELLED) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer does not answer when files are refused");
        }
        Outcomes.Outcome outcome = outcomes.get(offer.id()).orElse(null);
        if (outcome == null) {
            return false;
        }
        boolean same = outcome.name().equals(offer.name()) && outcome.size() == offer.size();
        if (!same) {
            throw Receiving.wrong("an offer under the id of another one");
        }
        if (outcome instanceof Outcomes.Outcome.Cancelled ended) {
            refuse(offer.n(), ended.reason());
        } else {
            link.send(new Frame.End(offer.n(), Optional.empty()));
        }
        return true;
    }

    /** The file stands; the peer, which has said END in this session or an earlier one, learns it now. */
    void stored(IncomingFile file) {
        outcomes.put(file.id(), new Outcomes.Outcome.Stored(file.name(), file.size()));
        if (file.n() != Link.NONE) {
            link.send(new Frame.End(file.n(), Optional.empty()));
        }
    }

    /** The file will not stand; a peer that has not said END has to agree. */
    void cancelled(IncomingFile file, String reason) {
        outcomes.put(file.id(), new Outcomes.Outcome.Cancelled(file.name(), file.size(), reason));
        if (file.isComplete()) {
            link.send(new Frame.Cancel(file.n(), reason));
        } else if (file.n() != Link.NONE) {
            refuse(file.n(), reason);
        }
    }

    /** Cancels a number, to which the peer has to agree. */
    void refuse(long n, String reason) {
        cancelled.add(n);
        link.send(new Frame.Cancel(n, reason));
    }

    /** Whether what comes under that number is to be ignored. */
    boolean ignores(long n) {
        return cancelled.contains(n);
    }

    /** Whether that was about one of these. */
    boolean end(long n) {
        return cancelled.remove(n);
    }

    /** As {@link #end}. */
    boolean cancel(Frame.Cancel cancel) {
        return cancelled.remove(cancel.n());
    }
}
