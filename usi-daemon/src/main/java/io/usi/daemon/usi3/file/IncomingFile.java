package io.usi.daemon.usi3.file;

import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.Optional;

/**
 * One file on its way from the peer, through all sessions of the chain. Guarded by the lock of the exchange.
 *
 * <pre>
 * Undecided --> Idle --> Queued --> Running --> Committing --> stored
 * </pre>
 *
 * The end of a session leads back to Idle, from Running once all that came is written.
 */
final class IncomingFile {
    /** How far it is. */
    sealed interface State {
        /** This side's user was asked, or is about to be. */
        record Undecided() implements State {}

        /** Accepted, but there is no session, or there are too many of this peer's under way. */
        record Idle(Intake intake) implements State {}

        /** It waits for a place in the budget. */
        record Queued(Intake intake, ReceiveLeg leg) implements State {}

        /** A thread writes what comes. */
        record Running(Intake intake, ReceiveLeg leg) implements State {}

        /** All is there, and right; the destination makes it final. */
        record Committing() implements State {}
    }

    private final Bytes id;
    private final String name;
    private final long size;
    private Inbound inbound;
    private Destination destination;
    private State state = new State.Undecided();
    private long n;
    private boolean complete;

    IncomingFile(Frame.Offer offer) {
        id = offer.id();
        name = offer.name();
        size = offer.size();
        n = offer.n();
    }

    Bytes id() {
        return id;
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    /** Its number in this session, or {@link Link#NONE}. */
    long n() {
        return n;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    /** Who decides. */
    void inbound(Inbound decider) {
        inbound = decider;
    }

    /** Its user wants it. */
    Intake accept(Destination into) {
        destination = into;
        return new Intake(into, size);
    }

    /** Where it goes, once accepted. */
    Optional<Destination> destination() {
        return Optional.ofNullable(destination);
    }

    /** It was offered again, in a new session. */
    void resume(long number) {
        n = number;
    }

    /** The session is over. */
    void pause() {
        n = Link.NONE;
        complete = false;
    }

    /** The peer has said END in this session, so that nothing more of it comes. */
    void complete() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    Optional<ReceiveLeg> leg() {
        if (state instanceof State.Queued queued) {
            return Optional.of(queued.leg());
        } else if (state instanceof State.Running running) {
            return Optional.of(running.leg());
        }
        return Optional.empty();
    }

    /** Tells that it will not come, after it left the exchange. To be called without the lock. */
    void abandon(UsiException why) {
        if (destination != null) {
            destination.abort(why.code(), why.getMessage());
        } else if (inbound != null) {
            inbound.gone();
        }
    }
}
