package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.crypto.Ocb.Direction;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link Ocb} promises beside the right bytes. */
class OcbTest {
    private static final byte[] NONE = new byte[0];
    private static final byte[] NONCE = new byte[15];

    private final Random random = new Random(3);
    private final Ocb ocb = new BatchedOcb(bytes(16));

    /** Lengths on either side of a block and of a batch. */
    @ParameterizedTest
    @CsvSource({
        "16,    0, 15,  0", "24,    0,  1, 16", "32,    1, 12,  5", "16,   15, 15, 33", "24,   16,  7,  0",
        "32,   17, 15, 15", "16,   37, 12,  1", "24, 4080, 15,  8", "32, 4096, 12, 16", "16, 4113, 15, 20",
    })
    void refusesEveryFlippedBit(int keyLength, int length, int nonceLength, int associatedLength) {
        byte[] nonce = bytes(nonceLength);
        byte[] associated = bytes(associatedLength);
        byte[] sealed = bytes(length);
        byte[] tag = new byte[Ocb.TAG];
        byte[] out = new byte[length];
        try (Ocb cipher = new BatchedOcb(bytes(keyLength))) {
            cipher.begin(Direction.SEAL, nonce, associated);
            cipher.seal(sealed, 0, length, sealed, 0, tag, 0);
            for (byte[] part : new byte[][] {sealed, tag, nonce, associated}) {
                for (int bit = 0; bit < part.length * 8; bit++) {
                    part[bit / 8] ^= (byte) (1 << (bit % 8));
                    Arrays.fill(out, (byte) 1);
                    cipher.begin(Direction.OPEN, nonce, associated);
                    assertFalse(cipher.open(sealed, 0, length, out, 0, tag, 0));
                    assertArrayEquals(new byte[length], out, "what is not authentic is wiped");
                    part[bit / 8] ^= (byte) (1 << (bit % 8));
                }
            }
            cipher.begin(Direction.OPEN, nonce, associated);
            assertTrue(cipher.open(sealed, 0, length, out, 0, tag, 0), "nothing of a refusal remains");
        }
    }

    /** In whatever order long and short messages come. */
    @Test
    void givingMemoryBackChangesNothing() {
        byte[] key = bytes(32);
        try (Ocb kept = new BatchedOcb(key);
                Ocb trimmed = new BatchedOcb(key)) {
            for (int i = 0; i < 500; i++) {
                byte[] expected = bytes(random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(2_000));
                byte[] actual = expected.clone();
                byte[] expectedTag = new byte[Ocb.TAG];
                byte[] actualTag = new byte[Ocb.TAG];
                int first = Math.min(expected.length, random.nextInt(1_000)) / Ocb.BLOCK * Ocb.BLOCK;
                for (Ocb each : new Ocb[] {kept, trimmed}) {
                    byte[] bytes = each == kept ? expected : actual;
                    each.begin(Direction.SEAL, NONCE, NONE);
                    each.update(bytes, 0, first, bytes, 0);
                    each.seal(
                            bytes,
                            first,
                            bytes.length - first,
                            bytes,
                            first,
                            each == kept ? expectedTag : actualTag,
                            0);
                }
                trimmed.trim();
                assertArrayEquals(expected, actual);
                assertArrayEquals(expectedTag, actualTag);
            }
        }
    }

    @Test
    void memoryIsNotGivenBackInsideAMessage() {
        ocb.begin(Direction.SEAL, NONCE, NONE);
        assertThrows(IllegalStateException.class, ocb::trim);
        byte[] text = bytes(1_000);
        ocb.seal(text, 0, text.length, text, 0, new byte[Ocb.TAG], 0);
        ocb.trim();
        ocb.close();
        ocb.trim();
    }

    /** Moving bytes between a message and what goes with it is no flipped bit, and refused all the same. */
    @Test
    void refusesCutsAndMoves() {
        byte[] text = bytes(48);
        byte[] associated = bytes(16);
        byte[] sealed = text.clone();
        byte[] tag = sealed(NONCE, associated, sealed);
        assertFalse(opens(NONCE, associated, Arrays.copyOf(sealed, 32), tag));
        assertFalse(opens(NONCE, associated, Arrays.copyOf(sealed, 47), tag));
        assertFalse(opens(NONCE, associated, Arrays.copyOf(sealed, 49), tag));
        assertFalse(opens(NONCE, Arrays.copyOf(associated, 17), sealed, tag));
        assertFalse(opens(NONCE, NONE, sealed, tag));
        assertFalse(opens(new byte[14], associated, sealed, tag), "a nonce of zeros is not the shorter one");
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, 0, swapped, 16, 16);
        System.arraycopy(sealed, 16, swapped, 0, 16);
        assertFalse(opens(NONCE, associated, swapped, tag));
        assertTrue(opens(NONCE, associated, sealed, tag));
    }

    /** Only what the last call wrote is wiped, no neighbour of it. */
    @Test
    void wipesItsOutputAlone() {
        byte[] sealed = bytes(40);
        byte[] tag = sealed(NONCE, NONE, sealed);
        tag[15] ^= 1;
        byte[] out = new byte[50];
        Arrays.fill(out, (byte) 7);
        ocb.begin(Direction.OPEN, NONCE, NONE);
        ocb.update(sealed, 0, 16, out, 5);
        byte[] streamed = Arrays.copyOfRange(out, 0, 21);
        assertFalse(ocb.open(sealed, 16, 24, out, 21, tag, 0));
        assertArrayEquals(streamed, Arrays.copyOfRange(out, 0, 21));
        assertArrayEquals(new byte[24], Arrays.copyOfRange(out, 21, 45));
        assertArrayEquals(new byte[] {7, 7, 7, 7, 7}, Arrays.copyOfRange(out, 45, 50));
    }

    @Test
    void forgetsAMessageThatWasNotEnded() {
        byte[] text = bytes(5000);
        byte[] expected = text.clone();
        byte[] expectedTag = sealed(NONCE, NONE, expected);
        ocb.begin(Direction.OPEN, bytes(12), bytes(20));
        ocb.update(bytes(4800), 0, 4800, new byte[4800], 0);
        byte[] again = text.clone();
        assertArrayEquals(expectedTag, sealed(NONCE, NONE, again));
        assertArrayEquals(expected, again);
    }

    @Test
    void refusesWrongKeysAndNonces() {
        for (int length : new int[] {0, 15, 17, 33}) {
            assertThrows(IllegalArgumentException.class, () -> new BatchedOcb(new byte[length]));
        }
        for (int length : new int[] {0, 16}) {
            ocb.begin(Direction.SEAL, NONCE, NONE);
            assertThrows(IllegalArgumentException.class, () -> ocb.begin(Direction.SEAL, new byte[length], NONE));
            assertThrows(IllegalStateException.class, () -> sealNothing(), "the message before it is forgotten");
        }
        ocb.begin(Direction.SEAL, NONCE, NONE);
        assertThrows(NullPointerException.class, () -> ocb.begin(Direction.SEAL, NONCE, null));
        assertThrows(IllegalStateException.class, () -> sealNothing());
    }

    @Test
    void refusesCallsOutOfTurn() {
        byte[] block = new byte[16];
        assertThrows(IllegalStateException.class, () -> sealNothing());
        assertThrows(IllegalStateException.class, () -> openNothing());
        assertThrows(IllegalStateException.class, () -> ocb.update(block, 0, 16, block, 0));
        ocb.begin(Direction.SEAL, NONCE, NONE);
        assertThrows(IllegalStateException.class, () -> openNothing());
        sealNothing();
        assertThrows(IllegalStateException.class, () -> sealNothing(), "a nonce seals once");
        assertThrows(IllegalStateException.class, () -> ocb.update(block, 0, 16, block, 0));
        ocb.begin(Direction.OPEN, NONCE, NONE);
        assertThrows(IllegalStateException.class, () -> sealNothing());
        assertFalse(openNothing());
        assertThrows(IllegalStateException.class, () -> openNothing(), "a message has one tag");
        assertThrows(IllegalStateException.class, () -> ocb.update(block, 0, 16, block, 0));
        assertArrayEquals(new byte[16], block);
    }

    /** Wiped masks would make every offset of OCB zero. */
    @Test
    void isOverOnceClosed() {
        ocb.begin(Direction.SEAL, NONCE, NONE);
        ocb.close();
        assertThrows(IllegalStateException.class, () -> sealNothing());
        assertThrows(IllegalStateException.class, () -> ocb.begin(Direction.SEAL, NONCE, NONE));
        ocb.close();
    }

    /** Whatever is refused leaves the arrays and the message as they were. */
    @Test
    void refusesWrongRangesBeforeItWrites() {
        byte[] text = bytes(64);
        byte[] expected = text.clone();
        byte[] expectedTag = sealed(NONCE, NONE, expected);
        byte[] buffer = text.clone();
        byte[] small = new byte[40];
        byte[] tag = new byte[Ocb.TAG];
        ocb.begin(Direction.SEAL, NONCE, NONE);
        for (int length : new int[] {1, 15, 17, -1}) {
            assertThrows(IllegalArgumentException.class, () -> ocb.update(buffer, 0, length, buffer, 0));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> ocb.update(buffer, 0, -16, buffer, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> ocb.update(buffer, 49, 16, buffer, 49));
        assertThrows(IndexOutOfBoundsException.class, () -> ocb.update(buffer, 0, 48, small, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> ocb.seal(buffer, 0, 41, small, 0, tag, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> ocb.seal(buffer, 0, 40, small, 0, tag, 1));
        assertThrows(IllegalArgumentException.class, () -> ocb.update(buffer, 0, 32, buffer, 31));
        assertThrows(IllegalArgumentException.class, () -> ocb.seal(buffer, 20, 32, buffer, 0, tag, 0));
        assertThrows(IllegalArgumentException.class, () -> ocb.seal(buffer, 0, 40, buffer, 0, buffer, 39));
        assertThrows(IllegalArgumentException.class, () -> ocb.seal(buffer, 16, 40, buffer, 16, buffer, 1));
        assertArrayEquals(text, buffer);
        assertArrayEquals(new byte[40], small);
        ocb.seal(buffer, 0, 64, buffer, 0, tag, 0);
        assertArrayEquals(expected, buffer);
        assertArrayEquals(expectedTag, tag);
    }

    /** A tag that ends in zeros is not known by its beginning. */
    @Test
    void refusesATagThatIsTooShort() {
        byte[] nonce = new byte[12];
        byte[] tag;
        do {
            nonce[0]++;
            nonce[1] += (byte) (nonce[0] == 0 ? 1 : 0);
            tag = sealed(nonce, NONE, NONE);
        } while (tag[15] != 0);
        byte[] cut = Arrays.copyOf(tag, 15);
        ocb.begin(Direction.OPEN, nonce, NONE);
        assertThrows(IndexOutOfBoundsException.class, () -> ocb.open(NONE, 0, 0, NONE, 0, cut, 0));
        assertTrue(ocb.open(NONE, 0, 0, NONE, 0, tag, 0), "the message is as it was");
    }

    /** Tag and text side by side in one array, either first. */
    @Test
    void takesATagBesideTheText() {
        byte[] text = bytes(20);
        for (int tagOffset : new int[] {0, 36}) {
            byte[] record = new byte[52];
            System.arraycopy(text, 0, record, 16, 20);
            ocb.begin(Direction.SEAL, NONCE, NONE);
            ocb.seal(record, 16, 20, record, 16, record, tagOffset);
            ocb.begin(Direction.OPEN, NONCE, NONE);
            assertTrue(ocb.open(record, 16, 20, record, 16, record, tagOffset));
            assertArrayEquals(text, Arrays.copyOfRange(record, 16, 36));
        }
    }

    private void sealNothing() {
        ocb.seal(NONE, 0, 0, NONE, 0, new byte[Ocb.TAG], 0);
    }

    private boolean openNothing() {
        return ocb.open(NONE, 0, 0, NONE, 0, new byte[Ocb.TAG], 0);
    }

    /** Enciphers in place. */
    private byte[] sealed(byte[] nonce, byte[] associated, byte[] text) {
        byte[] tag = new byte[Ocb.TAG];
        ocb.begin(Direction.SEAL, nonce, associated);
        ocb.seal(text, 0, text.length, text, 0, tag, 0);
        return tag;
    }

    private boolean opens(byte[] nonce, byte[] associated, byte[] sealed, byte[] tag) {
        ocb.begin(Direction.OPEN, nonce, associated);
        return ocb.open(sealed, 0, sealed.length, new byte[sealed.length], 0, tag, 0);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
