package io.usi.plugin;

import java.util.Objects;

/**
 * Something a person may want to know. Every text is free of control characters; none is free of markup.
 *
 * @param kind what happened
 * @param peer the peer's name, or its address where it has none; empty for {@link Kind#OFFER_ENDED}
 * @param encrypted whether the peer's session is; where it is not, whoever shows the notice must say NOT ENCRYPTED
 * @param text the message's text, or the offered file's name; empty otherwise
 * @param offer the id of the offer, for {@link Kind#FILE_OFFERED} and {@link Kind#OFFER_ENDED}; empty where the file
 *     was accepted by configuration, so that there is nothing to decide, and otherwise
 * @param size the offered file's size in bytes; 0 otherwise
 */
public record Notice(Kind kind, String peer, boolean encrypted, String text, String offer, long size) {
    /** What happened. A notifier ignores a kind that it does not know: more may come. */
    public enum Kind {
        /** A message came. */
        MESSAGE,
        /** A peer offers a file. */
        FILE_OFFERED,
        /** An offer was accepted, refused or withdrawn, or has expired: there is nothing left to decide. */
        OFFER_ENDED,
        /** A peer's session opened. */
        PEER_JOINED,
        /** A peer's session ended. */
        PEER_LEFT
    }

    /** Checks that nothing is null. */
    public Notice {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(offer, "offer");
    }
}
