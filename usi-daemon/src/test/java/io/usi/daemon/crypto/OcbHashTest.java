package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tag of an OCB message without a plaintext is a value of the nonce alone, xor HASH of what is associated with it. */
class OcbHashTest {
    private static final byte[] NOTHING = new byte[0];

    @Test
    void everyShortLength() {
        Random random = new Random(1);
        byte[] key = bytes(random, OcbHash.KEY);
        for (int length = 0; length <= 1100; length++) {
            byte[] input = bytes(random, length);
            OcbHash hash = new OcbHash(key);
            hash.update(input, 0, length);
            assertArrayEquals(byBouncyCastle(key, input), hash.value(), "length " + length);
        }
    }

    @Test
    void piecesOfAnyLengthAndAValueAfterEach() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            byte[] key = bytes(random, OcbHash.KEY);
            byte[] input = bytes(random, 50_000 + random.nextInt(50_000));
            OcbHash hash = new OcbHash(key);
            int done = 0;
            while (done < input.length) {
                int length = Math.min(input.length - done, random.nextInt(random.nextBoolean() ? 40 : 30_000));
                hash.update(input, done, length);
                done += length;
                assertArrayEquals(
                        byBouncyCastle(key, Arrays.copyOf(input, done)), hash.value(), "seed " + seed + " at " + done);
            }
        }
    }

    @Test
    void aKeyHasSixteenBytes() {
        assertThrows(IllegalArgumentException.class, () -> new OcbHash(new byte[32]));
    }

    private static byte[] byBouncyCastle(byte[] key, byte[] input) {
        byte[] with = tag(key, input);
        byte[] without = tag(key, NOTHING);
        for (int i = 0; i < with.length; i++) {
            with[i] ^= without[i];
        }
        return with;
    }

    private static byte[] tag(byte[] key, byte[] associated) {
        byte[] tag = new byte[Ocb.TAG];
        try (Ocb ocb = new BouncyCastleOcb(key)) {
            ocb.begin(Ocb.Direction.SEAL, new byte[12], associated);
            ocb.seal(NOTHING, 0, 0, NOTHING, 0, tag, 0);
        }
        return tag;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
