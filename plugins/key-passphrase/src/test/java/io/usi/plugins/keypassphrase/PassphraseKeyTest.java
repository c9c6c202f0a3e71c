package io.usi.plugins.keypassphrase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class PassphraseKeyTest {
    /** RFC 9106, section 5.3. */
    @Test
    void theVectorOfTheRfc() {
        byte[] tag = PassphraseKey.argon2(
                PassphraseKey.parameters(32)
                        .withSalt(filled(16, 2))
                        .withSecret(filled(8, 3))
                        .withAdditional(filled(12, 4))
                        .build(),
                filled(32, 1));
        assertEquals(
                "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659",
                HexFormat.of().formatHex(tag));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/passphrase-keys.csv", numLinesToSkip = 1)
    void theVectorsOfTheReferenceImplementation(String salt, String passphrase, String key) {
        assertTrue(Normalizer.isNormalized(passphrase, Normalizer.Form.NFC));
        byte[] made = PassphraseKey.of(passphrase.getBytes(StandardCharsets.UTF_8), PassphraseKey.salt(salt));
        assertEquals(key, HexFormat.of().formatHex(made));
    }

    @Test
    void theSaltIsNormalised() {
        assertArrayEquals(PassphraseKey.salt("\u00e9quipe"), PassphraseKey.salt("e\u0301quipe"));
        assertEquals(16, PassphraseKey.salt("").length);
    }
}
