package io.usi.daemon.transfer;

import io.usi.daemon.session.Names;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A file that a peer wants to give, and what is decided about it. Decided once. For any thread. */
public final class Offer {
    /** What became of an offer. */
    public sealed interface Decision {
        /** The bytes go there. */
        record Accepted(Destination destination) implements Decision {}

        /** This daemon's user or configuration said no. */
        record Refused() implements Decision {}

        /** Nobody decided in time. */
        record Expired() implements Decision {}

        /** The peer went away, or what it gave was not authentic. */
        record Gone() implements Decision {}

        /** The stable word for programs. */
        default String word() {
            if (this instanceof Accepted) {
                return "accepted";
            } else if (this instanceof Refused) {
                return "refused";
            } else if (this instanceof Expired) {
                return "expired";
            }
            return "gone";
        }
    }

    private final String id;
    private final String name;
    private final long size;
    private final String peer;
    private final String from;
    private final boolean authentic;
    private final Instant time;
    private final Instant expires;
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();

    Offer(
            String id,
            String name,
            long size,
            String peer,
            String from,
            boolean authentic,
            Instant time,
            Instant expires) {
        this.id = id;
        this.name = name;
        this.size = size;
        this.peer = peer;
        this.from = from;
        this.authentic = authentic;
        this.time = time;
        this.expires = expires;
    }

    /** A word of letters, digits and dashes. */
    public String id() {
        return id;
    }

    /** The sender's own word for the file, unchecked. */
    public String name() {
        return name;
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** The peer's id. */
    public String peer() {
        return peer;
    }

    /** Whether every byte is authentic when it is handed on; otherwise that shows at the end of all. */
    boolean authentic() {
        return authentic;
    }

    /** Completes with the decision; never exceptionally. */
    public CompletableFuture<Decision> decision() {
        return decision;
    }

    boolean decide(Decision made) {
        return decision.complete(made);
    }

    /** The offer as the control socket shows it. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", Names.oneLine(name, Transfers.NAME_LIMIT));
        json.put("size", size);
        json.put("peer", peer);
        json.put("from", from);
        json.put("time", time.toString());
        json.put("expires", expires.toString());
        return json;
    }

    @Override
    public String toString() {
        return id;
    }
}
