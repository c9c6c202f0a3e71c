package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Node;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.Peer;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody who comes in between after a cut, with keys of their own or the same preset key, opens sessions to both sides, and
 * tries to pass for the peer that was there by what the two sides send to prove it.
 */
@Timeout(60)
class ImpostorTest {
    private static final byte[] PRESET = Vectors.deterministic("impostor", 32);

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

    /** What the impostor answers to the initiator's RESUME, knowing what the responder answers to it. */
    private interface Trick {
        Optional<Bytes> proof(Frame.Resume asked, Frame.Resume answered);
    }

    /** Opens a session with whoever connects, and one of its own to the real responder, and carries RESUME between them. */
    private final class Impostor implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger carried = new AtomicInteger();
        private final BlockingQueue<Frame.Resume> answers = new LinkedBlockingQueue<>();

        Impostor(Optional<byte[]> key, int target, Trick trick) throws IOException {
            open.add(this);
            Threads.start("impostor", () -> {
                while (!server.isClosed()) {
                    try (Socket from = server.accept();
                            Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
                        meddle(key, from, to, trick);
                    } catch (IOException e) {
                        Thread.onSpinWait();
                    }
                }
            });
        }

        private void meddle(Optional<byte[]> key, Socket from, Socket to, Trick trick) throws IOException {
            Deadline deadline = Deadline.in(Duration.ofSeconds(10));
            try (Handshake left = ByHand.respond(key, pairs, new Connection(from), deadline);
                    Handshake right = ByHand.initiate(key, pairs, new Connection(to), deadline)) {
                left.write(new Frame.Ready("salon"));
                left.readReady();
                right.write(new Frame.Ready("Anne"));
                right.readReady();
                Frame.Resume asked = left.read(Frame.Resume.class);
                right.write(asked);
                Frame.Resume answered = right.read(Frame.Resume.class);
                answers.add(answered);
                left.write(new Frame.Resume(Optional.empty(), trick.proof(asked, answered)));
                Threads.start("impostor-back", () -> carry(right, left, to, from));
                carry(left, right, from, to);
            }
        }

        /** Carries password questions from one session to the other, until either side has had enough. */
        private void carry(Handshake source, Handshake target, Socket from, Socket to) {
            try (from;
                    to) {
                while (true) {
                    target.write(source.read(Frame.Challenge.class));
                    carried.incrementAndGet();
                }
            } catch (IOException | UsiException e) {
                // They see through it, or the test is over.
                return;
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void aPasswordQuestionThatIsPassedOnShowsThatSomebodyIsInBetween() throws Exception {
        for (Optional<byte[]> key : List.of(Optional.<byte[]>empty(), Optional.of(PRESET))) {
            Node server = new Node("salon", Protocol.AUTO, key, pairs, timer, folder).listen();
            Node anne = new Node("Anne", Protocol.AUTO, key, pairs, timer, folder);
            open.add(server);
            open.add(anne);
            int port = Target.parse(server.listener.address(), 1).port();
            Impostor impostor = new Impostor(key, port, (asked, answered) -> Optional.empty());
            Peer peer = anne.connect("127.0.0.1:" + impostor.server.getLocalPort());
            CompletableFuture<Boolean> match =
                    anne.session(peer).challenge("the same".toCharArray(), Duration.ofSeconds(20));
            server.next("challenge");
            server.questions.answer(Optional.empty(), "the same".toCharArray(), false);
            boolean known =
                    match.handle((same, failure) -> failure == null && same).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            assertFalse(known, "both know the password, and still it is no match");
            assertTrue(impostor.carried.get() > 0, "the question was passed on");
        }
    }

    private void tryIt(Optional<byte[]> key, Trick trick, boolean opens) throws Exception {
        Node server = new Node("salon", Protocol.AUTO, key, pairs, timer, folder).listen();
        Node anne = new Node("Anne", Protocol.AUTO, key, pairs, timer, folder);
        open.add(server);
        open.add(anne);
        int port = Target.parse(server.listener.address(), 1).port();
        Switch line = new Switch(port);
        open.add(line);
        Peer peer = anne.connect(line.address());
        peer.verify(anne.session(peer));
        server.session();
        server.peers.list().get(0).verify(server.session());
        line.hold();
        CompletableFuture<Delivery> held = Node.say(anne.session(peer), "for the real one");
        Impostor impostor = new Impostor(key, port, trick);
        line.target(impostor.server.getLocalPort());
        line.cutInitiator();

        Frame.Resume answered = impostor.answers.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals(new Frame.Resume(Optional.empty(), Optional.empty()), answered, "the responder proves nothing");
        if (opens) {
            assertEquals(true, anne.next("unproved").get("was_verified"));
            assertFalse(peer.toJson().get("authenticated").equals("verified"));
            assertInstanceOf(Delivery.Failed.class, held.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        } else {
            Loopback.until(
                    "refused",
                    () -> peer.toJson().get("problem") instanceof String problem
                            && problem.contains("could not prove it"));
            assertTrue(!held.isDone() || held.get() instanceof Delivery.Failed);
            // The real one comes back: nothing was lost by the attempt.
            line.target(port);
            assertInstanceOf(Delivery.Delivered.class, held.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
            assertEquals("verified", peer.toJson().get("authenticated"));
        }
        // Whatever the impostor's session is to the server: it inherited nothing.
        assertFalse(server.peers.list().stream()
                .anyMatch(p -> p.toJson().get("authenticated").equals("verified")
                        && p.session().filter(s -> !s.resumed()).isPresent()
                        && !p.id().equals("p1")));
    }

    @Test
    void theProofOfTheInitiatorReflectedIsNoProof() throws Exception {
        tryIt(Optional.empty(), (asked, answered) -> asked.proof(), false);
        tryIt(Optional.of(PRESET), (asked, answered) -> asked.proof(), false);
    }

    @Test
    void aProofMadeUpIsNone() throws Exception {
        tryIt(Optional.of(PRESET), (asked, answered) -> Optional.of(Bytes.random(32)), false);
    }

    @Test
    void whoProvesNothingIsAStranger() throws Exception {
        tryIt(Optional.empty(), (asked, answered) -> answered.proof(), true);
        tryIt(Optional.of(PRESET), (asked, answered) -> answered.proof(), true);
    }
}
