package io.usi.ctl;

import java.util.Map;

/** How {@code usi-ctl} ends; part of the contract in docs/CONTROL.md. */
public enum Exit {
    /** Done. */
    DONE(0, "done"),
    /** The daemon said no, or this machine did. */
    SAID_NO(1, "the daemon said no"),
    /** Wrong usage. */
    USAGE(2, "wrong usage"),
    /** No daemon at the socket, or none any more. */
    NO_DAEMON(3, "no daemon at the socket"),
    /** No such peer, more than one, or none connected. */
    NO_PEER(4, "no such peer or none connected"),
    /** The peer refused, or went away before it was done. */
    REFUSED(5, "refused by the peer"),
    /** Timed out. */
    TIMED_OUT(6, "timed out"),
    /** Not permitted. */
    NOT_PERMITTED(7, "not permitted");

    private static final int RPC_BASE = -32_000;
    private static final int RPC_INVALID_PARAMS = -32_602;

    private static final Map<String, Exit> BY_REASON = Map.ofEntries(
            Map.entry("usage", USAGE),
            Map.entry("no_such_peer", NO_PEER),
            Map.entry("ambiguous_peer", NO_PEER),
            Map.entry("no_peer", NO_PEER),
            Map.entry("refused", REFUSED),
            Map.entry("peer_gone", REFUSED),
            Map.entry("mismatch", REFUSED),
            Map.entry("protocol", REFUSED),
            Map.entry("bad_signature", REFUSED),
            Map.entry("undecipherable", REFUSED),
            Map.entry("downgrade", REFUSED),
            Map.entry("unproved", REFUSED),
            Map.entry("file_altered", REFUSED),
            Map.entry("stalled", REFUSED),
            Map.entry("overflow", REFUSED),
            Map.entry("timeout", TIMED_OUT),
            Map.entry("not_permitted", NOT_PERMITTED));

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number for the shell, 0 to 7. */
    public int code() {
        return code;
    }

    /** What it means, in a few words for the help. */
    public String meaning() {
        return meaning;
    }

    /** For an error of the daemon's by its JSON-RPC code. */
    public static Exit ofRpcCode(long code) {
        if (code == RPC_INVALID_PARAMS) {
            return USAGE;
        }
        for (Exit exit : values()) {
            if (exit != DONE && exit.code == RPC_BASE - code) {
                return exit;
            }
        }
        return SAID_NO;
    }

    /** For something that failed later, by the stable word that says why. */
    public static Exit ofReason(String reason) {
        return BY_REASON.getOrDefault(reason, SAID_NO);
    }
}
