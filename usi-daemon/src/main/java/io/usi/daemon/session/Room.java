package io.usi.daemon.session;

import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.plugin.Notice;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sessions meet: what a peer says becomes an event for this daemon's users, and what one guest of this daemon's room
 * says goes to the other guests. Guests are the peers that connected; a peer that this daemon connected to has a room of its
 * own, and nothing is carried from one room to another. Guests that are not encrypted have a room of their own, too, unless
 * the configuration says otherwise in words: what somebody said under encryption must not leave this daemon without it.
 */
public final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    private final Clock clock;
    private final Peers peers;
    private final EventLog events;
    private final IncomingFiles files;
    private final Questions questions;
    private final boolean mixed;
    private final HoldBack holdBack;
    private final Consumer<Notice> notices;
    private final News news = new News(System::nanoTime);

    /**
     * @param mixed whether guests that are not encrypted share the room of those that are
     * @param holdBack to whom nothing is relayed
     * @param notices takes what a person may want to know; must not block
     */
    public Room(
            Clock clock,
            Peers peers,
            EventLog events,
            IncomingFiles files,
            Questions questions,
            boolean mixed,
            HoldBack holdBack,
            Consumer<Notice> notices) {
        this.clock = clock;
        this.peers = peers;
        this.events = events;
        this.files = files;
        this.questions = questions;
        this.mixed = mixed;
        this.holdBack = holdBack;
        this.notices = notices;
    }

    /** Lets a peer's session into the room, reads it to its end and sees it off. Blocks until then. */
    public EndReason host(Peer peer, Session session) {
        boolean stranger = peer.isStranger(session);
        boolean wasVerified = peer.wasVerified();
        peers.update(peer, new Peer.State.Open(session, clock.instant()));
        LOG.info("Session with {} opened ({})", peer, opened(session.protocol()));
        boolean guest = peer.direction() == Peer.Direction.IN;
        Author author = new Author(session.host(), session.name());
        Map<String, Object> joined = peer.asSender();
        if (!session.fingerprint().isEmpty()) {
            joined.put("fingerprint", session.fingerprint());
        }
        if (session.resumed()) {
            joined.put("resumed", true);
        }
        events.publish("joined", joined);
        if (stranger) {
            unproved(peer, wasVerified);
        }
        tell(Notice.Kind.PEER_JOINED, peer, peer.shown(), "");
        if (guest) {
            tellOthers(peer, other -> other.joined(author, session.fingerprint()));
        }
        EndReason reason = EndReason.INTERNAL;
        try {
            reason = session.run(new Voice(peer, session));
        } finally {
            Map<String, Object> left = peer.asSender();
            String shown = peer.shown();
            peers.update(peer, new Peer.State.Waiting(guest ? "" : reason.text()));
            left.put("reason", reason.word());
            events.publish("left", left);
            questions.gone(peer);
            tell(Notice.Kind.PEER_LEFT, peer, shown, "");
            if (guest) {
                tellOthers(peer, other -> other.left(author));
            }
            LOG.info("Session with {} ended: {}", peer, reason.text());
        }
        return reason;
    }

    /** Somebody on the way tried to weaken a session, which was refused. */
    public void refused(String address, UsiException why) {
        LOG.warn("A session was refused: {}", why.getMessage());
        events.publish(
                "refused", Map.of("address", address, "reason", why.code().reason(), "problem", why.getMessage()));
    }

    /** Whoever answers there now may be somebody else. */
    private void unproved(Peer peer, boolean wasVerified) {
        LOG.warn("{} could not prove that it continues the session before; what waited for it was not sent", peer);
        Map<String, Object> json = peer.asSender();
        json.put("was_verified", wasVerified);
        events.publish("unproved", json);
    }

    /** This daemon's user compared something of that session of a peer's, and it differs: whoever that is, they are not verified. */
    public void differed(Peer peer, Session compared) {
        if (peers.unverify(compared)) {
            LOG.warn("{} is no longer verified: what its user gave differs", peer);
            events.publish("unverified", peer.asSender());
        }
    }

    private static String opened(Spoken protocol) {
        return (protocol.word().length() == 1 ? "USI " : "")
                + protocol.word()
                + (protocol.encrypted() ? "" : ", NOT ENCRYPTED");
    }

    private void tellOthers(Peer peer, Consumer<Session> what) {
        List<Session> others =
                otherGuests(peer).stream().flatMap(p -> p.session().stream()).toList();
        if (news.mayReach(others.size())) {
            others.forEach(what);
        }
    }

    /** Who hears that peer in this daemon's room. */
    private List<Peer> otherGuests(Peer peer) {
        return guests().filter(p -> p != peer && together(p, peer)).toList();
    }

    private Stream<Peer> guests() {
        return peers.open().stream().filter(p -> p.direction() == Peer.Direction.IN);
    }

    private boolean together(Peer one, Peer other) {
        return mixed || one.encrypted() == other.encrypted();
    }

    /**
     * Everybody who is meant where nobody is named.
     *
     * @param unencrypted whether those that are not encrypted are meant, and they alone
     */
    public List<Peer> everybody(boolean unencrypted) {
        return peers.open().stream()
                .filter(peer -> unencrypted ? !peer.encrypted() : mixed || peer.encrypted())
                .toList();
    }

    private void tell(Notice.Kind kind, Peer peer, String who, String text) {
        notices.accept(new Notice(kind, who, peer.encrypted(), text, "", 0));
    }

    /** One peer's voice in the room. */
    private final class Voice implements SessionHandler {
        private final Peer peer;
        private final Session session;

        Voice(Peer peer, Session session) {
            this.peer = peer;
            this.session = session;
        }

        @Override
        public CompletableFuture<Optional<Reach>> text(String text) {
            peer.countReceived();
            Map<String, Object> message = peer.asSender();
            publishMessage(message, text, peer.authenticated());
            return peer.direction() == Peer.Direction.IN
                    ? relay(text)
                    : CompletableFuture.completedFuture(Optional.empty());
        }

        private CompletableFuture<Optional<Reach>> relay(String text) {
            Author author = new Author(session.host(), session.name());
            List<CompletableFuture<Delivery>> reports = new ArrayList<>();
            for (Peer other : otherGuests(peer)) {
                other.session().filter(s -> !holdBack.texts(s)).ifPresent(s -> {
                    CompletableFuture<Delivery> report = s.relay(author, text);
                    report.thenAccept(delivery -> noteFailure(other, delivery));
                    if (s.protocol().reports()) {
                        reports.add(report);
                    }
                });
            }
            return Reach.of(reports, Reach.PATIENCE);
        }

        private static void noteFailure(Peer other, Delivery delivery) {
            if (delivery instanceof Delivery.Failed failed) {
                LOG.debug("A message was not relayed to {}: {}", other, failed.problem());
            }
        }

        @Override
        public void relayed(Author author, String text) {
            peer.countReceived();
            // Who the author is, is the server's word alone.
            publishMessage(byAnother(author), text, false);
        }

        private void publishMessage(Map<String, Object> message, String text, boolean authenticated) {
            message.put("text", text);
            message.put("encrypted", peer.encrypted());
            message.put("authenticated", authenticated);
            events.publish("message", message);
            tell(Notice.Kind.MESSAGE, peer, (String) message.get("from"), Names.oneLine(text, 1_000));
        }

        private Map<String, Object> byAnother(Author author) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("peer", peer.id());
            json.put("from", author.shown());
            json.put("address", author.address());
            json.put("encrypted", peer.encrypted());
            json.put("relayed", true);
            return json;
        }

        @Override
        public void joined(Author author, String fingerprint) {
            Map<String, Object> json = byAnother(author);
            json.put("fingerprint", fingerprint);
            events.publish("joined", json);
        }

        @Override
        public void left(Author author) {
            events.publish("left", byAnother(author));
        }

        @Override
        public void notice(String text) {
            events.publish("notice", Map.of("peer", peer.id(), "from", peer.shown(), "text", text));
        }

        @Override
        public void undecipherable() {
            LOG.debug("Something that does not decipher came from {}", peer);
            events.publish("undecipherable", peer.asSender());
        }

        @Override
        public Inbound file(String name, long size) {
            boolean shared =
                    peer.direction() == Peer.Direction.IN && !audience().isEmpty();
            return shared ? files.receiveForRoom(peer, name, size, this::audience) : files.receive(peer, name, size);
        }

        /** Who gets this peer's files; sessions of one guest are all as verified as each other. */
        private List<Peer> audience() {
            return otherGuests(peer).stream()
                    .filter(Room::takesFiles)
                    .filter(other ->
                            other.session().filter(s -> !holdBack.files(s)).isPresent())
                    .toList();
        }

        @Override
        public CompletableFuture<Optional<PasswordAnswer>> challenged() {
            return questions.ask(peer, session.network());
        }

        @Override
        public void challengeEnded(PasswordAnswer answer, boolean match) {
            if (match && answer.verify()) {
                peers.verify(peer, session);
            } else if (answer.verify()) {
                differed(peer, session);
            }
            Map<String, Object> json = peer.asSender();
            answer.question().ifPresent(question -> json.put("question", question));
            json.put("match", match);
            events.publish("challenged", json);
        }

        @Override
        public List<Member> members() {
            return Room.this.members(peer);
        }
    }

    /** Whether a peer is connected by a protocol that carries files. */
    public static boolean takesFiles(Peer peer) {
        return peer.session()
                .filter(s -> s.protocol().files() != Spoken.Files.NONE)
                .isPresent();
    }

    private List<Member> members(Peer asking) {
        List<Member> members = new ArrayList<>();
        guests().filter(guest -> together(guest, asking)).forEach(guest -> guest.session()
                .ifPresent(s -> members.add(
                        new Member(new Author(s.host(), s.name()), s.fingerprint(), false, guest == asking))));
        return members;
    }
}
