package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.crypto.Ocb.Direction;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7253, appendix A, as far as it has tags of 128 bits; by our cipher and by the one that it is compared with. */
class Rfc7253Test {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] NONE = new byte[0];

    /** Key, associated data and plaintext count up from 0; the nonce is BBAA99887766554433221100 plus the sample's place. */
    @ParameterizedTest
    @CsvSource({
        "0x0,  0,  0, 785407BFFFC8AD9EDCC5520AC9111EE6",
        "0x1,  8,  8, 6820B3657B6F615A5725BDA0D3B4EB3A257C9AF1F8F03009",
        "0x2,  8,  0, 81017F8203F081277152FADE694A0A00",
        "0x3,  0,  8, 45DD69F8F5AAE72414054CD1F35D82760B2CD00D2F99BFA9",
        "0x4, 16, 16, 571D535B60B277188BE5147170A9A22C3AD7A4FF3835B8C5701C1CCEC8FC3358",
        "0x5, 16,  0, 8CF761B6902EF764462AD86498CA6B97",
        "0x6,  0, 16, 5CE88EC2E0692706A915C00AEB8B2396F40E1C743F52436BDF06D8FA1ECA343D",
        "0x7, 24, 24, 1CA2207308C87C010756104D8840CE1952F09673A448A122C92C62241051F57356D7F3C90BB0E07F",
        "0x8, 24,  0, 6DC225A071FC1B9F7C69F93B0F1E10DE",
        "0x9,  0, 24, 221BD0DE7FA6FE993ECCD769460A0AF2D6CDED0C395B1C3CE725F32494B9F914D85C0B1EB38357FF",
        "0xA, 32, 32, BD6F6C496201C69296C11EFD138A467ABD3C707924B964DEAFFC40319AF5A485"
                + "40FBBA186C5553C68AD9F592A79A4240",
        "0xB, 32,  0, FE80690BEE8A485D11F32965BC9D2A32",
        "0xC,  0, 32, 2942BFC773BDA23CABC6ACFD9BFD5835BD300F0973792EF46040C53F1432BCDF"
                + "B5E1DDE3BC18A5F840B52E653444D5DF",
        "0xD, 40, 40, D5CA91748410C1751FF8A2F618255B68A0A12E093FF454606E59F9C1D0DDC54B"
                + "65E8628E568BAD7AED07BA06A4A69483A7035490C5769E60",
        "0xE, 40,  0, C5CD9D1850C141E358649994EE701B68",
        "0xF,  0, 40, 4412923493C57D5DE0D700F753CCE0D1D2D95060122E9F15A5DDBFC5787E50B5"
                + "CC55EE507BCB084E479AD363AC366B95A98CA5F3000B1479",
    })
    void samples(int place, int associatedLength, int length, String expected) {
        byte[] nonce = HEX.parseHex("BBAA99887766554433221100");
        nonce[11] = (byte) place;
        byte[] key = counting(16);
        sample(new BatchedOcb(key), nonce, counting(associatedLength), counting(length), expected);
        sample(new BouncyCastleOcb(key), nonce, counting(associatedLength), counting(length), expected);
    }

    private static void sample(Ocb ocb, byte[] nonce, byte[] associated, byte[] plain, String expected) {
        byte[] sealed = sealed(ocb, nonce, associated, plain);
        assertEquals(expected, HEX.formatHex(sealed));
        byte[] opened = new byte[plain.length];
        ocb.begin(Direction.OPEN, nonce, associated);
        assertTrue(ocb.open(sealed, 0, plain.length, opened, 0, sealed, plain.length));
        assertArrayEquals(plain, opened);
        ocb.close();
    }

    @ParameterizedTest
    @CsvSource({
        "128, 67E944D23256C5E0B6C61FA22FDF1EA2",
        "192, F673F2C3E7174AAE7BAE986CA9F29E17",
        "256, D90EB8E9C977C88B79DD793D7FFA161C",
    })
    void iterated(int keyBits, String expected) {
        iterated(BatchedOcb::new, keyBits, expected);
        iterated(BouncyCastleOcb::new, keyBits, expected);
    }

    private static void iterated(Function<byte[], Ocb> cipher, int keyBits, String expected) {
        byte[] key = new byte[keyBits / 8];
        key[key.length - 1] = (byte) (Ocb.TAG * 8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (Ocb ocb = cipher.apply(key)) {
            for (int i = 0; i < 128; i++) {
                byte[] zeros = new byte[i];
                all.writeBytes(sealed(ocb, number(3 * i + 1), zeros, zeros));
                all.writeBytes(sealed(ocb, number(3 * i + 2), NONE, zeros));
                all.writeBytes(sealed(ocb, number(3 * i + 3), zeros, NONE));
            }
            // The size that the appendix gives.
            assertEquals(22_400, all.size());
            assertEquals(expected, HEX.formatHex(sealed(ocb, number(385), all.toByteArray(), NONE)));
        }
    }

    /** Ciphertext and tag, as the RFC writes them. */
    private static byte[] sealed(Ocb ocb, byte[] nonce, byte[] associated, byte[] plain) {
        byte[] sealed = Arrays.copyOf(plain, plain.length + Ocb.TAG);
        ocb.begin(Direction.SEAL, nonce, associated);
        ocb.seal(plain, 0, plain.length, sealed, 0, sealed, plain.length);
        return sealed;
    }

    private static byte[] number(int value) {
        byte[] nonce = new byte[12];
        nonce[10] = (byte) (value >> 8);
        nonce[11] = (byte) value;
        return nonce;
    }

    private static byte[] counting(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
