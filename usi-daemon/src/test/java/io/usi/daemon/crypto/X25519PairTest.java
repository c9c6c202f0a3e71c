package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X25519PairTest {
    /** RFC 7748, section 5.2: the two vectors. */
    @ParameterizedTest
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + " e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + " c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + " e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + " 95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void agreesWithTheVectors(String scalar, String point, String secret) {
        assertEquals(secret, hex(new X25519Pair(hex(scalar)).agree(hex(point))));
    }

    /** RFC 7748, section 5.2: the iterated vector. */
    @Test
    void agreesWithTheIteratedVector() {
        byte[] k = hex("09" + "00".repeat(31));
        byte[] u = k;
        for (int i = 1; i <= 1000; i++) {
            byte[] next = new X25519Pair(k.clone()).agree(u);
            u = k;
            k = next;
            if (i == 1) {
                assertEquals("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", hex(k));
            }
        }
        assertEquals("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", hex(k));
    }

    /** RFC 7748, section 6.1. */
    @Test
    void agreesWithTheRfcsAliceAndBob() {
        X25519Pair alice = new X25519Pair(hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
        X25519Pair bob = new X25519Pair(hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
        assertEquals("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a", hex(alice.publicKey()));
        assertEquals("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", hex(bob.publicKey()));
        String secret = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
        assertEquals(secret, hex(alice.agree(bob.publicKey())));
        assertEquals(secret, hex(bob.agree(alice.publicKey())));
    }

    @Test
    void makesAnotherPairEachTime() {
        try (X25519Pair one = X25519Pair.generate();
                X25519Pair other = X25519Pair.generate()) {
            assertFalse(Arrays.equals(one.publicKey(), other.publicKey()));
            assertArrayEquals(one.agree(other.publicKey()), other.agree(one.publicKey()));
        }
    }

    /** Points of order 1, 2, 4 and 8, and forms of theirs that are not reduced. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "00",
                ""
            })
    void refusesAKeyThatDecidesTheSecretOrHasAWrongLength(String key) {
        UsiException refusal =
                assertThrows(UsiException.class, () -> X25519Pair.generate().agree(hex(key)));
        assertEquals(ErrorCode.PROTOCOL, refusal.code());
    }

    @Test
    void isWipedAtItsEnd() {
        byte[] privateKey = hex("09" + "11".repeat(31));
        X25519Pair pair = new X25519Pair(privateKey);
        byte[] publicKey = pair.publicKey();
        pair.close();
        assertArrayEquals(new byte[32], privateKey);
        assertArrayEquals(publicKey, pair.publicKey());
        assertThrows(IllegalStateException.class, () -> pair.agree(publicKey));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
