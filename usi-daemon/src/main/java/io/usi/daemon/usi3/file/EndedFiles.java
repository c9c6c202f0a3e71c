package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of the peer's that are over here, as long as the peer may not know it: those that were cancelled, to which it has
 * to agree, and those that are stored and were offered again, since it did not learn it. Guarded by the lock of the exchange.
 */
final class EndedFiles {
    /** How many numbers a peer may leave open that were cancelled. */
    private static final int CANCELLED = 256;

    private static final class Confirmation {
        private final Bytes id;
        private final Outcomes.Outcome.Stored stored;
        private boolean compared;

        Confirmation(Bytes id, Outcomes.Outcome.Stored stored) {
            this.id = id;
            this.stored = stored;
            compared = stored.size() == 0;
        }
    }

    private final Outcomes outcomes = new Outcomes();
    private final Set<Long> cancelled = new HashSet<>();
    private final Map<Long, Confirmation> confirmations = new HashMap<>();
    private Link link;

    /** A session opened. */
    void attach(Link next) {
        link = next;
    }

    /** The session is over, and its numbers with it. */
    void detach() {
        link = null;
        cancelled.clear();
        confirmations.clear();
    }

    /** How many are being confirmed. */
    int confirming() {
        return confirmations.size();
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
        boolean same = outcome.name().equals(offer.name())
                && outcome.size() == offer.size()
                && confirmations.values().stream().noneMatch(open -> open.id.equals(offer.id()));
        if (!same) {
            throw Receiving.wrong("an offer under the id of another one");
        }
        if (outcome instanceof Outcomes.Outcome.Cancelled ended) {
            refuse(offer.n(), ended.reason());
        } else if (outcome instanceof Outcomes.Outcome.Stored stored) {
            confirm(offer.n(), offer.id(), stored);
        }
        return true;
    }

    /** The file stands; a peer that has said END learns it now. */
    void stored(IncomingFile file, Bytes sha256) {
        Outcomes.Outcome.Stored stored = new Outcomes.Outcome.Stored(file.name(), file.size(), sha256);
        outcomes.put(file.id(), stored);
        if (file.isComplete()) {
            link.send(new Frame.End(file.n(), Optional.empty()));
        } else if (file.n() != Link.NONE) {
            confirm(file.n(), file.id(), stored);
        }
    }

    private void confirm(long n, Bytes id, Outcomes.Outcome.Stored stored) {
        confirmations.put(n, new Confirmation(id, stored));
        Optional<Bytes> sha256 = stored.size() == 0 ? Optional.empty() : Optional.of(stored.sha256());
        link.send(new Frame.Answer(n, stored.size(), sha256, Optional.of(0L)));
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
    boolean answer(Frame.Answer answer) {
        Confirmation open = confirmations.get(answer.n());
        if (open == null) {
            return false;
        }
        boolean same = answer.offset() == open.stored.size();
        if (open.compared || answer.until().isPresent() || !(same || answer.offset() == 0)) {
            throw Receiving.wrong("an answer that does not fit the file");
        }
        open.compared = true;
        if (!same) {
            confirmations.remove(answer.n());
            refuse(answer.n(), Reason.ALTERED);
        }
        return true;
    }

    /** As {@link #answer}. */
    boolean end(long n, Frame.Content content) {
        if (cancelled.remove(n)) {
            return true;
        }
        Confirmation open = confirmations.get(n);
        if (open == null) {
            return false;
        }
        if (!open.compared) {
            throw Receiving.wrong("an end before it was asked for");
        }
        confirmations.remove(n);
        boolean same = content.size() == open.stored.size() && content.sha256().equals(open.stored.sha256());
        link.send(same ? new Frame.End(n, Optional.empty()) : new Frame.Cancel(n, Reason.ALTERED));
        return true;
    }

    /** As {@link #answer}. */
    boolean cancel(Frame.Cancel cancel) {
        if (cancelled.remove(cancel.n())) {
            return true;
        }
        if (confirmations.remove(cancel.n()) == null) {
            return false;
        }
        link.send(cancel);
        return true;
    }
}
