package io.usi.daemon.session;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody this daemon talks to, or wants to: a configured one outlives its sessions, one that connected lives as long as
 * its session. For any thread.
 */
public final class Peer {
    /** Who connects. */
    public enum Direction {
        /** The peer connected to this daemon. */
        IN,
        /** This daemon connects to the peer. */
        OUT
    }

    /**
     * <pre>
     * Waiting --opened--> Open --ended--> Waiting (outgoing) or gone from the registry (incoming)
     * </pre>
     */
    public sealed interface State {
        /** No session yet, or no longer; with why the last attempt failed, or empty. */
        record Waiting(String problem) implements State {}

        /** A session is open. */
        record Open(Session session, Instant since) implements State {}
    }

    private final String id;
    private final Direction direction;
    private final boolean encrypted;
    private final AtomicLong textsSent = new AtomicLong();
    private final AtomicLong textsReceived = new AtomicLong();
    private volatile State state = new State.Waiting("");
    private volatile String target;
    /** What the last session shared with those that it continued; null before the first. */
    private volatile Continuity last;

    /**
     * @param target the address: as it was configured for an outgoing peer, the numeric one for an incoming peer
     * @param encrypted whether all its sessions are
     */
    Peer(String id, Direction direction, String target, boolean encrypted) {
        this.id = id;
        this.direction = direction;
        this.encrypted = encrypted;
        this.target = target;
    }

    /** A word of letters, digits and dashes. */
    public String id() {
        return id;
    }

    /** Who connects. */
    public Direction direction() {
        return direction;
    }

    /** Whether nobody on the way can read what is said to it and by it. */
    public boolean encrypted() {
        return encrypted;
    }

    /** {@code host:port}. */
    public String address() {
        return target;
    }

    /** The present state. */
    public State state() {
        return state;
    }

    void state(State next) {
        if (next instanceof State.Open open) {
            last = open.session().continuity();
            if (direction == Direction.IN) {
                target = open.session().address();
            }
        }
        state = next;
    }

    /**
     * Whether that session could not prove that it continues the last one.
     *
     * @param session of a protocol in which the last one could have been continued
     */
    boolean isStranger(Session session) {
        return last != null && session.protocol().reports() && session.continuity() != last;
    }

    /** Whether this daemon's user had verified the last session. */
    boolean wasVerified() {
        return last != null && last.verified();
    }

    /** The open session, if there is one. */
    public Optional<Session> session() {
        return state instanceof State.Open open ? Optional.of(open.session()) : Optional.empty();
    }

    /** The peer's own name; empty where it has none or is not connected. */
    public String name() {
        return session().map(Session::name).orElse("");
    }

    /** The name, or the address where there is none. */
    public String shown() {
        String name = name();
        return name.isEmpty() ? address() : name;
    }

    /** Whether the peer is under a preset key or verified. */
    public boolean authenticated() {
        return !authentication().equals("no");
    }

    private String authentication() {
        return session().map(this::authentication).orElse("no");
    }

    private String authentication(Session session) {
        if (session.continuity().verified()) {
            return "verified";
        }
        return session.authentication() == Session.Authentication.PRESET ? "preset" : "no";
    }

    /** This daemon's user compared the fingerprint of this session; it holds for those that continue it, too. */
    public void verify(Session compared) {
        compared.continuity().verify();
    }

    void countSent() {
        textsSent.incrementAndGet();
    }

    void countReceived() {
        textsReceived.incrementAndGet();
    }

    /** The members of a message event that say who the peer is. */
    public Map<String, Object> asSender() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peer", id);
        json.put("from", shown());
        json.put("address", address());
        json.put("encrypted", encrypted);
        return json;
    }

    /** The peer as the control socket shows it. */
    public Map<String, Object> toJson() {
        State now = state;
        Session session = now instanceof State.Open open ? open.session() : null;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", session == null ? "" : session.name());
        json.put("address", address());
        json.put("direction", direction == Direction.IN ? "in" : "out");
        json.put("state", session == null ? "waiting" : "open");
        if (session != null) {
            json.put("protocol", session.protocol().toJson());
        }
        json.put("encrypted", encrypted);
        json.put("authenticated", session == null ? "no" : authentication(session));
        if (now instanceof State.Open open) {
            if (!open.session().fingerprint().isEmpty()) {
                json.put("fingerprint", open.session().fingerprint());
            }
            json.put("since", open.since().toString());
        } else if (now instanceof State.Waiting waiting && !waiting.problem().isEmpty()) {
            json.put("problem", waiting.problem());
        }
        json.put("sent", traffic(textsSent, session == null ? 0 : session.bytesSent()));
        json.put("received", traffic(textsReceived, session == null ? 0 : session.bytesReceived()));
        return json;
    }

    private static Map<String, Object> traffic(AtomicLong texts, long bytes) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("messages", texts.get());
        json.put("bytes", bytes);
        return json;
    }

    @Override
    public String toString() {
        return id;
    }
}
