package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Threads;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessageReaderTest {
    private static final MessageReader.Item END = new MessageReader.Item.End();
    private static final MessageReader.Item BAD = new MessageReader.Item.Undecipherable(0);
    private static final int WAIT = 10_000;

    private final Random random = new Random(7);
    private final byte[] secret = new byte[16];
    private Loopback wire;
    private SessionKey key;
    private MessageReader reader;
    private MessageCodec peer;

    @BeforeEach
    void open() throws IOException {
        random.nextBytes(secret);
        wire = Loopback.open();
        begin(NonceForm.CUT);
        peer = new MessageCodec(new SessionKey(secret.clone(), NonceForm.CUT));
    }

    private void begin(NonceForm form) throws IOException {
        key = new SessionKey(secret.clone(), form);
        reader = new MessageReader(wire.connection(), new MessageCodec(key));
    }

    @AfterEach
    void close() throws IOException {
        reader.close();
        wire.close();
    }

    private void send(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        wire.left().getOutputStream().write(all.toByteArray());
    }

    private void end() throws IOException {
        wire.left().shutdownOutput();
    }

    private static MessageReader.Item message(String text) {
        return new MessageReader.Item.Message(text);
    }

    private void expect(MessageReader.Item... items) throws IOException {
        for (MessageReader.Item item : items) {
            MessageReader.Item next = reader.next(WAIT);
            if (next instanceof MessageReader.Item.Undecipherable dropped) {
                assertTrue(dropped.bytes() > 0, "what is dropped is counted");
                next = BAD;
            }
            assertEquals(item, next);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void joinedMessagesOfEveryLengthComeApart() throws IOException {
        for (int count = 2; count <= 50; count++) {
            List<byte[]> parts = new ArrayList<>();
            List<MessageReader.Item> expected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                // Lengths 0 to 5: none, one or two signs of padding, and nothing at all between two heads.
                String text = "x".repeat(random.nextInt(6)) + (random.nextInt(8) == 0 ? "y".repeat(700) : "");
                parts.add(peer.seal(text));
                expected.add(message(text));
            }
            send(parts.toArray(byte[][]::new));
            expect(expected.toArray(MessageReader.Item[]::new));
        }
        end();
        expect(END);
    }

    @Test
    void emptyMessagesJoinedWithEachOtherAndWithOthers() throws IOException {
        send(peer.seal(""), peer.seal(""), peer.seal("abc"), peer.seal(""), peer.seal("ab"), peer.seal(""));
        expect(message(""), message(""), message("abc"), message(""), message("ab"), message(""));
    }

    @Test
    void aMessageCutAnywhereIsStillOne() throws Exception {
        for (String text : new String[] {"abc", "abcd", "é🔐abcd"}) {
            byte[] whole = peer.seal(text);
            for (int cut = 1; cut < whole.length; cut++) {
                int at = cut;
                CompletableFuture<MessageReader.Item> read =
                        CompletableFuture.supplyAsync(() -> next(), Threads.executor("test"));
                send(Arrays.copyOf(whole, at));
                // The reader has seen the first piece and waits for more: that is the pause.
                Loopback.until(
                        "the first piece is read",
                        () -> wire.right().getInputStream().available() == 0);
                send(Arrays.copyOfRange(whole, at, whole.length));
                assertEquals(message(text), read.get(WAIT, TimeUnit.MILLISECONDS), "cut at " + at);
            }
        }
    }

    private MessageReader.Item next() {
        try {
            return reader.next(WAIT);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aMessageThatComesByteByByteIsStillOne() throws Exception {
        byte[] whole = peer.seal("goutte à goutte");
        CompletableFuture<MessageReader.Item> read =
                CompletableFuture.supplyAsync(() -> next(), Threads.executor("test"));
        for (byte b : whole) {
            send(new byte[] {b});
        }
        assertEquals(message("goutte à goutte"), read.get(WAIT, TimeUnit.MILLISECONDS));
    }

    @Test
    void aFileBehindItsHeaderInOneSegmentIsLeftRaw() throws IOException {
        for (String header : new String[] {"|!fa|1000", "|!fab|1000", "|!fabc|1000"}) {
            for (int imitated = 0; imitated <= 32; imitated++) {
                byte[] raw = new byte[300];
                random.nextBytes(raw);
                for (int i = 0; i < imitated; i++) {
                    raw[i] = (byte) "ABYZabyz0189+/".charAt(random.nextInt(14));
                }
                raw[imitated] = '|';
                send(peer.seal(header), raw);
                expect(message(header));
                byte[] got = new byte[raw.length];
                reader.readFully(got, 0, 10, WAIT);
                reader.readFully(got, 10, got.length - 10, WAIT);
                assertArrayEquals(raw, got, header + " and " + imitated);
            }
        }
    }

    @Test
    void rawBytesThatBeginWithAnEqualsSignDoNotConfuse() throws IOException {
        for (String header : new String[] {"|!fa|1000", "|!fab|1000", "|!fabc|1000"}) {
            for (String start : new String[] {"=", "==", "===", "A=", "AB==", "ABC=", "ABCD=", "ABCDE=="}) {
                byte[] raw = ascii(start + "\u0001tail");
                send(peer.seal(header), raw);
                expect(message(header));
                byte[] got = new byte[raw.length];
                reader.readFully(got, 0, got.length, WAIT);
                assertArrayEquals(raw, got, header + " " + start);
            }
        }
    }

    @Test
    void messagesGoOnBehindAFile() throws IOException {
        byte[] raw = new byte[5_000];
        random.nextBytes(raw);
        send(peer.seal("|!fx|5000"), raw, peer.seal("after"));
        expect(message("|!fx|5000"));
        byte[] got = new byte[raw.length];
        reader.readFully(got, 0, got.length, WAIT);
        assertArrayEquals(raw, got);
        expect(message("after"));
    }

    @Test
    void garbageIsOneUndecipherableRunAndTheNextMessageIsFound() throws IOException {
        byte[] noise = new byte[777];
        random.nextBytes(noise);
        send(noise, peer.seal("found"), peer.seal("and this"));
        expect(BAD, message("found"), message("and this"));
        MessageCodec stranger = new MessageCodec(new SessionKey(new byte[16], NonceForm.CUT));
        send(peer.seal("one"), stranger.seal("two"), peer.seal("three"));
        expect(message("one"), BAD, message("three"));
        stranger.close();
    }

    @Test
    void aFlippedBitCostsOneMessage() throws IOException {
        byte[] altered = peer.seal("altered");
        altered[50] = (byte) (altered[50] == 'A' ? 'B' : 'A');
        send(altered, peer.seal("good"));
        expect(BAD, message("good"));
    }

    @Test
    void aReplayedNonceStillReads() throws IOException {
        byte[] same = peer.seal("again", new byte[NonceForm.WIRE_BYTES]);
        send(same, same);
        expect(message("again"), message("again"));
    }

    @Test
    void theEndInsideARunIsTold() throws IOException {
        byte[] whole = peer.seal("never complete");
        send(Arrays.copyOf(whole, whole.length - 4));
        end();
        expect(BAD, END);
    }

    @Test
    void silenceTimesOutAndChangesNothing() throws IOException {
        assertThrows(SocketTimeoutException.class, () -> reader.next(50));
        send(peer.seal("late"));
        expect(message("late"));
    }

    @Test
    void theBufferIsBounded() throws Exception {
        CompletableFuture<Integer> runs = CompletableFuture.supplyAsync(
                () -> {
                    int count = 0;
                    while (true) {
                        MessageReader.Item item = next();
                        if (item.equals(END)) {
                            return count;
                        }
                        assertInstanceOf(MessageReader.Item.Undecipherable.class, item);
                        count++;
                    }
                },
                Threads.executor("test"));
        byte[] flood = new byte[MessageReader.LIMIT];
        Arrays.fill(flood, (byte) 'A');
        for (int i = 0; i < 10; i++) {
            send(flood);
        }
        end();
        int count = runs.get(20, TimeUnit.SECONDS);
        assertTrue(count >= 10 && count <= 11, count + " runs");
    }

    /** Whatever a stranger sends, reading it must cost little more than its length. */
    @Test
    @Timeout(20)
    void hostileBytesAreReadQuickly() throws Exception {
        String head = "A".repeat(42) + "==";
        String[] units = {"=", "==", "A=", "A".repeat(43) + "=", head, head + "AAA=", "A".repeat(3) + "=", "AB=="};
        for (String unit : units) {
            byte[] flood = ascii(unit.repeat(2 * MessageReader.LIMIT / unit.length()));
            CompletableFuture<Void> read = CompletableFuture.runAsync(
                    () -> {
                        while (!next().equals(END)) {
                            Thread.onSpinWait();
                        }
                    },
                    Threads.executor("test"));
            send(flood);
            end();
            read.get(15, TimeUnit.SECONDS);
            close();
            open();
        }
    }

    @Test
    void aMessageOfTheLargestTextIsTaken() throws Exception {
        String text = "z".repeat(64 * 1024);
        CompletableFuture<MessageReader.Item> read =
                CompletableFuture.supplyAsync(() -> next(), Threads.executor("test"));
        send(peer.seal(text));
        assertEquals(message(text), read.get(WAIT, TimeUnit.MILLISECONDS));
    }

    @Test
    void theStreamThatEndsInsideAFileIsAnError() throws IOException {
        send(new byte[] {1, 2, 3});
        end();
        assertThrows(EOFException.class, () -> reader.readFully(new byte[4], 0, 4, WAIT));
    }

    @Test
    void eitherFormOfNonceIsLearnedFromTheFirstMessageAndKept() throws IOException {
        for (NonceForm first : NonceForm.values()) {
            for (NonceForm theirs : NonceForm.values()) {
                begin(first);
                assertFalse(key.formKnown());
                MessageCodec other = new MessageCodec(new SessionKey(secret.clone(), theirs));
                send(other.seal("bonjour"), other.seal("encore"));
                expect(message("bonjour"), message("encore"));
                assertTrue(key.formKnown());
                assertEquals(theirs, key.form());
                // What was learned is not unlearned by a peer, or a stranger, that changes its mind.
                MessageCodec changed = new MessageCodec(new SessionKey(secret.clone(), theirs.other()));
                send(changed.seal("no"));
                expect(BAD);
                assertEquals(theirs, key.form());
                other.close();
                changed.close();
                close();
                wire = Loopback.open();
            }
        }
        begin(NonceForm.CUT);
    }
}
