package io.usi.daemon.usi3.file;

import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One file on its way to the peer, through all sessions of the chain. Guarded by the lock of the exchange.
 *
 * <pre>
 * Idle --> Offered --> Accepted --> Running --> Complete --> done
 * </pre>
 *
 * The end of a session leads back to Idle. From each of them Withdrawn is reached, where this side ends the transfer, and
 * left when the peer has agreed.
 */
final class OutgoingFile {
    /** How far it is. */
    sealed interface State {
        /** There is no session. */
        record Idle() implements State {}

        /** The peer was asked. */
        record Offered() implements State {}

        /** The peer wants it; it waits for its turn. */
        record Accepted(SendLeg leg) implements State {}

        /** It is being read and sent. */
        record Running(SendLeg leg) implements State {}

        /** All was sent, and END; the peer has to say that it stands. */
        record Complete(SendLeg leg) implements State {}

        /** It will not be sent; the peer has to learn it. */
        record Withdrawn(String reason) implements State {}
    }

    private static final int ID_BYTES = 16;
    private static final int NAME_BYTES = 1_024;

    private final Bytes id = Bytes.random(ID_BYTES);
    private final FileSource source;
    private final Transfer transfer;
    private final String name;
    private final long size;
    private State state = new State.Idle();
    private long n = Link.NONE;
    private boolean known;
    private boolean complete;
    private boolean closed;

    OutgoingFile(FileSource source, Transfer transfer) {
        this.source = source;
        this.transfer = transfer;
        name = fitting(source.name());
        size = source.size();
    }

    /** As much of a name as an OFFER takes, without halves of surrogate pairs. */
    private static String fitting(String name) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
        ByteBuffer out = ByteBuffer.allocate(NAME_BYTES);
        encoder.encode(CharBuffer.wrap(name), out, true);
        return StandardCharsets.UTF_8.decode(out.flip()).toString();
    }

    FileSource source() {
        return source;
    }

    Transfer transfer() {
        return transfer;
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

    /** The peer has it all, and is told so. */
    void complete(SendLeg leg) {
        complete = true;
        state = new State.Complete(leg);
    }

    /** Whether it was complete in this session or an earlier one, so that the peer may have stored it. */
    boolean wasComplete() {
        return complete;
    }

    boolean withdrawn() {
        return state instanceof State.Withdrawn;
    }

    /** Whether the peer may know of it. */
    boolean known() {
        return known;
    }

    /** The offer under a number of a new session. */
    Frame.Offer offer(long number) {
        n = number;
        known = true;
        if (!withdrawn()) {
            state = new State.Offered();
        }
        return new Frame.Offer(n, id, name, size);
    }

    /** What this session knows of it. */
    Optional<SendLeg> leg() {
        if (state instanceof State.Accepted accepted) {
            return Optional.of(accepted.leg());
        } else if (state instanceof State.Running running) {
            return Optional.of(running.leg());
        } else if (state instanceof State.Complete complete) {
            return Optional.of(complete.leg());
        }
        return Optional.empty();
    }

    /** The session is over. */
    void pause() {
        n = Link.NONE;
        if (!withdrawn()) {
            state = new State.Idle();
        }
    }

    /** Whether the source is to be closed now; once. */
    boolean closing() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
