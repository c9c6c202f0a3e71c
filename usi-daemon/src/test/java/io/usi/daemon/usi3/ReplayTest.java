package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Middle;
import io.usi.daemon.Node;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Peer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a recorded session is good for: nothing. */
@Timeout(120)
class ReplayTest {
    private static final List<Optional<byte[]>> KEYS =
            List.of(Optional.of(Vectors.deterministic("replay", 32)), Optional.empty());

    @TempDir
    Path folder;

    private Timer timer;
    private KeyPairPool pairs;

    @BeforeEach
    void start() {
        timer = new Timer();
        pairs = new KeyPairPool(2, 1);
    }

    @AfterEach
    void stop() {
        pairs.close();
        timer.close();
    }

    /** What either side sent in a session, and where its units ended. */
    private static final class Recording implements Middle.Meddler {
        private final ByteArrayOutputStream initiator = new ByteArrayOutputStream();
        private final ByteArrayOutputStream responder = new ByteArrayOutputStream();

        @Override
        public synchronized List<byte[]> pass(int connection, boolean fromInitiator, int index, byte[] unit) {
            (fromInitiator ? initiator : responder).writeBytes(unit);
            return List.of(unit);
        }

        synchronized byte[] sent(boolean byInitiator) {
            return (byInitiator ? initiator : responder).toByteArray();
        }
    }

    private Node node(String name, Optional<byte[]> key) {
        return new Node(name, Protocol.AUTO, key, pairs, timer, folder);
    }

    private Recording record(Node server, Optional<byte[]> key) throws Exception {
        Recording recording = new Recording();
        try (Middle middle =
                        new Middle(Target.parse(server.listener.address(), 1).port(), key.isPresent(), recording);
                Node anne = node("Anne", key)) {
            Peer peer = anne.connect(middle.address());
            Node.say(anne.session(peer), "recorded").get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            assertEquals("recorded", server.next("message").get("text"));
            Node.say(server.session(), "recorded, too").get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            anne.session(peer).close(EndReason.CLOSED).get(10, TimeUnit.SECONDS);
            server.next("left");
        }
        return recording;
    }

    @Test
    void aResponderTakesNothingFromARecording() throws Exception {
        for (Optional<byte[]> key : KEYS) {
            try (Node server = node("salon", key).listen()) {
                byte[] sent = record(server, key).sent(true);
                server.heard.clear();
                for (int length : new int[] {sent.length, sent.length / 2, 1_500, 1_084, 60}) {
                    try (Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(),
                            Target.parse(server.listener.address(), 1).port())) {
                        socket.getOutputStream().write(sent, 0, Math.min(length, sent.length));
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        // It may be closed before all was written.
                        assertTrue(length > 60);
                    }
                }
                Loopback.until("all are gone", () -> server.admission.openings() == 0);
                assertEquals(List.of(), List.copyOf(server.heard));
                assertEquals(List.of(), server.peers.list());
            }
        }
    }

    @Test
    void anInitiatorTakesNothingFromARecording() throws Exception {
        for (Optional<byte[]> key : KEYS) {
            byte[] sent;
            try (Node server = node("salon", key).listen()) {
                sent = record(server, key).sent(false);
            }
            try (ServerSocket impostor = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                    Node anne = node("Anne", key)) {
                Threads.start("impostor", () -> play(impostor, sent));
                Peer peer = anne.connector.connect(Target.parse("127.0.0.1:" + impostor.getLocalPort(), 1));
                Loopback.until("a problem", () -> peer.toJson().containsKey("problem"));
                assertEquals(List.of(), List.copyOf(anne.heard));
            }
        }
    }

    private static void play(ServerSocket impostor, byte[] sent) {
        try (Socket socket = impostor.accept()) {
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The initiator closed it, as it should.
            return;
        }
    }
}
