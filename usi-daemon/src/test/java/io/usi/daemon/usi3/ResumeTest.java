package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Middle;
import io.usi.daemon.Node;
import io.usi.daemon.Timer;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.event.Event;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.net.Admission;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import io.usi.daemon.transfer.PathSource;
import io.usi.daemon.transfer.Transfer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes on when a connection is lost and a new one takes its place. */
@Timeout(120)
class ResumeTest {
    private static final Optional<byte[]> KEY = Optional.of(Vectors.deterministic("resume", 32));

    @TempDir
    Path folder;

    private Timer timer;
    private KeyPairPool pairs;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        timer = new Timer();
        pairs = new KeyPairPool(2, 1);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        pairs.close();
        timer.close();
    }

    private Node node(String name, Optional<byte[]> key) {
        Node node = new Node(name, Protocol.AUTO, key, pairs, timer, folder);
        open.add(node);
        return node;
    }

    private Middle middle(Node server, boolean preset, Middle.Meddler meddler) throws Exception {
        Middle middle = new Middle(Target.parse(server.listener.address(), 1).port(), preset, meddler);
        open.add(middle);
        return middle;
    }

    /** The texts of the messages heard so far. */
    private static List<String> texts(Node node) {
        try (Subscription kept = node.events.subscribe(0, "message"::equals)) {
            List<String> texts = new ArrayList<>();
            for (Event event = kept.poll(); event != null; event = kept.poll()) {
                texts.add((String) event.members().get("text"));
            }
            return texts;
        }
    }

    @Test
    void textsArriveOnceAndInOrderHoweverOftenTheConnectionIsCut() throws Exception {
        Node server = node("salon", KEY).listen();
        Random random = new Random(7);
        boolean[] calm = {false};
        Middle middle = middle(server, true, (connection, fromInitiator, index, unit) -> {
            synchronized (random) {
                // The openings are spared, so that the sessions are cut and not only tried.
                return !calm[0] && index > 5 && random.nextInt(6) == 0 ? null : List.of(unit);
            }
        });
        Node anne = node("Anne", KEY);
        Peer peer = anne.connect(middle.address());
        List<String> fromAnne = new ArrayList<>();
        List<String> fromServer = new ArrayList<>();
        List<CompletableFuture<Delivery>> reports = new ArrayList<>();
        while (middle.connections() < 8) {
            String text = "text " + fromAnne.size();
            fromAnne.add(text);
            reports.add(Node.say(anne.session(peer), text));
            fromServer.add(text);
            reports.add(Node.say(server.session(), text));
            TimeUnit.MILLISECONDS.sleep(20);
        }
        calm[0] = true;
        for (CompletableFuture<Delivery> report : reports) {
            assertInstanceOf(Delivery.Delivered.class, report.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        }
        assertEquals(fromAnne, texts(server));
        assertEquals(fromServer, texts(anne));
        assertTrue(anne.session(peer).resumed());
        assertEquals(1, server.peers.list().size(), "it is the same peer all along");
        assertEquals("p1", server.peers.list().get(0).id());
    }

    @Test
    void whatWasVerifiedStaysVerifiedThroughACut() throws Exception {
        Node server = node("salon", Optional.empty()).listen();
        boolean[] cut = {false};
        Middle middle = middle(
                server,
                false,
                (connection, fromInitiator, index, unit) -> cut[0] && connection == 0 ? null : List.of(unit));
        Node anne = node("Anne", Optional.empty());
        Peer peer = anne.connect(middle.address());
        server.session();
        Peer here = server.peers.list().get(0);
        peer.verify(anne.session(peer));
        here.verify(server.session());
        String before = anne.session(peer).fingerprint();
        cut[0] = true;
        Node.say(anne.session(peer), "cut");
        assertEquals("cut", anne.next("left").get("reason"));
        assertEquals(true, anne.next("joined").get("resumed"));
        assertEquals("verified", peer.toJson().get("authenticated"));
        assertTrue(!before.equals(anne.session(peer).fingerprint()), "the keys are new");
        assertEquals("cut", server.next("message").get("text"));
        assertEquals("verified", server.peers.list().get(0).toJson().get("authenticated"));
    }

    @Test
    void aHalfOpenSessionGivesWayToTheOneThatContinuesIt() throws Exception {
        Node server = node("salon", KEY).listen();
        Switch line = new Switch(Target.parse(server.listener.address(), 1).port());
        open.add(line);
        Node anne = node("Anne", KEY);
        Peer peer = anne.connect(line.address());
        assertEquals("p1", server.next("joined").get("peer"));
        // The line dies for Anne; the server still thinks it open.
        line.cutInitiator();
        assertEquals("replaced", server.next("left").get("reason"));
        assertEquals("p1", server.next("joined").get("peer"));
        assertInstanceOf(
                Delivery.Delivered.class,
                Node.say(anne.session(peer), "again").get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertEquals("again", server.next("message").get("text"));
        assertEquals("open", server.peers.list().get(0).toJson().get("state"));
    }

    @Test
    void aServerThatWasStartedAnewIsAStranger() throws Exception {
        Node server = node("salon", KEY).listen();
        Switch line = new Switch(Target.parse(server.listener.address(), 1).port());
        open.add(line);
        Node anne = node("Anne", KEY);
        Peer peer = anne.connect(line.address());
        peer.verify(anne.session(peer));
        Node other = node("salon", KEY).listen();
        // What is said into the silence is held for the peer that was there, and for nobody else.
        line.hold();
        CompletableFuture<Delivery> held = Node.say(anne.session(peer), "for the first alone");
        line.target(Target.parse(other.listener.address(), 1).port());
        line.cutInitiator();
        Map<String, Object> told = anne.next("unproved");
        assertEquals(true, told.get("was_verified"));
        assertEquals("preset", peer.toJson().get("authenticated"));
        assertInstanceOf(Delivery.Failed.class, held.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(List.of(), texts(other));
        assertEquals(List.of(), texts(server));
    }

    @Test
    void whatWaitsForAPeerThatIsGivenUpFails() throws Exception {
        Node server = node("salon", KEY).listen();
        Switch line = new Switch(Target.parse(server.listener.address(), 1).port());
        open.add(line);
        Node anne = node("Anne", KEY);
        Peer peer = anne.connect(line.address());
        Session session = anne.session(peer);
        line.hold();
        CompletableFuture<Delivery> held = session.send("x", Duration.ofMinutes(10), reach -> {});
        Transfer transfer = anne.transfers.create(Transfer.Direction.OUT, "x", 1, peer.id());
        session.sendFile(new PathSource(Files.write(folder.resolve("x"), new byte[1]), "x", 1), transfer);
        line.target(1);
        line.cutInitiator();
        Loopback.until("waits", () -> peer.session().isEmpty());
        anne.connector.close(peer, EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        Delivery.Failed failed = assertInstanceOf(Delivery.Failed.class, held.get(10, TimeUnit.SECONDS));
        assertEquals(ErrorCode.PEER_GONE, failed.code());
        assertInstanceOf(Transfer.State.Failed.class, transfer.end().get(10, TimeUnit.SECONDS));
    }

    @Test
    void oneSessionMayTakeThePlaceOfAnotherWhereNoMoreAreAllowed() throws Exception {
        Node server = node("salon", KEY).listen(new Admission.Limits(1, 1, 10, 10));
        Switch line = new Switch(Target.parse(server.listener.address(), 1).port());
        open.add(line);
        Node anne = node("Anne", KEY);
        Peer peer = anne.connect(line.address());
        anne.next("joined");
        for (int i = 0; i < 5; i++) {
            line.cutInitiator();
            anne.next("left");
            anne.next("joined");
            assertInstanceOf(
                    Delivery.Delivered.class,
                    Node.say(anne.session(peer), "x").get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
            assertTrue(anne.heard.isEmpty(), "it was not refused in between");
        }
    }

    @Test
    void aSessionOverTheLimitIsToldSo() throws Exception {
        Node server = node("salon", KEY);
        server.listen(new Admission.Limits(1, 1, 10, 10));
        Node anne = node("Anne", KEY);
        anne.connect(server);
        server.session();
        Node zoe = node("Zoe", KEY);
        zoe.connector.connect(Target.parse(server.listener.address(), 1));
        assertEquals("limit", zoe.next("left").get("reason"));
        assertEquals(1, server.peers.list().size());
    }

    @Test
    void aGoodbyeEndsTheChain() throws Exception {
        Node server = node("salon", KEY).listen();
        Node anne = node("Anne", KEY);
        Peer peer = anne.connect(server);
        anne.next("joined");
        server.session().close(EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        assertEquals("goodbye", anne.next("left").get("reason"));
        Map<String, Object> back = anne.next("joined");
        assertTrue(!back.containsKey("resumed"));
        assertEquals("3", anne.session(peer).protocol().word());
    }
}
