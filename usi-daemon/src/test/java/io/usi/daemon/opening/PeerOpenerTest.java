package io.usi.daemon.opening;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Node;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.BatchedOcb;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which protocol two sides come to speak, and what somebody in the middle can do about that. */
@Timeout(60)
class PeerOpenerTest {
    private static final Optional<byte[]> KEY = Optional.of(Vectors.deterministic("opening", 32));
    private static final Optional<byte[]> AUTOMATIC = Optional.empty();

    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    private final KeyPairPool pairs = new KeyPairPool(2, 1);
    private final List<AutoCloseable> open = new ArrayList<>();

    private Node node(String name, Protocol protocol, Optional<byte[]> key) {
        Node node = new Node(name, protocol, key, pairs, timer, folder);
        open.add(node);
        return node;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        pairs.close();
        timer.close();
    }

    private static void deliver(Session session, Class<? extends Delivery> how) throws Exception {
        assertInstanceOf(how, Node.say(session, "x").get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void twoDaemonsThatKnowItSpeakUsi3WithTheFingerprintOfUsi2() throws Exception {
        for (Optional<byte[]> key : List.of(AUTOMATIC, KEY, Optional.of(new byte[16]), Optional.of(new byte[24]))) {
            Node server = node("salon", Protocol.AUTO, key).listen();
            Node anne = node("Anne", Protocol.AUTO, key);
            Session there = anne.session(anne.connect(server));
            Session here = server.session();
            assertEquals("3", there.protocol().word());
            assertEquals("3", here.protocol().word());
            assertEquals("salon", there.name());
            assertEquals("Anne", here.name());
            assertEquals(there.fingerprint(), here.fingerprint());
            assertTrue(there.fingerprint().matches("[0-9a-f]{64}"));
            assertEquals(
                    key.isPresent() ? Session.Authentication.PRESET : Session.Authentication.NO, here.authentication());
            assertFalse(there.resumed());
            deliver(there, Delivery.Delivered.class);
            assertEquals("x", server.next("message").get("text"));
            deliver(here, Delivery.Delivered.class);
            assertEquals("x", anne.next("message").get("text"));
            server.close();
        }
    }

    @Test
    void whatSpeaksUsi2AloneIsSpokenToInUsi2() throws Exception {
        record Case(Protocol server, Protocol client, Optional<byte[]> key) {}
        for (Case c : List.of(
                new Case(Protocol.USI2, Protocol.AUTO, AUTOMATIC),
                new Case(Protocol.AUTO, Protocol.USI2, AUTOMATIC),
                new Case(Protocol.AUTO, Protocol.USI2, KEY),
                new Case(Protocol.USI2, Protocol.USI2, KEY))) {
            Node server = node("salon", c.server(), c.key()).listen();
            Node anne = node("Anne", c.client(), c.key());
            Session there = anne.session(anne.connect(server));
            assertEquals("2", there.protocol().word(), c.toString());
            deliver(there, Delivery.Sent.class);
            assertEquals("x", server.next("message").get("text"));
        }
    }

    @Test
    void anotherProtocolForAPeerThatIsConnectedIsRefused() throws Exception {
        Node server = node("salon", Protocol.USI2, KEY).listen();
        Node anne = node("Anne", Protocol.USI2, KEY);
        anne.connect(server);
        Target target = Target.parse(server.listener.address(), 1);
        UsiException e =
                assertThrows(UsiException.class, () -> anne.connector.connect(target.with(Optional.of(Protocol.USI3))));
        assertEquals(ErrorCode.STATE, e.code());
    }

    /** Why a peer is not connected. */
    private static String problem(Node node, String address) throws Exception {
        Peer peer = node.connector.connect(Target.parse(address, 1));
        Loopback.until("a problem", () -> peer.toJson().containsKey("problem"));
        return (String) peer.toJson().get("problem");
    }

    @Test
    void protocol3RefusesUsi2InEitherRole() throws Exception {
        Node old = node("", Protocol.USI2, KEY).listen();
        String problem = problem(node("", Protocol.USI3, KEY), old.listener.address());
        assertTrue(problem.contains("protocol = 2 for this peer allows it"), problem);
        Node only3 = node("", Protocol.USI3, KEY).listen();
        problem = problem(node("", Protocol.USI2, KEY), only3.listener.address());
        assertTrue(problem.contains("closed the connection"), problem);
        only3 = node("", Protocol.USI3, AUTOMATIC).listen();
        problem = problem(node("", Protocol.USI2, AUTOMATIC), only3.listener.address());
        assertTrue(problem.contains("closed the connection"), problem);
        Node oldAutomatic = node("", Protocol.USI2, AUTOMATIC).listen();
        problem = problem(node("", Protocol.USI3, AUTOMATIC), oldAutomatic.listener.address());
        assertTrue(problem.contains("does not speak USI/3"), problem);
    }

    @Test
    void underAPresetKeyAnInitiatorDoesNotFallBackByItself() throws Exception {
        Node old = node("", Protocol.USI2, KEY).listen();
        Node anne = node("Anne", Protocol.AUTO, KEY);
        String problem = problem(anne, old.listener.address());
        assertTrue(problem.contains("can be replayed and has no forward secrecy"), problem);
        // It left as a 2.4 client does.
        assertEquals("goodbye", old.next("left").get("reason"));
    }

    @Test
    void aHintTakenOutOnTheWayIsNoticedByTheResponder() throws Exception {
        Node server = node("salon", Protocol.AUTO, AUTOMATIC).listen();
        Node anne = node("Anne", Protocol.AUTO, AUTOMATIC);
        HintDelay strip = new HintDelay(server.listener.address(), connection -> -1);
        Peer peer = anne.connector.connect(Target.parse(strip.address(), 1));
        assertEquals("downgrade", server.next("refused").get("reason"));
        Loopback.until("told", () -> peer.toJson().containsKey("problem"));
        assertTrue(peer.session().isEmpty());
        assertTrue(server.peers.list().isEmpty());
    }

    @Test
    void aHintThatComesLateIsWaitedForTheNextTimeAndNeverForgotten() throws Exception {
        Node server = node("salon", Protocol.AUTO, AUTOMATIC).listen();
        Node anne = node("Anne", Protocol.AUTO, AUTOMATIC);
        HintDelay late = new HintDelay(server.listener.address(), connection -> connection < 2 ? 700 : -1);
        Peer peer = anne.connect(late.address());
        assertEquals("3", anne.session(peer).protocol().word());
        assertEquals(2, late.connections.get());
        server.session().close(EndReason.CLOSED).get(10, TimeUnit.SECONDS);
        // From now on the hint is taken out: what has spoken USI/3 is not spoken to in USI 2.
        Loopback.until(
                "refused",
                () -> peer.toJson().get("problem") instanceof String problem && problem.contains("spoke USI/3 before"));
    }

    /** A server of USI 2.4 whose cipher uses all 15 bytes of the nonce hangs up on a name in the other form. */
    @Test
    void theOtherFormOfTheNonceIsTriedAfterOneThatWasNotUnderstood() throws Exception {
        try (ServerSocket old = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Node anne = node("Anne", Protocol.AUTO, AUTOMATIC);
            anne.connector.connect(Target.parse("127.0.0.1:" + old.getLocalPort(), 1));
            boolean understood = false;
            for (int connections = 0; connections < 3 && !understood; connections++) {
                try (Connection connection = new Connection(old.accept())) {
                    understood = understandsName(connection);
                }
            }
            assertTrue(understood);
        }
    }

    private boolean understandsName(Connection connection) throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        KeyPair pair = pairs.take(10, TimeUnit.SECONDS, () -> true);
        connection.write(KeyExchange.greeting(pair), 0, KeyExchange.KEY_CHARS);
        byte[] answer = new byte[KeyExchange.ANSWER_CHARS];
        deadline.read(connection, answer, 0, answer.length);
        byte[] name = new byte[64];
        deadline.read(connection, name, 0, name.length);
        Base64.Decoder base64 = Base64.getDecoder();
        byte[] body = base64.decode(Arrays.copyOfRange(name, 44, name.length));
        try (Ocb ocb =
                new BatchedOcb(KeyExchange.accept(pair, answer).sessionKey().expose())) {
            ocb.begin(Ocb.Direction.OPEN, base64.decode(Arrays.copyOf(name, 20)), new byte[0]);
            return ocb.open(body, 0, body.length, body, 0, base64.decode(Arrays.copyOfRange(name, 20, 44)), 0);
        }
    }

    /** Gives the hint some time after the greeting, or never, and passes everything else on as it comes. */
    private final class HintDelay implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();

        /**
         * Starts to listen.
         *
         * @param millis of the connection of that number, from 0; negative for never
         */
        HintDelay(String target, IntUnaryOperator millis) throws IOException {
            open.add(this);
            int port = Target.parse(target, 1).port();
            Threads.start("hint", () -> {
                while (!server.isClosed()) {
                    try {
                        Socket initiator = server.accept();
                        Socket responder = new Socket(InetAddress.getLoopbackAddress(), port);
                        int delay = millis.applyAsInt(connections.getAndIncrement());
                        Threads.start(
                                "hint-r",
                                () -> copy(responder, initiator, () -> passHint(responder, initiator, delay)));
                        Threads.start("hint-i", () -> copy(initiator, responder, () -> {}));
                    } catch (IOException e) {
                        assertTrue(server.isClosed(), "the target answers");
                    }
                }
            });
        }

        private interface Step {
            void run() throws IOException;
        }

        private static void copy(Socket from, Socket to, Step first) {
            try (from;
                    to) {
                first.run();
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One of the sides is gone.
                return;
            }
        }

        private static void passHint(Socket from, Socket to, int delay) throws IOException {
            to.getOutputStream().write(from.getInputStream().readNBytes(KeyExchange.KEY_CHARS));
            byte[] hint = from.getInputStream().readNBytes(4);
            assertEquals("~~~\n", new String(hint, StandardCharsets.US_ASCII));
            if (delay >= 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delay));
                to.getOutputStream().write(hint);
            }
        }

        String address() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
