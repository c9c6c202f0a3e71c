package io.usi.plugins.keypassphrase;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Makes a key from a passphrase with Argon2id 1.3 (RFC 9106) and the second of the parameter sets that the RFC recommends:
 * 3 passes over 64 MiB in 4 lanes. Another parameter makes another key: changing one parts this version from its peers.
 */
final class PassphraseKey {
    private static final String LABEL = "USI passphrase key v1";
    private static final int PASSES = 3;
    private static final int LANES = 4;
    private static final int MEMORY_KIB = 64 << 10;
    private static final int SALT_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private PassphraseKey() {}

    /**
     * The salt: the first 16 bytes of the SHA-256 of a label, a zero byte and the word in UTF-8.
     *
     * @param word what the group's members agreed on; is normalised to NFC
     */
    static byte[] salt(String word) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256", "SUN");
            digest.update(LABEL.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            String normal = Normalizer.normalize(word, Normalizer.Form.NFC);
            return Arrays.copyOf(digest.digest(normal.getBytes(StandardCharsets.UTF_8)), SALT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /**
     * The key. Takes about a second, and 64 MiB of memory.
     *
     * @param passphrase is not changed
     * @return a fresh array of 32 bytes, which the caller wipes
     */
    static byte[] of(byte[] passphrase, byte[] salt) {
        return argon2(parameters(MEMORY_KIB).withSalt(salt).build(), passphrase);
    }

    /** Everything but the salt. */
    static Argon2Parameters.Builder parameters(int memoryKib) {
        return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withIterations(PASSES)
                .withMemoryAsKB(memoryKib)
                .withParallelism(LANES);
    }

    /** A tag of 32 bytes. */
    static byte[] argon2(Argon2Parameters parameters, byte[] passphrase) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters);
        byte[] key = new byte[KEY_BYTES];
        generator.generateBytes(passphrase, key);
        return key;
    }
}
