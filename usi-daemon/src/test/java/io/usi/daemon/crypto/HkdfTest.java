package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HkdfTest {
    private static final String A2_IKM = range(0x00, 0x4f);
    private static final String A2_SALT = range(0x60, 0xaf);
    private static final String A2_INFO = range(0xb0, 0xff);

    /** RFC 5869, appendix A.1 and A.3. */
    @ParameterizedTest
    @CsvSource({
        "000102030405060708090a0b0c, f0f1f2f3f4f5f6f7f8f9,"
                + " 077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5,"
                + " 3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        "'', '', 19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04,"
                + " 8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    })
    void agreesWithTheShortVectors(String salt, String info, String prk, String okm) {
        check("0b".repeat(22), salt, info, prk, okm);
    }

    /** RFC 5869, appendix A.2. */
    @Test
    void agreesWithTheLongVector() {
        check(
                A2_IKM,
                A2_SALT,
                A2_INFO,
                "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    /** RFC 4231, test case 2. */
    @Test
    void authenticates() {
        assertEquals(
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                hex(Hkdf.hmac(hex("4a656665"), hex("7768617420646f2079612077616e7420666f72206e6f7468696e673f"))));
    }

    @Test
    void givesAsMuchAsTheRfcAllows() {
        byte[] prk = Hkdf.extract(new byte[0], new byte[32]);
        byte[] most = Hkdf.expand(prk, new byte[0], Hkdf.MAX_BYTES);
        assertEquals(8160, most.length);
        assertArrayEquals(Arrays.copyOf(most, 33), Hkdf.expand(prk, new byte[0], 33));
        assertEquals(0, Hkdf.expand(prk, new byte[0], 0).length);
        assertThrows(IllegalArgumentException.class, () -> Hkdf.expand(prk, new byte[0], Hkdf.MAX_BYTES + 1));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.expand(prk, new byte[0], -1));
    }

    private static void check(String ikm, String salt, String info, String prk, String okm) {
        byte[] extracted = Hkdf.extract(hex(salt), hex(ikm));
        assertEquals(prk, hex(extracted));
        assertEquals(okm, hex(Hkdf.expand(extracted, hex(info), okm.length() / 2)));
    }

    private static String range(int first, int last) {
        StringBuilder digits = new StringBuilder();
        for (int value = first; value <= last; value++) {
            digits.append(HexFormat.of().toHexDigits((byte) value));
        }
        return digits.toString();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
