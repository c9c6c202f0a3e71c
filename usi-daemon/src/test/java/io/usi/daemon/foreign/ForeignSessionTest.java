package io.usi.daemon.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Node;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.net.Listener;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.ProtocolHandle;
import io.usi.daemon.plugin.TestPlugin;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that speaks lines of text, and what becomes of its sessions. */
@Timeout(60)
class ForeignSessionTest {
    private static final String LINES = """
            public String name() { return "lines"; }
            public boolean encrypted() { return false; }
            public Link open(Wire wire) throws IOException {
                return new Link() {
                    public boolean read(Heard room) throws IOException {
                        byte[] buffer = new byte[300_000];
                        while (true) {
                            int n = wire.read(buffer, 0, buffer.length);
                            if (n < 0) return false;
                            for (String line : new String(buffer, 0, n, "UTF-8").split("\\n")) {
                                if (line.equals("bye")) return true;
                                if (line.equals("throw")) throw new IllegalStateException("private");
                                if (line.equals("deaf")) room.text("deaf now");
                                if (line.equals("deaf")) while (true) {
                                    try { Thread.sleep(100_000); } catch (InterruptedException e) { }
                                }
                                if (line.startsWith("huge")) { room.text("x".repeat(70_000)); continue; }
                                room.text(line);
                            }
                        }
                    }
                    public String peerName() { return "an|ne"; }
                    private void line(String text) throws IOException { wire.write((text + "\\n").getBytes("UTF-8")); }
                    public void text(String text) throws IOException { line("text " + text); }
                    public void relay(Author by, String text) throws IOException { line(by.host() + " said " + text); }
                    public void joined(Author who) throws IOException { line(who.host() + " joined"); }
                    public void left(Author who) throws IOException { line(who.host() + " left"); }
                    public void goodbye() throws IOException { line("goodbye"); }
                };
            }
            """;

    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    private final KeyPairPool pairs = new KeyPairPool(1, 1);
    private PluginHost plugins;
    private Node node;
    private Listener lines;

    @BeforeEach
    void start() throws IOException {
        TestPlugin.of("speaker")
                .extension("Lines", "PeerProtocol", LINES)
                .build(Files.createDirectory(folder.resolve("p")));
        plugins = PluginHost.load(folder.resolve("p"));
        plugins.configure(Map.of());
        node = new Node("node", Protocol.AUTO, Optional.empty(), pairs, timer, folder).listen();
        lines = node.listen(new ForeignOpener(handle(), timer));
    }

    private ProtocolHandle handle() {
        assertEquals(1, plugins.protocols().size(), () -> plugins.list().toString());
        return plugins.protocols().get(0);
    }

    @AfterEach
    void stop() {
        lines.close();
        node.close();
        plugins.close();
        pairs.close();
        timer.close();
    }

    /** Somebody with netcat. */
    private final class Stranger implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Stranger() throws IOException {
            String address = lines.address();
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        String hears() throws IOException {
            return in.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Delivery sent(Session session, String text) throws Exception {
        return Node.say(session, text).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    @Test
    void textsGoBothWaysAndAreMarked() throws Exception {
        try (Stranger stranger = new Stranger()) {
            Map<String, Object> joined = node.next("joined");
            assertEquals(false, joined.get("encrypted"));
            assertFalse(joined.containsKey("fingerprint"));
            assertEquals("an_ne", joined.get("from"));
            assertEquals(
                    ErrorCode.NO_SUCH_PEER,
                    assertThrows(UsiException.class, () -> node.peers.resolve("an_ne"))
                            .code());
            assertEquals(
                    node.peers.open().get(0),
                    node.peers.resolve(node.peers.open().get(0).id()));
            stranger.say("hello é🔐");
            Map<String, Object> message = node.next("message");
            assertEquals("hello é🔐", message.get("text"));
            assertEquals(false, message.get("encrypted"));
            Map<String, Object> peer = node.peers.open().get(0).toJson();
            assertEquals("lines", peer.get("protocol"));
            assertEquals(false, peer.get("encrypted"));
            assertEquals("no", peer.get("authenticated"));
            assertFalse(peer.containsKey("fingerprint"));
            assertEquals(new Delivery.Sent(), sent(node.session(), "welcome"));
            assertEquals("text welcome", stranger.hears());
            stranger.say("huge");
            assertEquals(65_536, ((String) node.next("message").get("text")).length());
            stranger.say("bye");
            assertEquals("goodbye", node.next("left").get("reason"));
            assertNull(stranger.hears());
        }
    }

    @Test
    void thoseWhoAreNotEncryptedHearEachOtherAndNobodyElse() throws Exception {
        try (Stranger anne = new Stranger();
                Node zoe = new Node("zoe", Protocol.AUTO, Optional.empty(), pairs, timer, folder)) {
            node.next("joined");
            Session encrypted = zoe.session(zoe.connect(node));
            node.next("joined");
            try (Stranger bob = new Stranger()) {
                assertEquals("127.0.0.1 joined", anne.hears());
                node.next("joined");
                anne.say("in the clear");
                assertEquals("127.0.0.1 said in the clear", bob.hears());
                assertInstanceOf(Delivery.Delivered.class, sent(encrypted, "in secret"));
                assertEquals("in the clear", node.next("message").get("text"));
                assertEquals("in secret", node.next("message").get("text"));
                bob.say("last");
                assertEquals("127.0.0.1 said last", anne.hears());
            }
            assertEquals("127.0.0.1 left", anne.hears());
            assertEquals(
                    1,
                    encrypted.users().get(Loopback.PATIENCE_S, TimeUnit.SECONDS).size());
            assertTrue(zoe.heard.stream().noneMatch(event -> event.type().equals("message")), zoe.heard::toString);
        }
    }

    @Test
    void aPluginThatFailsEndsItsSessionAlone() throws Exception {
        try (Stranger good = new Stranger()) {
            node.next("joined");
            try (Stranger bad = new Stranger()) {
                bad.say("throw");
                assertEquals("plugin", node.next("left").get("reason"));
            }
            assertEquals(
                    Optional.of("read() threw java.lang.IllegalStateException"),
                    plugins.list().get(0).problem());
            good.say("still here");
            assertEquals("still here", node.next("message").get("text"));
            assertEquals("127.0.0.1 joined", good.hears());
            assertEquals("127.0.0.1 left", good.hears());
            plugins.stop("speaker");
            assertEquals("goodbye", good.hears());
            assertEquals("closed", node.next("left").get("reason"));
            try (Stranger late = new Stranger()) {
                assertNull(late.hears());
            }
        }
    }

    @Test
    void aPluginThatNeverReturnsHoldsUpNothing() throws Exception {
        try (Stranger stranger = new Stranger()) {
            stranger.say("one");
            node.next("message");
            stranger.say("deaf");
            assertEquals("deaf now", node.next("message").get("text"));
            Session session = node.session();
            assertEquals(new Delivery.Sent(), sent(session, "still written"));
            session.close(EndReason.CLOSED).get(10, TimeUnit.SECONDS);
            assertEquals("closed", node.next("left").get("reason"));
            Loopback.until(
                    "the plugin is found stuck",
                    () -> plugins.list().get(0).state().equals("failed"));
            assertTrue(plugins.list().get(0).problem().isPresent());
        }
    }

    @Test
    void whoDoesNotReadGetsAFullQueueAndATimeout() throws Exception {
        try (Stranger stranger = new Stranger()) {
            node.next("joined");
            Session session = node.session();
            String text = "x".repeat(60_000);
            // What the network's buffers do not take any more is being written, and waits.
            CompletableFuture<Delivery> report;
            do {
                report = session.send(text, Duration.ofMinutes(1), reach -> {});
            } while (report.completeOnTimeout(new Delivery.Delivered(), 500, TimeUnit.MILLISECONDS)
                    .get()
                    .equals(new Delivery.Sent()));
            Delivery behind =
                    session.send(text, Duration.ofMillis(200), reach -> {}).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            assertEquals(
                    ErrorCode.TIMEOUT,
                    assertInstanceOf(Delivery.Failed.class, behind).code());
            List<CompletableFuture<Delivery>> queued = new ArrayList<>();
            while (queued.isEmpty() || !queued.get(queued.size() - 1).isDone()) {
                queued.add(session.send(text, Duration.ofMinutes(1), reach -> {}));
            }
            Delivery over = queued.get(queued.size() - 1).get();
            assertEquals(
                    ErrorCode.OVERFLOW,
                    assertInstanceOf(Delivery.Failed.class, over).code());
            assertTrue(queued.size() < 12, () -> "queued " + queued.size());
            stranger.say("hello");
            assertEquals("hello", node.next("message").get("text"));
        }
    }
}
