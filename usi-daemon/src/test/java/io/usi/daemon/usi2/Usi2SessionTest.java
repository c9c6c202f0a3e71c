package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Collected;
import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Recorder;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.net.Connection;
import io.usi.daemon.opening.PeerOpener;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Session.Authentication;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.transfer.Offer;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.transfer.Transfers;
import io.usi.daemon.usi3.Usi3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two sessions with each other over a real connection. */
@Timeout(60)
class Usi2SessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final byte[] KEY = Vectors.deterministic("session test", 16);
    private static final String PRINT = "fedcba9876543210".repeat(4);

    private static Timer timer;
    private static KeyPairPool pairs;

    private final Transfers transfers =
            new Transfers(Clock.systemUTC(), new EventLog(Clock.systemUTC(), Duration.ofHours(1)));
    private Loopback wire;
    private Side server;
    private Side client;

    /** One side: its session, what it heard and how it ended. */
    private record Side(Session session, Recorder heard, CompletableFuture<EndReason> end) {
        static Side run(Session session) {
            Recorder heard = new Recorder();
            return new Side(
                    session, heard, CompletableFuture.supplyAsync(() -> session.run(heard), Threads.executor("test")));
        }

        EndReason ended() throws Exception {
            return end.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    @BeforeAll
    static void start() {
        timer = new Timer();
        pairs = new KeyPairPool(2, 1);
    }

    @AfterAll
    static void stop() {
        pairs.close();
        timer.close();
    }

    @AfterEach
    void close() throws Exception {
        if (wire != null) {
            wire.close();
        }
        if (server != null) {
            server.ended();
            client.ended();
        }
    }

    private static Opener opener(Optional<byte[]> key, String name) {
        return new PeerOpener(
                Protocol.USI2,
                pairs,
                key.map(k -> new SecretKeyBytes(k.clone())),
                name,
                timer,
                new Usi3(name, timer).opener());
    }

    private CompletableFuture<Session> accept(Optional<byte[]> key) throws IOException {
        Connection connection = wire.connection();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return opener(key, "serveur").accept(connection);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                Threads.executor("test"));
    }

    private void open(Optional<byte[]> key) throws Exception {
        wire = Loopback.open();
        CompletableFuture<Session> accepted = accept(key);
        client = Side.run(opener(key, "client").connect(new Connection(wire.left())));
        server = Side.run(accepted.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }

    private static void sent(CompletableFuture<Delivery> report) throws Exception {
        assertEquals(new Delivery.Sent(), report.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void bothSidesAgreeOnAFreshKeyAndKnowEachOthersNames() throws Exception {
        open(Optional.empty());
        assertEquals("client", server.session().name());
        assertEquals("serveur", client.session().name());
        assertEquals(server.session().fingerprint(), client.session().fingerprint());
        assertTrue(server.session().fingerprint().matches("[0-9a-f]{64}"));
        assertEquals(Authentication.NO, server.session().authentication());
        assertEquals(Authentication.NO, client.session().authentication());
        assertEquals("2", client.session().protocol().word());
        String first = client.session().fingerprint();
        close();
        open(Optional.empty());
        assertFalse(first.equals(client.session().fingerprint()), "every session has keys of its own");
    }

    @Test
    void chatGoesBothWaysUnderAPresetKey() throws Exception {
        open(Optional.of(KEY));
        assertEquals(Authentication.PRESET, server.session().authentication());
        assertEquals(client.session().fingerprint(), server.session().fingerprint());
        sent(client.session().send("Bonjour 🔐", PATIENCE, reach -> {}));
        server.heard().expect("text Bonjour 🔐");
        sent(server.session().send("<système> Le client 1.2.3.4 s'est déconnecté.", PATIENCE, reach -> {}));
        client.heard().expect("text  <système> Le client 1.2.3.4 s'est déconnecté.");
        sent(client.session().send("|!client-fermeture", PATIENCE, reach -> {}));
        server.heard().expect("text  |!client-fermeture");
        String part = "é".repeat(499);
        sent(client.session().send(part + "a", PATIENCE, reach -> {}));
        server.heard().expect("text " + part + "a");
        server.session().joined(new Author("192.0.2.1", "Anne"), PRINT);
        client.heard().expect("joined Anne " + PRINT);
        sent(server.session().relay(new Author("192.0.2.1", "Anne"), "|!serveur-fermeture"));
        client.heard().expect("relayed Anne |!serveur-fermeture");
        server.session().left(new Author("192.0.2.1", "Anne"));
        client.heard().expect("left Anne");
        server.heard().expectNoMore();
    }

    @Test
    void everyLengthOfKeyWorks() throws Exception {
        for (int length : new int[] {16, 24, 32}) {
            open(Optional.of(Vectors.deterministic("key", length)));
            sent(client.session().send("x", PATIENCE, reach -> {}));
            server.heard().expect("text x");
            close();
        }
    }

    @Test
    void aForgedSystemMessageOfAClientIsChat() throws Exception {
        open(Optional.of(KEY));
        // Around the session's own escaping, as another program would send it.
        SessionKey key = new SessionKey(KEY.clone(), NonceForm.CUT);
        try (MessageCodec codec = new MessageCodec(key)) {
            OutputStream out = wire.left().getOutputStream();
            for (String forged : List.of("<système> faux", "|!r1.2.3.4 Anne>> faux", "|!serveur-fermeture")) {
                out.write(codec.seal(forged));
                server.heard().expect("text " + forged);
            }
        }
    }

    @Test
    void anotherPresetKeyDoesNotOpen() throws Exception {
        wire = Loopback.open();
        CompletableFuture<Session> accepted = accept(Optional.of(KEY));
        CompletableFuture<Session> connected = CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = new Connection(wire.left())) {
                        return opener(Optional.of(new byte[16]), "client").connect(connection);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                Threads.executor("test"));
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> accepted.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(ErrorCode.UNDECIPHERABLE, ((UsiException) refused.getCause()).code());
        wire.right().close();
        ExecutionException told =
                assertThrows(ExecutionException.class, () -> connected.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(ErrorCode.PEER_GONE, ((UsiException) told.getCause()).code());
        assertTrue(told.getCause().getMessage().contains("preset key"));
    }

    @Test
    void openingsThatStallEnd() throws Exception {
        wire = Loopback.open();
        try (Loopback other = Loopback.open();
                Loopback half = Loopback.open()) {
            CompletableFuture<Session> silent = accept(Optional.empty());
            CompletableFuture<Session> silentServer = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return opener(Optional.empty(), "").connect(other.connection());
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    },
                    Threads.executor("test"));
            CompletableFuture<Session> halfAnswered = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return opener(Optional.empty(), "").accept(half.connection());
                        } catch (IOException e) {
                            throw new CompletionException(e);
                        }
                    },
                    Threads.executor("test"));
            half.left().getOutputStream().write(new byte[500]);
            for (CompletableFuture<Session> opening : List.of(silent, silentServer, halfAnswered)) {
                ExecutionException late = assertThrows(
                        ExecutionException.class, () -> opening.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
                assertEquals(ErrorCode.TIMEOUT, ((UsiException) late.getCause()).code());
            }
        }
    }

    @Test
    void anOpeningThatIsCutEndsAtOnce() throws Exception {
        wire = Loopback.open();
        CompletableFuture<Session> accepted = accept(Optional.empty());
        wire.left().getOutputStream().write(new byte[10]);
        wire.left().shutdownOutput();
        ExecutionException cut =
                assertThrows(ExecutionException.class, () -> accepted.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(ErrorCode.PEER_GONE, ((UsiException) cut.getCause()).code());
    }

    @Test
    void theClientSaysGoodbye() throws Exception {
        open(Optional.of(KEY));
        client.session().close(EndReason.CLOSED).get(5, TimeUnit.SECONDS);
        assertEquals(EndReason.GOODBYE, server.ended());
        assertEquals(EndReason.CLOSED, client.ended());
        assertInstanceOf(
                Delivery.Failed.class,
                client.session().send("late", PATIENCE, reach -> {}).get(5, TimeUnit.SECONDS));
    }

    @Test
    void theServerSaysGoodbye() throws Exception {
        open(Optional.of(KEY));
        server.session().close(EndReason.STOPPING).get(5, TimeUnit.SECONDS);
        assertEquals(EndReason.GOODBYE, client.ended());
        assertEquals(EndReason.STOPPING, server.ended());
    }

    @Test
    void anEndWithoutAGoodbyeIsTold() throws Exception {
        open(Optional.of(KEY));
        wire.left().close();
        assertEquals(EndReason.CUT, server.ended());
    }

    @Test
    void garbageDoesNotEndASession() throws Exception {
        open(Optional.of(KEY));
        wire.left().getOutputStream().write(Vectors.deterministic("noise", 300));
        server.heard().expect("undecipherable");
        sent(client.session().send("still here", PATIENCE, reach -> {}));
        server.heard().expect("text still here");
    }

    @Test
    void usersAreListedToAClientAlone() throws Exception {
        open(Optional.of(KEY));
        List<Member> members = List.of(
                new Member(new Author("127.0.0.1", "client"), PRINT, false, true),
                new Member(new Author("192.0.2.1", "Anne"), PRINT, false, false));
        server.heard().members = members;
        List<Member> listed = client.session().users().get(10, TimeUnit.SECONDS);
        assertEquals(List.of(new Member(new Author("127.0.0.1", "client"), "", false, true), members.get(1)), listed);
        assertFails(ErrorCode.UNSUPPORTED, server.session().users());
    }

    private static void assertFails(ErrorCode code, CompletableFuture<?> future) {
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> future.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertEquals(
                code, assertInstanceOf(UsiException.class, failed.getCause()).code());
    }

    @Test
    void aPasswordIsProvedOrNot() throws Exception {
        open(Optional.of(KEY));
        server.heard().password = Optional.of("secret".toCharArray());
        char[] right = "secret".toCharArray();
        assertTrue(client.session().challenge(right, PATIENCE).get(20, TimeUnit.SECONDS));
        assertArrayEquals(new char[6], right, "wiped");
        server.heard().expect("challenged");
        assertFalse(client.session().challenge("Secret".toCharArray(), PATIENCE).get(20, TimeUnit.SECONDS));
        server.heard().expect("challenged");
        assertFails(ErrorCode.UNSUPPORTED, server.session().challenge("secret".toCharArray(), PATIENCE));
    }

    @Test
    void aPeerIsAskedOneQuestionAtATimeAndItsEndAnswersIt() throws Exception {
        open(Optional.of(KEY));
        CompletableFuture<Boolean> first = client.session().challenge("a".toCharArray(), PATIENCE);
        assertFails(ErrorCode.STATE, client.session().challenge("b".toCharArray(), PATIENCE));
        server.heard().expect("challenged");
        server.session().close(EndReason.STOPPING);
        assertFails(ErrorCode.PEER_GONE, first);
    }

    @Test
    void aPasswordIsWipedWhereItsAskerGivesUp() throws Exception {
        open(Optional.of(KEY));
        char[] password = "secret".toCharArray();
        assertFails(ErrorCode.TIMEOUT, client.session().challenge(password, Duration.ofMillis(1)));
        Loopback.until("wiped", () -> Arrays.equals(password, new char[6]));
        server.heard().expect("challenged");
        server.heard().password = Optional.of("secret".toCharArray());
        assertTrue(client.session().challenge("secret".toCharArray(), PATIENCE).get(20, TimeUnit.SECONDS));
    }

    /** A proof that nobody asked for must not be waiting when somebody asks. */
    @Test
    void anUnaskedProofCountsForNothing() throws Exception {
        open(Optional.of(KEY));
        try (MessageCodec codec = new MessageCodec(new SessionKey(KEY.clone(), NonceForm.CUT))) {
            wire.right().getOutputStream().write(codec.seal("|!challenge-mdp-2:$2a$31$" + "a".repeat(53)));
        }
        sent(server.session().send("behind", PATIENCE, reach -> {}));
        client.heard().expect("text behind");
        server.heard().password = Optional.of("secret".toCharArray());
        assertTrue(client.session().challenge("secret".toCharArray(), PATIENCE).get(20, TimeUnit.SECONDS));
    }

    private Transfer send(Side from, FileSource source) {
        Transfer transfer = transfers.create(Transfer.Direction.OUT, source.name(), source.size(), "p1");
        from.session().sendFile(source, transfer);
        return transfer;
    }

    private static Transfer.State end(Transfer transfer) throws Exception {
        return transfer.end().get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    @Test
    void filesOfEverySizeGoBothWays() throws Exception {
        open(Optional.of(KEY));
        for (int size : new int[] {0, 1, 31, 65_536, 65_537, 1024 * 1024 + 3}) {
            boolean up = size != 1 && size != 65_537;
            Side from = up ? client : server;
            Side to = up ? server : client;
            Collected collected = new Collected();
            to.heard().nextFile = collected;
            Memory source = new Memory("n|m " + size, Vectors.deterministic("file", size));
            Transfer transfer = send(from, source);
            to.heard().expect("file n_m " + size + " " + size);
            assertEquals("committed", collected.end(), size + " bytes");
            assertArrayEquals(source.content, collected.bytes());
            assertInstanceOf(Transfer.State.Done.class, end(transfer));
            Loopback.until("the source is closed", () -> source.closed.get() == 1);
        }
        sent(client.session().send("and chat goes on", PATIENCE, reach -> {}));
        server.heard().expect("text and chat goes on");
    }

    @Test
    void aRefusedFileIsDroppedAndChatGoesOn() throws Exception {
        open(Optional.of(KEY));
        server.heard().nextFile = new Refused();
        Memory source = new Memory("x", Vectors.deterministic("refused", 300_000));
        Transfer transfer = send(client, source);
        server.heard().expect("file x 300000");
        sent(client.session().send("after", PATIENCE, reach -> {}));
        server.heard().expect("text after");
        assertInstanceOf(Transfer.State.Done.class, end(transfer));
    }

    private static final class Refused implements Inbound {
        @Override
        public CompletableFuture<Offer.Decision> decision() {
            return CompletableFuture.completedFuture(new Offer.Decision.Refused());
        }

        @Override
        public void gone() {}
    }

    @Test
    void aDestinationThatFailsMidwayDoesNotEndTheSession() throws Exception {
        open(Optional.of(KEY));
        for (int capacity : new int[] {0, 100_000, 299_999}) {
            Collected small = new Collected(capacity);
            server.heard().nextFile = small;
            send(client, new Memory("x", Vectors.deterministic("big", 300_000)));
            server.heard().expect("file x 300000");
            sent(client.session().send("after", PATIENCE, reach -> {}));
            server.heard().expect("text after");
            assertEquals(ErrorCode.IO.reason(), small.end());
        }
    }

    @Test
    void aFileThatChangesBetweenThePassesEndsTheSessionAndNeverArrives() throws Exception {
        for (int size : new int[] {10, 200_000}) {
            open(Optional.of(KEY));
            Collected collected = new Collected();
            server.heard().nextFile = collected;
            byte[] content = Vectors.deterministic("before", size);
            AtomicInteger opened = new AtomicInteger();
            Memory source = new Memory("x", content) {
                @Override
                public InputStream open() {
                    byte[] now = content.clone();
                    if (opened.incrementAndGet() > 1) {
                        now[size / 2] ^= 1;
                    }
                    return new ByteArrayInputStream(now);
                }
            };
            Transfer transfer = send(client, source);
            assertEquals(EndReason.FILE_CHANGED, client.ended());
            Transfer.State.Failed failed = assertInstanceOf(Transfer.State.Failed.class, end(transfer));
            assertEquals(ErrorCode.FILE_CHANGED, failed.code());
            assertEquals(ErrorCode.PEER_GONE.reason(), collected.end());
            Loopback.until("the source is closed", () -> source.closed.get() == 1);
            close();
        }
    }

    @Test
    void aFileThatBecomesShorterEndsTheSession() throws Exception {
        open(Optional.of(KEY));
        Collected collected = new Collected();
        server.heard().nextFile = collected;
        AtomicInteger opened = new AtomicInteger();
        byte[] content = Vectors.deterministic("long", 200_000);
        Transfer transfer = send(client, new Memory("x", content) {
            @Override
            public InputStream open() {
                int length = opened.incrementAndGet() > 1 ? 150_000 : content.length;
                return new ByteArrayInputStream(content, 0, length);
            }
        });
        assertEquals(EndReason.FILE_CHANGED, client.ended());
        assertEquals(
                ErrorCode.FILE_CHANGED,
                assertInstanceOf(Transfer.State.Failed.class, end(transfer)).code());
        assertEquals(ErrorCode.PEER_GONE.reason(), collected.end());
    }

    @Test
    void aFileThatCannotBeReadFailsAloneAndTheSessionStays() throws Exception {
        open(Optional.of(KEY));
        Memory source = new Memory("x", new byte[10]) {
            @Override
            public InputStream open() throws IOException {
                throw new IOException("no");
            }
        };
        Transfer transfer = send(client, source);
        assertEquals(
                ErrorCode.IO,
                assertInstanceOf(Transfer.State.Failed.class, end(transfer)).code());
        Loopback.until("the source is closed", () -> source.closed.get() == 1);
        sent(client.session().send("fine", PATIENCE, reach -> {}));
        server.heard().expect("text fine");
    }

    @Test
    void aCancelledFileThatWaitsIsNotSent() throws Exception {
        open(Optional.of(KEY));
        Memory source = new Memory("x", new byte[10]);
        Transfer transfer = transfers.create(Transfer.Direction.OUT, "x", 10, "p1");
        assertTrue(transfer.cancel());
        client.session().sendFile(source, transfer);
        Loopback.until("closed", () -> source.closed.get() == 1);
        sent(client.session().send("next", PATIENCE, reach -> {}));
        server.heard().expect("text next");
    }

    @Test
    void anAlteredFileIsNotCommitted() throws Exception {
        open(Optional.of(KEY));
        Collected collected = new Collected();
        server.heard().nextFile = collected;
        try (MessageCodec codec = new MessageCodec(new SessionKey(KEY.clone(), NonceForm.CUT))) {
            OutputStream out = wire.left().getOutputStream();
            out.write(codec.seal("|!fx|100"));
            byte[] stream = Vectors.deterministic("altered", 15 + 16 + 100 + 4);
            System.arraycopy("|!f|".getBytes(StandardCharsets.US_ASCII), 0, stream, stream.length - 4, 4);
            out.write(stream);
            server.heard().expect("file x 100");
            assertEquals(ErrorCode.FILE_ALTERED.reason(), collected.end());
            assertEquals(0, collected.bytes().length, "no byte of a small file leaves before its tag is checked");
            out.write(codec.seal("after"));
            server.heard().expect("text after");

            server.heard().nextFile = new Collected();
            out.write(codec.seal("|!fx|100"));
            out.write(Arrays.copyOf(stream, 15 + 16 + 100));
            out.write("....".getBytes(StandardCharsets.US_ASCII));
            assertEquals(EndReason.FILE_ALTERED, server.ended());
        }
    }

    @Test
    void closingWhileAnOfferWaitsTellsIt() throws Exception {
        open(Optional.of(KEY));
        CompletableFuture<Offer.Decision> decision = new CompletableFuture<>();
        server.heard().nextFile = new Inbound() {
            @Override
            public CompletableFuture<Offer.Decision> decision() {
                return decision;
            }

            @Override
            public void gone() {
                decision.complete(new Offer.Decision.Gone());
            }
        };
        send(client, new Memory("x", new byte[100]));
        server.heard().expect("file x 100");
        server.session().close(EndReason.CLOSED).get(5, TimeUnit.SECONDS);
        assertEquals(EndReason.CLOSED, server.ended());
        assertTrue(decision.isDone());
    }

    @Test
    void aFloodOfTextsIsBoundedInTheQueue() throws Exception {
        open(Optional.of(KEY));
        CompletableFuture<Delivery> last = null;
        for (int i = 0; i < 400; i++) {
            last = client.session().send("x", PATIENCE, reach -> {});
        }
        Delivery.Failed failed = assertInstanceOf(Delivery.Failed.class, last.get(1, TimeUnit.SECONDS));
        assertEquals(ErrorCode.OVERFLOW, failed.code());
    }

    /** A file in memory. */
    private static class Memory implements FileSource {
        final byte[] content;
        final AtomicInteger closed = new AtomicInteger();
        private final String name;

        Memory(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(content);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
