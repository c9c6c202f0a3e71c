package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.crypto.Ocb.Direction;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OcbTest {
    private static final byte[] NONE = new byte[0];

    /** RFC 7253, appendix A, the second of its samples for AES-128: all 15 bytes of the nonce count. */
    @Test
    void agreesWithTheRfc() {
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex("000102030405060708090a0b0c0d0e0f");
        byte[] nonce = hex.parseHex("eeddccbbaa99887766554433221103");
        byte[] text = hex.parseHex("0001020304050607");
        byte[] tag = new byte[Ocb.TAG];
        try (Ocb ocb = new BatchedOcb(key)) {
            ocb.begin(Direction.SEAL, nonce, NONE);
            ocb.seal(text, 0, text.length, text, 0, tag, 0);
        }
        assertEquals("084e869570194bd25032fe9e5328e45d507e74f3366e20d2", hex.formatHex(text) + hex.formatHex(tag));
    }

    @Test
    void agreesWithBouncyCastleInAnyPieces() {
        Random random = new Random(2);
        for (int round = 0; round < 600; round++) {
            byte[] key = bytes(random, 16 + 8 * random.nextInt(3));
            byte[] nonce = bytes(random, 1 + random.nextInt(15));
            byte[] aad = bytes(random, random.nextInt(70));
            int length = round < 300 ? round : random.nextInt(40_000);
            int offset = random.nextInt(40);
            byte[] plain = bytes(random, length + offset);
            byte[] expected = new byte[length];
            byte[] expectedTag = new byte[Ocb.TAG];
            Ocb reference = new BouncyCastleOcb(key);
            reference.begin(Direction.SEAL, nonce, aad);
            reference.seal(plain, offset, length, expected, 0, expectedTag, 0);

            byte[] sealed = plain.clone();
            byte[] tag = new byte[Ocb.TAG];
            Ocb ocb = new BatchedOcb(key);
            ocb.begin(Direction.SEAL, nonce, aad);
            int done = pieces(random, ocb, sealed, offset, length);
            ocb.seal(sealed, offset + done, length - done, sealed, offset + done, tag, 0);
            assertArrayEquals(expectedTag, tag, "length " + length);
            assertArrayEquals(expected, Arrays.copyOfRange(sealed, offset, offset + length));

            ocb.begin(Direction.OPEN, nonce, aad);
            done = pieces(random, ocb, sealed, offset, length);
            assertTrue(ocb.open(sealed, offset + done, length - done, sealed, offset + done, tag, 0));
            assertArrayEquals(plain, sealed);
        }
    }

    @Test
    void refusesEveryFlippedBit() {
        Random random = new Random(3);
        byte[] key = bytes(random, 16);
        byte[] nonce = bytes(random, 15);
        byte[] aad = bytes(random, 5);
        byte[] message = bytes(random, 37 + Ocb.TAG);
        Ocb ocb = new BatchedOcb(key);
        ocb.begin(Direction.SEAL, nonce, aad);
        ocb.seal(message, 0, 37, message, 0, message, 37);
        for (int bit = 0; bit < message.length * 8; bit++) {
            byte[] altered = message.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            byte[] out = new byte[37];
            ocb.begin(Direction.OPEN, nonce, aad);
            assertFalse(ocb.open(altered, 0, 37, out, 0, altered, 37));
            assertArrayEquals(new byte[37], out);
        }
        aad[0] ^= 1;
        ocb.begin(Direction.OPEN, nonce, aad);
        assertFalse(ocb.open(message, 0, 37, new byte[37], 0, message, 37));
    }

    @Test
    void refusesWrongUse() {
        assertThrows(IllegalArgumentException.class, () -> new BatchedOcb(new byte[15]));
        Ocb ocb = new BatchedOcb(new byte[16]);
        assertThrows(IllegalArgumentException.class, () -> ocb.begin(Direction.SEAL, new byte[16], NONE));
        assertThrows(IllegalStateException.class, () -> ocb.seal(NONE, 0, 0, NONE, 0, new byte[Ocb.TAG], 0));
    }

    private static int pieces(Random random, Ocb ocb, byte[] buffer, int offset, int length) {
        int done = 0;
        while (length - done >= Ocb.BLOCK && random.nextInt(5) > 0) {
            int piece = Ocb.BLOCK * (1 + random.nextInt((length - done) / Ocb.BLOCK));
            ocb.update(buffer, offset + done, piece, buffer, offset + done);
            done += piece;
        }
        return done;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
