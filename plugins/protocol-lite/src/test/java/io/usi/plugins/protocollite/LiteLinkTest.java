package io.usi.plugins.protocollite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.PeerProtocol.Author;
import io.usi.plugin.PeerProtocol.Link;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over TCP. What must be one read is heard before the next is written. */
@Timeout(60)
class LiteLinkTest {
    private final Room room = new Room();
    private SocketWire wire;
    private Link link;
    private CompletableFuture<Boolean> reading;

    private void begin(boolean accepted) throws IOException {
        wire = new SocketWire(accepted);
        link = new LiteProtocol().open(wire);
        reading = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return link.read(room);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                task -> new Thread(task, "reader").start());
    }

    @AfterEach
    void end() throws IOException {
        wire.close();
    }

    private void peerWrites(String text) throws IOException {
        peerWrites(text.getBytes(StandardCharsets.UTF_8));
    }

    private void peerWrites(byte[] bytes) throws IOException {
        wire.peer.getOutputStream().write(bytes);
    }

    /** One read of the peer's. */
    private String peerReads() throws IOException {
        byte[] buffer = new byte[65_536];
        int count = wire.peer.getInputStream().read(buffer);
        return count < 0 ? null : new String(buffer, 0, count, StandardCharsets.UTF_8);
    }

    private boolean ended() throws Exception {
        return reading.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPeerHasNoNameAndNoFingerprint() throws Exception {
        begin(true);
        assertEquals("", link.peerName());
        assertEquals("", link.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textsGoBothWays(boolean accepted) throws Exception {
        begin(accepted);
        peerWrites("salut, ça va ? 🦊\nune ligne de plus");
        room.hears("text salut, ça va ? 🦊\nune ligne de plus");
        link.text("très bien 🦊");
        assertEquals("très bien 🦊", peerReads());
    }

    @Test
    void aServerTellsItsGuestsAboutEachOther() throws Exception {
        begin(true);
        Author author = new Author("192.0.2.7", "anne");
        link.joined(author);
        assertEquals("<système> Le client 192.0.2.7 c'est connecté.", peerReads());
        link.relay(author, "<système> Le client 192.0.2.9 c'est connecté.");
        assertEquals("!:s192.0.2.7>> <système> Le client 192.0.2.9 c'est connecté.", peerReads());
        link.left(author);
        assertEquals("<système> Le client 192.0.2.7 s'est déconnecté.", peerReads());
    }

    @Test
    void aClientBelievesItsServer() throws Exception {
        begin(false);
        for (String[] told : new String[][] {
            {"!:s192.0.2.7>> bonjour", "relayed 192.0.2.7|bonjour"},
            {"!:s2001:db8::7>>  deux >> fois\n", "relayed 2001:db8::7| deux >> fois\n"},
            {"<système> Le client 192.0.2.7 c'est connecté.", "joined 192.0.2.7"},
            {"<système> Le client fe80::7%eth0 s'est déconnecté.\n", "left fe80::7%eth0"},
            {"<système> Le serveur est plein.", "notice Le serveur est plein."},
            {"!:sans adresse", "text !:sans adresse"},
            {"!client-fermeture", "text !client-fermeture"}
        }) {
            peerWrites(told[0]);
            room.hears(told[1]);
        }
    }

    @Test
    void whoCameAndLeftIsToldApartFromWhatFollowsInTheSameRead() throws Exception {
        begin(false);
        peerWrites("<système> Le client 192.0.2.7 c'est connecté.<système> Le client 192.0.2.8 s'est déconnecté."
                + "!:s192.0.2.7>> bonjour <système> Le client 192.0.2.9 c'est connecté.!serveur-fermeture");
        room.hears(
                "joined 192.0.2.7",
                "left 192.0.2.8",
                "relayed 192.0.2.7|bonjour <système> Le client 192.0.2.9 c'est connecté.!serveur-fermeture");
        peerWrites("<système> Le client 192.0.2.7 s'est déconnecté.!serveur-fermeture");
        assertTrue(ended());
        room.hears("left 192.0.2.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<système> Le client 192.0.2.7 c'est connecté.",
                "<système> Le client 192.0.2.7 s'est déconnecté.",
                "<système> autre",
                "!:s192.0.2.7>> bonjour",
                "!serveur-fermeture"
            })
    void aServerBelievesNoClient(String forged) throws Exception {
        begin(true);
        peerWrites(forged);
        room.hears("text " + forged);
        peerWrites("encore là");
        room.hears("text encore là");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!:s192.0.2.7>> bonjour",
                "<système> Le client 192.0.2.7 c'est connecté.",
                "<système>",
                "!client-fermeture",
                "!serveur-fermeture",
                "!client-fermeture\n"
            })
    void ownTextsAreNeverTakenForTheProtocols(String text) throws Exception {
        begin(false);
        link.text(text);
        assertEquals(" " + text, peerReads());
        wire.close();
        begin(true);
        link.text(text);
        assertEquals(" " + text, peerReads());
        peerWrites(" " + text);
        room.hears("text  " + text);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothSidesSayGoodbye(boolean accepted) throws Exception {
        begin(accepted);
        peerWrites(accepted ? "!client-fermeture\n" : "!serveur-fermeture\n");
        assertTrue(ended());
        link.goodbye();
        assertEquals(accepted ? "!serveur-fermeture" : "!client-fermeture", peerReads());
        assertTrue(room.isEmpty());
    }

    @Test
    void aGoodbyeThatTcpJoinedToATextCountsOnceTheStreamEnds() throws Exception {
        begin(true);
        peerWrites("pour partir : !client-fermeture");
        room.hears("text pour partir : !client-fermeture");
        peerWrites("je reste");
        room.hears("text je reste");
        peerWrites("adieu!client-fermeture");
        room.hears("text adieu!client-fermeture");
        wire.peer.shutdownOutput();
        assertTrue(ended());
    }

    @Test
    void theEndOfTheStreamIsNoGoodbye() throws Exception {
        begin(true);
        peerWrites("bonjour");
        wire.peer.shutdownOutput();
        assertFalse(ended());
        room.hears("text bonjour");
    }

    @Test
    void anotherGuestCannotSayGoodbyeForTheServer() throws Exception {
        begin(false);
        peerWrites("!:s192.0.2.7>> !serveur-fermeture");
        room.hears("relayed 192.0.2.7|!serveur-fermeture");
        wire.peer.shutdownOutput();
        assertFalse(ended());
    }

    @Test
    void anEncryptedServerIsNotTalkedTo() throws Exception {
        begin(false);
        peerWrites("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" + "x".repeat(348));
        Exception failed = assertThrows(Exception.class, this::ended);
        assertInstanceOf(IOException.class, failed.getCause());
        assertTrue(room.isEmpty());
    }

    @Test
    void aCharacterThatIsCutBetweenTwoReadsStaysWhole() throws Exception {
        begin(true);
        byte[] fox = "🦊".getBytes(StandardCharsets.UTF_8);
        peerWrites("a");
        room.hears("text a");
        for (int cut = 1; cut < fox.length; cut++) {
            byte[] first =
                    ("x" + new String(fox, 0, cut, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
            peerWrites(first);
            room.hears("text x");
            peerWrites(Arrays.copyOfRange(fox, cut, fox.length));
            room.hears("text 🦊");
        }
    }

    @Test
    void whatIsNoUtf8IsReplaced() throws Exception {
        begin(true);
        peerWrites(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc0, (byte) 0xaf, 'c'});
        room.hears("text a\ufffdb\ufffd\ufffdc");
        peerWrites(new byte[] {(byte) 0xe2, (byte) 0x82});
        wire.peer.shutdownOutput();
        assertFalse(ended());
        room.hears("text \ufffd");
    }

    @Test
    void aFloodIsReadPieceByPieceAndNothingIsLost() throws Exception {
        begin(true);
        int size = 10_000_000;
        Socket peer = wire.peer;
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                peer.getOutputStream().write("é".repeat(size / 2).getBytes(StandardCharsets.UTF_8));
                peer.shutdownOutput();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        int got = 0;
        while (got < size / 2) {
            String text = room.next().substring("text ".length());
            assertTrue(text.length() <= Incoming.SIZE && text.chars().allMatch(c -> c == 'é'));
            got += text.length();
        }
        writing.get(10, TimeUnit.SECONDS);
        assertFalse(ended());
    }

    @Test
    void aLongTextGoesInMessagesThatEachArriveAlone() throws Exception {
        begin(true);
        String text = "é🦊!:s".repeat(400);
        long begun = System.nanoTime();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                link.relay(new Author("192.0.2.7", ""), text);
                link.text("!:s" + text);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        StringBuilder relayed = new StringBuilder();
        int messages = 0;
        while (relayed.length() < text.length()) {
            String message = peerReads();
            assertTrue(message.getBytes(StandardCharsets.UTF_8).length <= 1_000);
            assertTrue(message.startsWith("!:s192.0.2.7>> "), message);
            relayed.append(message.substring("!:s192.0.2.7>> ".length()));
            messages++;
        }
        assertEquals(text, relayed.toString());
        StringBuilder said = new StringBuilder();
        while (said.length() < text.length() + 3) {
            String message = peerReads();
            assertTrue(message.getBytes(StandardCharsets.UTF_8).length <= 1_000);
            assertFalse(message.startsWith("!:s"), message);
            said.append(message.startsWith(" ") ? message.substring(1) : message);
            messages++;
        }
        assertEquals("!:s" + text, said.toString());
        writing.get(10, TimeUnit.SECONDS);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        assertTrue(took.toNanos() >= (messages - 1) * LiteLink.PAUSE_NANOS, took.toString());
    }

    @Test
    void aConnectionThatIsClosedEndsTheReadAndTheWrite() throws Exception {
        begin(true);
        wire.close();
        assertInstanceOf(
                IOException.class, assertThrows(Exception.class, this::ended).getCause());
        assertThrows(IOException.class, () -> link.text("bonjour"));
    }
}
