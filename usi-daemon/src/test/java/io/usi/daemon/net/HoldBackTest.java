package io.usi.daemon.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Node;
import io.usi.daemon.Timer;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Config.Policy;
import io.usi.daemon.config.Config.Who;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Recipient;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.OutgoingFiles;
import io.usi.daemon.transfer.PathSource;
import io.usi.daemon.transfer.Transfer;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a room's server relays under a policy, with real sessions of both protocols. */
@Timeout(60)
class HoldBackTest {
    private static final String MARK = "so far";

    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    private final KeyPairPool pairs = new KeyPairPool(2, 1);
    private final List<Node> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Node::close);
        pairs.close();
        timer.close();
    }

    private Node node(String name, String protocol, Optional<byte[]> key) {
        Node node = new Node(name, Protocol.of(protocol).orElseThrow(), key, pairs, timer, folder);
        nodes.add(node);
        return node;
    }

    private static Peer guest(Node server, String name) throws Exception {
        Loopback.until(name + " is there", () -> server.peers.open().stream()
                .anyMatch(peer -> peer.name().equals(name)));
        return server.peers.resolve(name);
    }

    private static void verify(Node server, String name) throws Exception {
        Peer guest = guest(server, name);
        server.peers.verify(guest, server.session(guest));
    }

    private static void say(Node node, String text) throws Exception {
        assertFalse(
                Node.say(node.session(), text).get(Loopback.PATIENCE_S, TimeUnit.SECONDS) instanceof Delivery.Failed);
    }

    /** What is said is published before it is relayed: once something later is, all before it was relayed or held back. */
    private static void letPass(Node from, Node server) throws Exception {
        say(from, MARK);
        assertEquals(MARK, server.next("message").get("text"));
    }

    /** The next text but the mark, which may come through or not. */
    private static Object next(Node node) throws Exception {
        Object text = node.next("message").get("text");
        return text.equals(MARK) ? node.next("message").get("text") : text;
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "3"})
    void aGuestWhoIsNotVerifiedHearsNothingOfTheOthers(String protocol) throws Exception {
        Node server = node("salon", "auto", Optional.empty()).listen();
        server.holdBack.change(new Policy(Who.VERIFIED, Who.ALL));
        Node anne = node("Anne", protocol, Optional.empty());
        Node zoe = node("Zoe", protocol, Optional.empty());
        anne.connect(server);
        zoe.connect(server);
        verify(server, "Anne");
        guest(server, "Zoe");

        say(zoe, "let me in");
        assertEquals("let me in", anne.next("message").get("text"), "what they say is heard");
        say(anne, "among us");
        assertEquals("let me in", server.next("message").get("text"));
        assertEquals("among us", server.next("message").get("text"));
        letPass(anne, server);
        verify(server, "Zoe");
        say(anne, "welcome");
        assertEquals("welcome", next(zoe), "and not what was said before");
    }

    @Test
    void aPresetKeyIsEnoughForOnePolicyAndNotForTheOther() throws Exception {
        Optional<byte[]> key = Optional.of(Vectors.deterministic("hold back", 32));
        Node server = node("salon", "2", key).listen();
        Node anne = node("Anne", "2", key);
        Node zoe = node("Zoe", "2", key);
        anne.connect(server);
        zoe.connect(server);
        guest(server, "Anne");
        guest(server, "Zoe");
        server.holdBack.change(new Policy(Who.VERIFIED, Who.VERIFIED));
        say(anne, "held back");
        assertEquals("held back", server.next("message").get("text"));
        letPass(anne, server);
        server.holdBack.change(new Policy(Who.AUTHENTICATED, Who.VERIFIED));
        say(anne, "relayed");
        assertEquals("relayed", next(zoe));
    }

    @Test
    void aFileGoesToVerifiedGuestsAndToThisDaemonsUser() throws Exception {
        Node server = node("salon", "auto", Optional.empty()).listen();
        server.holdBack.change(new Policy(Who.ALL, Who.VERIFIED));
        Node anne = node("Anne", "3", Optional.empty());
        Node zoe = node("Zoe", "3", Optional.empty());
        Node eve = node("Eve", "3", Optional.empty());
        Peer annesServer = anne.connect(server);
        zoe.connect(server);
        eve.connect(server);
        guest(server, "Anne");
        guest(server, "Eve");
        byte[] content = Vectors.deterministic("held back", 100_000);

        // To nobody but the server's user, since nobody is verified: then it is an offer as any other.
        Transfer first = send(anne, annesServer, content);
        server.next("offer");
        assertEquals(0, server.spools.used(), "nothing has to be held for the room");
        server.offers.refuse(server.offers.list().get(0));
        assertInstanceOf(Transfer.State.Failed.class, first.end().get(Loopback.PATIENCE_S, TimeUnit.SECONDS));

        verify(server, "Zoe");
        Transfer second = send(anne, annesServer, content);
        zoe.next("offer");
        IncomingFiles.Accepted accepted =
                zoe.incoming.acceptAsStream(zoe.offers.list().get(0), true, Destination.Prefix.NONE);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        accepted.stream().attach(Channels.newChannel(got)).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        accepted.stream().stored("x").get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertArrayEquals(content, got.toByteArray());
        assertInstanceOf(Transfer.State.Done.class, second.end().get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        say(anne, "that was it");
        assertEquals("that was it", eve.next("message").get("text"));
        assertTrue(eve.offers.list().isEmpty());
    }

    private Transfer send(Node from, Peer to, byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("x"), content);
        Transfer sending = from.transfers.create(Transfer.Direction.OUT, "x", content.length, to.id());
        new OutgoingFiles(from.transfers, from.spools)
                .start(new PathSource(file, "x", 1), List.of(new Recipient(to, from.session(to))), List.of(sending));
        return sending;
    }
}
