package io.usi.plugin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Speaks a protocol of its own with peers, beside those of USI. The daemon makes and accepts the connections, bounds them
 * as it does all others, and carries what is said to its users; the plugin turns bytes into texts and back. Files cannot
 * be sent by such a protocol.
 */
public interface PeerProtocol extends Configurable {
    /**
     * The word that stands for the protocol, as in {@code usi-ctl connect --protocol lite HOST}. Called once, before
     * {@link #configure}, on a thread of the daemon's; may take at most five seconds.
     *
     * @return 1 to 16 small letters and digits, the first of them a letter
     */
    String name();

    /**
     * Whether its sessions are encrypted, so that nobody on the way can read them. Where they are not, the daemon marks
     * them NOT ENCRYPTED wherever they are shown and keeps them apart from its encrypted peers. Called as {@link #name}
     * is.
     *
     * @return true where all are
     */
    boolean encrypted();

    /**
     * Where the daemon should wait for peers that speak this protocol. Called once, after {@link #configure}, on a thread
     * of the daemon's; may take at most five seconds.
     *
     * @return an address of this machine and a port, 0 for any free one; empty where the user wants none, and by default
     * @throws PluginException where it cannot be said; the daemon then refuses to start
     */
    default Optional<InetSocketAddress> listen() throws PluginException {
        return Optional.empty();
    }

    /**
     * Opens one session. Called on a thread of the daemon's, several at a time; may take at most ten seconds, after which
     * the connection is closed.
     *
     * @param wire the connection, which the daemon closes in every case
     * @return the open session
     * @throws IOException where the other side does not speak this protocol, or went away
     */
    Link open(Wire wire) throws IOException;

    /** A connection to one peer. One thread may read while another writes. */
    interface Wire {
        /**
         * Whether this daemon accepted the connection.
         *
         * @return false where it made it
         */
        boolean accepted();

        /**
         * The other side's numeric address.
         *
         * @return without the port, and without brackets
         */
        String host();

        /**
         * Reads at least one byte. Blocks until one comes; the daemon ends the wait by closing the connection.
         *
         * @param buffer where to
         * @param offset the first place
         * @param length how many at most, at least 1
         * @return how many, or -1 at the end of the stream
         * @throws IOException where the connection is lost or closed
         */
        int read(byte[] buffer, int offset, int length) throws IOException;

        /**
         * Writes all of it. Blocks as long as the other side does not read.
         *
         * @param bytes the bytes
         * @throws IOException where the connection is lost or closed
         */
        void write(byte[] bytes) throws IOException;
    }

    /**
     * One open session. {@link #read} is called once, on a thread of its own; everything that writes by another thread, one
     * call at a time. A text is never empty, has at most 65,536 characters, and may hold any character.
     */
    interface Link {
        /**
         * The peer's own word for itself. Called once, before anything else, in the time that {@link #open} has.
         *
         * @return empty where it has none, and by default
         */
        default String peerName() {
            return "";
        }

        /**
         * What two people compare to know that nobody sits between them. Called as {@link #peerName} is.
         *
         * @return 64 hexadecimal digits; empty where there is no such thing, and by default
         */
        default String fingerprint() {
            return "";
        }

        /**
         * Reads until the session ends, and hands what the peer says to the room, which may make it wait.
         *
         * @param room takes what the peer says
         * @return whether the peer said goodbye
         * @throws IOException where the connection is lost, or the peer does what it must not
         */
        boolean read(Heard room) throws IOException;

        /**
         * Sends what this daemon's user says. May block as long as the peer does not read.
         *
         * @param text the text
         * @throws IOException where the connection is lost, which ends the session
         */
        void text(String text) throws IOException;

        /**
         * Sends what another guest of this daemon's room said. Called only where the daemon accepted the connection.
         *
         * @param author who said it
         * @param text the text
         * @throws IOException as for {@link #text}
         */
        void relay(Author author, String text) throws IOException;

        /**
         * Tells that somebody came into this daemon's room. Called only where the daemon accepted the connection.
         *
         * @param author who
         * @throws IOException as for {@link #text}
         */
        default void joined(Author author) throws IOException {}

        /**
         * Tells that somebody left this daemon's room. Called only where the daemon accepted the connection.
         *
         * @param author who
         * @throws IOException as for {@link #text}
         */
        default void left(Author author) throws IOException {}

        /**
         * Says goodbye, before the daemon closes the connection. May take at most two seconds.
         *
         * @throws IOException where the connection is lost
         */
        default void goodbye() throws IOException {}
    }

    /**
     * Somebody in a room.
     *
     * @param host the numeric address, without the port
     * @param name empty where there is none
     */
    record Author(String host, String name) {}

    /** Takes what a peer says, in the thread that reads its session. The daemon checks and cleans everything. */
    interface Heard {
        /**
         * The peer said something.
         *
         * @param text what; the daemon cuts it at 65,536 characters
         */
        void text(String text);

        /**
         * The peer, at whose server this daemon is a guest, tells what another guest said.
         *
         * @param author who; the peer's word alone
         * @param text what
         */
        void relayed(Author author, String text);

        /**
         * The peer tells that somebody came into its room.
         *
         * @param author who; the peer's word alone
         */
        void joined(Author author);

        /**
         * The peer tells that somebody left its room.
         *
         * @param author who; the peer's word alone
         */
        void left(Author author);

        /**
         * The peer's program, not its user, tells something.
         *
         * @param text what
         */
        void notice(String text);
    }
}
