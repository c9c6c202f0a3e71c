package io.usi.daemon.session;

import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An open session with one peer. Every method may be called by any thread, returns at once, and never waits for
 * the network: what it starts ends in a future or in a {@link Transfer}.
 */
public interface Session {
    /** Whether and how the peer is known to be who it should be, beyond the encryption. */
    enum Authentication {
        /** Nothing was checked yet: the fingerprint has to be compared. */
        NO,
        /** Both hold the same preset key. */
        PRESET
    }

    /** What it speaks. */
    Spoken protocol();

    /** The peer's own word for itself, {@linkplain Names#clean made safe}; may be empty. */
    String name();

    /** The peer's numeric address, without the port. */
    String host();

    /** What bounds for each address count: the address, or for IPv6 the network that one customer has. */
    String network();

    /** The peer's numeric address and port. */
    String address();

    /** What this session shares with those that it was proved to continue. */
    Continuity continuity();

    /** Whether it was proved to continue an earlier one. */
    boolean resumed();

    /** What two people compare: 64 hexadecimal digits; empty where the protocol has no such thing. */
    String fingerprint();

    /** What the opening showed. */
    Authentication authentication();

    /** Bytes written to the network so far. */
    long bytesSent();

    /** Bytes read from the network so far. */
    long bytesReceived();

    /** Ends a session that cannot be let in, in place of {@link #run}; takes two seconds at most. */
    void refuse();

    /** Reads until the session ends, and closes it. Called once, by the thread that reads this session. */
    EndReason run(SessionHandler handler);

    /**
     * Sends what this daemon's user says.
     *
     * @param patience after which it is taken back or, where it was written, no longer waited for
     * @param onReach learns how far it came, where the peer is a room's server that says so; at most once
     */
    CompletableFuture<Delivery> send(String text, Duration patience, Consumer<Reach> onReach);

    /** Sends what somebody else in the room said. */
    CompletableFuture<Delivery> relay(Author author, String text);

    /** Tells that somebody joined the room. */
    void joined(Author author, String fingerprint);

    /** Tells that somebody left the room. */
    void left(Author author);

    /** Sends a file. The session {@linkplain FileSource#close closes} the source and ends the transfer in every case. */
    void sendFile(FileSource source, Transfer transfer);

    /** Asks the peer who else is in its room; fails with {@code UNSUPPORTED} where the peer has none. */
    CompletableFuture<List<Member>> users();

    /**
     * Asks the peer's user to prove that they know a password.
     *
     * @param password wiped by the session
     * @param patience after which the peer's user is given up
     * @return whether they do; fails with {@code UNSUPPORTED} where this side cannot ask
     */
    CompletableFuture<Boolean> challenge(char[] password, Duration patience);

    /**
     * Says goodbye where the protocol and the reason allow it, and ends the session.
     *
     * @return completes when the connection is closed, after two seconds at most
     */
    CompletableFuture<Void> close(EndReason reason);
}
