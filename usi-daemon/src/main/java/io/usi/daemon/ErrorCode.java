package io.usi.daemon;

/**
 * Every way in which something can fail that a user or a program hears of. The {@linkplain #reason() reason} is a stable
 * word; {@link #exit()} is the code with which {@code usi-ctl} ends (see docs/CONTROL.md).
 */
public enum ErrorCode {
    /** A value that makes no sense. */
    USAGE("usage", 2),
    /** The configuration cannot be read or is wrong. */
    CONFIG("config", 1),
    /** The preset key cannot be used. */
    KEY("key", 1),
    /** A plugin failed. */
    PLUGIN("plugin", 1),
    /** Reading or writing failed on this machine. */
    IO("io", 1),
    /** Something that is not known to this program went wrong. */
    INTERNAL("internal", 1),
    /** A bound was reached. */
    LIMIT("limit", 1),
    /** The daemon waits for an answer without which it has no key. */
    LOCKED("locked", 1),
    /** Not possible in the present state. */
    STATE("state", 1),
    /** The peer's protocol has no such thing. */
    UNSUPPORTED("unsupported", 1),
    /** No file sink is configured. */
    NO_SINK("no_sink", 1),
    /** No transfer has that id. */
    NO_SUCH_TRANSFER("no_such_transfer", 1),
    /** No undecided offer has that id. */
    NO_SUCH_OFFER("no_such_offer", 1),
    /** No open question has that id. */
    NO_SUCH_QUESTION("no_such_question", 1),
    /** No plugin has that id. */
    NO_SUCH_PLUGIN("no_such_plugin", 1),
    /** The spool has reached its limit, or its disk is full. */
    SPOOL_FULL("spool_full", 1),
    /** An attach token that is unknown, used or too old. */
    BAD_TOKEN("bad_token", 1),
    /** A text over 64 KiB. */
    TOO_LONG("too_long", 1),
    /** The peer is neither verified nor under a preset key, and that was asked for. */
    NOT_AUTHENTICATED("not_authenticated", 1),
    /** The configuration's policy holds it back from a peer of which is not known who it is. */
    HELD_BACK("held_back", 1),
    /** A host name that does not resolve. */
    UNKNOWN_HOST("unknown_host", 1),
    /** The address to listen on is in use or not this machine's. */
    CANNOT_LISTEN("cannot_listen", 1),
    /** The control socket is in use or cannot be made. */
    CONTROL_SOCKET("control_socket", 1),
    /** Cancelled by this daemon's user. */
    CANCELLED("cancelled", 1),
    /** No peer has that id, name or address. */
    NO_SUCH_PEER("no_such_peer", 4),
    /** More than one peer has that name or address. */
    AMBIGUOUS_PEER("ambiguous_peer", 4),
    /** The peer, or no peer at all, is connected. */
    NO_PEER("no_peer", 4),
    /** The peer's user refused. */
    REFUSED("refused", 5),
    /** The session ended before it was done. */
    PEER_GONE("peer_gone", 5),
    /** The peer does not know the password. */
    MISMATCH("mismatch", 5),
    /** A peer that does not speak the protocol, or not as it must. */
    PROTOCOL("protocol", 5),
    /** Somebody hid that a side speaks USI/3, or it no longer shows it. */
    DOWNGRADE("downgrade", 5),
    /** The peer could not prove that it continues an earlier session. */
    UNPROVED("unproved", 5),
    /** A signature that does not verify. */
    BAD_SIGNATURE("bad_signature", 5),
    /** Ciphertext that does not decipher: another key, or altered on its way. */
    UNDECIPHERABLE("undecipherable", 5),
    /** A file that does not decipher to what its sender sealed. */
    FILE_ALTERED("file_altered", 5),
    /** A file that changed on this machine while it was sent. */
    FILE_CHANGED("file_changed", 1),
    /** A peer that takes or gives nothing for too long. */
    STALLED("stalled", 5),
    /** Too slow for its queue. */
    OVERFLOW("overflow", 5),
    /** The time allowed is over. */
    TIMEOUT("timeout", 6),
    /** The caller may not do that. */
    NOT_PERMITTED("not_permitted", 7);

    private final String reason;
    private final int exit;

    ErrorCode(String reason, int exit) {
        this.reason = reason;
        this.exit = exit;
    }

    /** The stable word for programs. */
    public String reason() {
        return reason;
    }

    /** The exit code of {@code usi-ctl}: 1 to 7. */
    public int exit() {
        return exit;
    }
}
