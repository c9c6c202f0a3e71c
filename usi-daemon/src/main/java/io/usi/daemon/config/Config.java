package io.usi.daemon.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the daemon was told, checked and complete.
 *
 * @param listen where to listen; empty where the daemon does not
 * @param connect the peers to connect to
 * @param port the port to listen on, where 0 means any that is free; also that of a peer given without one
 * @param name the name that peers see; empty for none
 * @param notifications whether people are told of what happens
 * @param protocol which protocol to speak where a peer has none of its own
 * @param dev whether technical detail is printed
 * @param socket the control socket, absolute; empty where its usual place is meant
 * @param pluginDirectory the plugins' folder, absolute; empty where there is none
 * @param files what is done with offered files
 * @param limits how much is let in
 * @param control who else may use the control socket
 * @param messages what is done with messages
 * @param challenge how peers' questions for a password are answered
 * @param room who hears whom
 * @param policy from whom what is sent is held back
 */
public record Config(
        Optional<Listen> listen,
        List<Target> connect,
        int port,
        String name,
        boolean notifications,
        Protocol protocol,
        boolean dev,
        Optional<Path> socket,
        Optional<Path> pluginDirectory,
        Files files,
        Limits limits,
        Control control,
        Messages messages,
        Challenge challenge,
        Room room,
        Policy policy) {
    /** The port of USI. */
    public static final int DEFAULT_PORT = 12_800;

    /** Copies the list. */
    public Config {
        connect = List.copyOf(connect);
    }

    /**
     * Where to listen.
     *
     * @param address a name or an address of this machine; empty for all of its addresses
     */
    public record Listen(Optional<String> address) {}

    /** What happens to a file that is offered. */
    public enum Accept {
        /** It waits for a decision. */
        ASK,
        /** It is taken at once. */
        ALWAYS,
        /** It is refused at once. */
        NEVER
    }

    /**
     * What is done with offered files.
     *
     * @param accept whether they are taken
     * @param offerExpiry how long an offer waits for a decision before it is refused
     * @param spoolDirectory the absolute folder for what has to be held
     * @param spoolLimit how many bytes may be held there
     */
    public record Files(Accept accept, Duration offerExpiry, Path spoolDirectory, long spoolLimit) {}

    /**
     * How much is let in.
     *
     * @param sessions how many sessions in all
     * @param sessionsPerAddress how many sessions from one address
     * @param openings how many connections that are not sessions yet
     * @param openingsPerAddress how many of those from one address
     */
    public record Limits(int sessions, int sessionsPerAddress, int openings, int openingsPerAddress) {}

    /**
     * Who else may use the control socket.
     *
     * @param group the group that the socket is given; empty where it stays the daemon's own
     * @param users users who may
     * @param groups groups whose members may
     */
    public record Control(Optional<String> group, List<String> users, List<String> groups) {
        /** Copies the lists. */
        public Control {
            users = List.copyOf(users);
            groups = List.copyOf(groups);
        }
    }

    /**
     * What is done with messages.
     *
     * @param expire how long they are kept in memory
     */
    public record Messages(Duration expire) {}

    /**
     * How peers' questions for a password are answered.
     *
     * @param password the answer; empty where the daemon's user is asked
     */
    public record Challenge(Optional<Secret> password) {}

    /**
     * Who hears whom.
     *
     * @param mixed whether peers that are not encrypted share the room, and the recipients, of those that are
     */
    public record Room(boolean mixed) {}

    /** Peers, by what is known of them. */
    public enum Who {
        /** Everybody. */
        ALL,
        /** Those that are verified or under a preset key. */
        AUTHENTICATED,
        /** Those that are verified. */
        VERIFIED
    }

    /**
     * From whom what is sent is held back.
     *
     * @param messages who gets messages
     * @param files who gets files
     */
    public record Policy(Who messages, Who files) {
        /** Nothing is held back. */
        public static final Policy NONE = new Policy(Who.ALL, Who.ALL);
    }
}
