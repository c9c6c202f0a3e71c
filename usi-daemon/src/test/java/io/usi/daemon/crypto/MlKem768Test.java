package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.MlKem768.Encapsulation;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;

class MlKem768Test {
    private static final int COEFFICIENTS = 768;
    private static final int Q = 3329;

    /**
     * The accumulated vectors of Go's crypto/mlkem (TestAccumulated, ML-KEM-768): SHAKE128 of nothing gives, again and
     * again, d || z, m and a random ciphertext; SHAKE128 takes the encapsulation key, the ciphertext, the secret and what
     * the random ciphertext decapsulates to, which is an implicit rejection.
     */
    @Test
    void agreesWithTheAccumulatedVectors() {
        SHAKEDigest source = new SHAKEDigest(128);
        SHAKEDigest sum = new SHAKEDigest(128);
        for (int i = 1; i <= 10_000; i++) {
            try (MlKem768 pair = new MlKem768(next(source, MlKem768.SEED_BYTES))) {
                byte[] publicKey = pair.publicKey();
                add(sum, publicKey);
                try (Encapsulation made = MlKem768.encapsulate(publicKey, next(source, 32))) {
                    add(sum, made.ciphertext());
                    add(sum, made.secret());
                    assertArrayEquals(made.secret(), pair.decapsulate(made.ciphertext()));
                }
                add(sum, pair.decapsulate(next(source, MlKem768.CIPHERTEXT_BYTES)));
            }
            if (i == 100) {
                assertEquals("1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415", soFar(sum));
            }
        }
        assertEquals("8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc", soFar(sum));
    }

    @Test
    void agreesOnAnotherSecretEachTime() {
        try (MlKem768 pair = MlKem768.generate();
                MlKem768 other = MlKem768.generate();
                Encapsulation one = MlKem768.encapsulate(pair.publicKey());
                Encapsulation two = MlKem768.encapsulate(pair.publicKey())) {
            assertFalse(Arrays.equals(pair.publicKey(), other.publicKey()));
            assertFalse(Arrays.equals(one.secret(), two.secret()));
            assertEquals(MlKem768.SECRET_BYTES, one.secret().length);
            assertArrayEquals(one.secret(), pair.decapsulate(one.ciphertext()));
            assertArrayEquals(two.secret(), pair.decapsulate(two.ciphertext()));
            assertFalse(Arrays.equals(one.secret(), other.decapsulate(one.ciphertext())));
        }
    }

    /** FIPS 203, section 7.2: a coefficient that is not reduced, at every place, and every such value. */
    @Test
    void refusesAKeyThatIsNotReduced() {
        byte[] valid;
        try (MlKem768 pair = MlKem768.generate()) {
            valid = pair.publicKey();
        }
        for (int place = 0; place < COEFFICIENTS; place++) {
            assertRefused(with(valid, place, Q));
            assertRefused(with(valid, place, 4095));
            assertRefused(with(valid, place, Q + 1 + place % (4095 - Q)));
        }
        for (int value = Q; value <= 4095; value++) {
            assertRefused(with(valid, value % COEFFICIENTS, value));
        }
        for (int place = 0; place < COEFFICIENTS; place++) {
            MlKem768.encapsulate(with(valid, place, Q - 1)).close();
        }
    }

    @Test
    void refusesWrongLengths() {
        try (MlKem768 pair = MlKem768.generate()) {
            for (int length : new int[] {0, 1, 1183, 1185, 1568}) {
                assertRefused(Arrays.copyOf(pair.publicKey(), length));
            }
            for (int length : new int[] {0, 1, 1087, 1089, 1568}) {
                UsiException refusal =
                        assertThrows(UsiException.class, () -> pair.decapsulate(new byte[length]), () -> "" + length);
                assertEquals(ErrorCode.PROTOCOL, refusal.code());
            }
        }
    }

    /** Every altered bit gives another secret, and each time the same one. */
    @Test
    void rejectsImplicitly() {
        try (MlKem768 pair = MlKem768.generate();
                Encapsulation made = MlKem768.encapsulate(pair.publicKey())) {
            for (int at = 0; at < MlKem768.CIPHERTEXT_BYTES; at++) {
                byte[] altered = made.ciphertext();
                altered[at] ^= (byte) (1 << (at % 8));
                byte[] secret = pair.decapsulate(altered);
                assertFalse(Arrays.equals(made.secret(), secret));
                assertArrayEquals(secret, pair.decapsulate(altered));
            }
        }
    }

    @Test
    void isWipedAtItsEnd() {
        byte[] seed = new byte[MlKem768.SEED_BYTES];
        Arrays.fill(seed, (byte) 7);
        MlKem768 pair = new MlKem768(seed);
        Encapsulation made = MlKem768.encapsulate(pair.publicKey());
        pair.close();
        made.close();
        assertArrayEquals(new byte[MlKem768.SEED_BYTES], seed);
        assertArrayEquals(new byte[MlKem768.SECRET_BYTES], made.secret());
        assertThrows(IllegalStateException.class, () -> pair.decapsulate(made.ciphertext()));
    }

    private static void assertRefused(byte[] publicKey) {
        UsiException refusal = assertThrows(UsiException.class, () -> MlKem768.encapsulate(publicKey));
        assertEquals(ErrorCode.PROTOCOL, refusal.code());
    }

    /** The key with one 12-bit coefficient set, as ByteEncode packs them: two in three bytes, little-endian. */
    private static byte[] with(byte[] key, int place, int coefficient) {
        byte[] changed = key.clone();
        int at = place / 2 * 3;
        if (place % 2 == 0) {
            changed[at] = (byte) coefficient;
            changed[at + 1] = (byte) ((changed[at + 1] & 0xf0) | (coefficient >> 8));
        } else {
            changed[at + 1] = (byte) ((changed[at + 1] & 0x0f) | ((coefficient & 0x0f) << 4));
            changed[at + 2] = (byte) (coefficient >> 4);
        }
        return changed;
    }

    private static byte[] next(SHAKEDigest source, int length) {
        byte[] bytes = new byte[length];
        source.doOutput(bytes, 0, length);
        return bytes;
    }

    private static void add(SHAKEDigest sum, byte[] bytes) {
        sum.update(bytes, 0, bytes.length);
    }

    private static String soFar(SHAKEDigest sum) {
        byte[] hash = new byte[32];
        new SHAKEDigest(sum).doFinal(hash, 0, hash.length);
        return HexFormat.of().formatHex(hash);
    }
}
