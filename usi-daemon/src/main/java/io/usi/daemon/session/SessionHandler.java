package io.usi.daemon.session;

import io.usi.daemon.transfer.Inbound;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an open session reports. Called by the thread that reads the session; no call waits for another peer. */
public interface SessionHandler {
    /**
     * The peer said something.
     *
     * @return completes when it is known how far it was relayed to others who can say so, after half a minute at most; empty
     *     where there are none
     */
    CompletableFuture<Optional<Reach>> text(String text);

    /** The peer, as a room's server, relays what somebody else said. */
    void relayed(Author author, String text);

    /** The peer, as a room's server, says that somebody joined it. */
    void joined(Author author, String fingerprint);

    /** The peer, as a room's server, says that somebody left it. */
    void left(Author author);

    /** The peer, as a room's server, says something of its own. */
    void notice(String text);

    /** Bytes came that are no message under this session's key. */
    void undecipherable();

    /** The peer has a file to give. */
    Inbound file(String name, long size);

    /**
     * The peer asks this daemon's user to prove that they know a password.
     *
     * @return the answer, whose password the session wipes; empty where nobody answers
     */
    CompletableFuture<Optional<PasswordAnswer>> challenged();

    /**
     * The peer asked, and this is what came of it.
     *
     * @param answer what {@link #challenged} gave for that question
     */
    void challengeEnded(PasswordAnswer answer, boolean match);

    /** Who is in this daemon's room, the peer who asks included. */
    List<Member> members();
}
