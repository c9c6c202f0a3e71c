package io.usi.daemon.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Node;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Recipient;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.Offer;
import io.usi.daemon.transfer.OutgoingFiles;
import io.usi.daemon.transfer.PathSource;
import io.usi.daemon.transfer.Transfer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A room with its server and its guests, each with everything behind it but a control socket. */
@Timeout(60)
class RoomTest {
    private static final byte[] KEY = Vectors.deterministic("room", 32);

    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    private final KeyPairPool pairs = new KeyPairPool(0, 1);
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
        pairs.close();
        timer.close();
    }

    private Node node(String name) {
        Node node = new Node(name, Protocol.USI2, Optional.of(KEY), pairs, timer, folder);
        nodes.add(node);
        return node;
    }

    private Node server() {
        Node server = node("salon");
        server.listen(new Admission.Limits(10, 10, 10, 10));
        return server;
    }

    @Test
    void whatAGuestSaysReachesTheOthersAndNotItself() throws Exception {
        Node server = server();
        Node anne = node("Anne");
        Node zoe = node("Zoé");
        Peer annesServer = anne.connect(server);
        zoe.connect(server);
        Map<String, Object> joined = anne.next("joined");
        assertEquals("salon", joined.get("from"));
        joined = anne.next("joined");
        assertEquals("Zoé", joined.get("from"));
        assertEquals(true, joined.get("relayed"));

        assertInstanceOf(
                Delivery.Sent.class,
                annesServer
                        .session()
                        .orElseThrow()
                        .send("Bonjour", Duration.ofSeconds(30), reach -> {})
                        .get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        Map<String, Object> message = server.next("message");
        assertEquals("Anne", message.get("from"));
        assertEquals(true, message.get("authenticated"));
        assertFalse(message.containsKey("relayed"));
        message = zoe.next("message");
        assertEquals("Anne", message.get("from"));
        assertEquals("127.0.0.1", message.get("address"));
        assertEquals("Bonjour", message.get("text"));
        assertEquals(true, message.get("relayed"));
        assertFalse(anne.heard.stream().anyMatch(e -> e.type().equals("message")));

        assertEquals(
                2,
                annesServer
                        .session()
                        .orElseThrow()
                        .users()
                        .get(10, TimeUnit.SECONDS)
                        .size());
        zoe.connector.close(zoe.peers.list().get(0), EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        assertEquals("Zoé", anne.next("left").get("from"));
        assertEquals("goodbye", server.next("left").get("reason"));
        Loopback.until("forgotten", () -> server.peers.list().size() == 1);
        assertEquals(List.of(), zoe.peers.list());
    }

    @Test
    void nobodyIsFoundByANameThatCouldBeAnIdOrAnAddress() throws Exception {
        Node server = server();
        for (String name : List.of("p99", "192.0.2.7", "::1", "mallory")) {
            node(name).connect(server);
            assertEquals(name, server.next("joined").get("from"));
        }
        assertEquals("mallory", server.peers.resolve("mallory").name());
        assertEquals("p99", server.peers.resolve("p1").name());
        for (String name : List.of("p99", "192.0.2.7", "::1")) {
            UsiException none = assertThrows(UsiException.class, () -> server.peers.resolve(name));
            assertEquals(ErrorCode.NO_SUCH_PEER, none.code());
        }
    }

    @Test
    void aFileIsRelayedAndStillOfferedToTheServersUser() throws Exception {
        Node server = server();
        Node anne = node("Anne");
        Node zoe = node("Zoé");
        Peer annesServer = anne.connect(server);
        zoe.connect(server);
        anne.next("joined");
        anne.next("joined");
        byte[] content = Vectors.deterministic("relayed", 200_000);
        Path file = Files.write(folder.resolve("x"), content);
        Transfer sending = anne.transfers.create(Transfer.Direction.OUT, "x", content.length, annesServer.id());
        new OutgoingFiles(anne.transfers, anne.spools)
                .start(
                        new PathSource(file, "x", 1),
                        List.of(new Recipient(annesServer, annesServer.session().orElseThrow())),
                        List.of(sending));
        for (Node taker : List.of(zoe, server)) {
            taker.next("offer");
            Offer offer = taker.offers.list().get(0);
            assertEquals(content.length, offer.size());
            IncomingFiles.Accepted accepted = taker.incoming.acceptAsStream(offer, true, Destination.Prefix.NONE);
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            accepted.stream().attach(Channels.newChannel(got)).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            accepted.stream().stored("x").get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            assertArrayEquals(content, got.toByteArray());
        }
        assertInstanceOf(Transfer.State.Done.class, sending.end().get(10, TimeUnit.SECONDS));
        Loopback.until("the spool is empty", () -> server.spools.used() == 0 && zoe.spools.used() == 0);
    }

    @Test
    void sessionsOverTheLimitAreRefusedAndOthersStay() throws Exception {
        Node server = node("salon");
        server.listen(new Admission.Limits(1, 1, 10, 10));
        Node anne = node("Anne");
        Peer annesServer = anne.connect(server);
        server.next("joined");
        Node zoe = node("Zoé");
        zoe.connector.connect(Target.parse(server.listener.address(), 1));
        assertEquals("cut", zoe.next("left").get("reason"), "it opened over there, and was closed at once");
        annesServer
                .session()
                .orElseThrow()
                .send("still here", Duration.ofSeconds(30), reach -> {})
                .get(10, TimeUnit.SECONDS);
        assertEquals("still here", server.next("message").get("text"));
    }

    @Test
    void connectionsThatSayNothingOrNonsenseDoNotDisturb() throws Exception {
        Node server = node("salon");
        server.listen(new Admission.Limits(10, 10, 20, 20));
        Node anne = node("Anne");
        Peer annesServer = anne.connect(server);
        List<Socket> flood = new ArrayList<>();
        int port = Target.parse(server.listener.address(), 1).port();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                flood.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(Vectors.deterministic("noise " + i, 2_000));
                }
            }
            annesServer
                    .session()
                    .orElseThrow()
                    .send("calm", Duration.ofSeconds(30), reach -> {})
                    .get(10, TimeUnit.SECONDS);
            assertEquals("calm", server.next("message").get("text"));
        } finally {
            for (Socket socket : flood) {
                socket.close();
            }
        }
        Loopback.until("all are gone", () -> server.admission.openings() == 0);
        assertEquals(1, server.peers.list().size());
    }

    @Test
    void anOutgoingPeerComesBackAndAClosedOneDoesNot() throws Exception {
        Node server = server();
        Node anne = node("Anne");
        Peer annesServer = anne.connect(server);
        server.next("joined");
        server.connector.close(server.peers.list().get(0), EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        assertEquals("goodbye", anne.next("left").get("reason"));
        assertEquals("salon", anne.next("joined").get("from"));
        assertEquals(annesServer.id(), anne.peers.list().get(0).id());
        anne.connector.close(annesServer, EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        assertEquals(List.of(), anne.peers.list());
    }

    @Test
    void aPeerThatIsNotThereWaitsWithItsProblem() throws Exception {
        Node anne = node("Anne");
        Peer nobody = anne.connector.connect(Target.parse("127.0.0.1:1", 1));
        Loopback.until("tried", () -> nobody.toJson().containsKey("problem"));
        assertEquals("waiting", nobody.toJson().get("state"));
        assertEquals(nobody, anne.connector.connect(Target.parse("127.0.0.1:1", 1)), "no second peer of one address");
        anne.connector.close(nobody, EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        assertEquals(List.of(), anne.peers.list());
    }
}
