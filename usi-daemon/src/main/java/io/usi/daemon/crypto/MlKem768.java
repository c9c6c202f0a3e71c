package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.DestroyFailedException;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.mlkem.MLKEMExtractor;
import org.bouncycastle.pqc.crypto.mlkem.MLKEMGenerator;
import org.bouncycastle.pqc.crypto.mlkem.MLKEMParameters;
import org.bouncycastle.pqc.crypto.mlkem.MLKEMPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.mlkem.MLKEMPublicKeyParameters;

/**
 * ML-KEM-768 (FIPS 203). An instance is a key pair; it keeps the 64 bytes of d and z alone, from which the library
 * expands the decapsulation key for each use. What the library itself allocates is left to the garbage collector. Not for
 * use by several threads at once.
 */
public final class MlKem768 implements AutoCloseable {
    /** The size of an encapsulation key, in bytes. */
    public static final int PUBLIC_BYTES = 1184;
    /** The size of a ciphertext, in bytes. */
    public static final int CIPHERTEXT_BYTES = 1088;
    /** The size of a shared secret, in bytes. */
    public static final int SECRET_BYTES = 32;

    static final int SEED_BYTES = 64;

    private static final int RANDOMNESS_BYTES = 32;
    private static final MLKEMParameters PARAMETERS = MLKEMParameters.ml_kem_768;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] seed;
    private final byte[] publicKey;
    private boolean closed;

    /** Takes over the seed, d || z. */
    MlKem768(byte[] seed) {
        this.seed = seed;
        this.publicKey = expand().getPublicKey();
    }

    /** Makes a key pair. */
    public static MlKem768 generate() {
        byte[] seed = new byte[SEED_BYTES];
        RANDOM.nextBytes(seed);
        return new MlKem768(seed);
    }

    /** The encapsulation key: 1,184 bytes, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The secret in a ciphertext: 32 bytes, which the caller wipes. A ciphertext that was not made for this key gives
     * other bytes (implicit rejection), not an error.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where it has not 1,088 bytes
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] decapsulate(byte[] ciphertext) {
        if (closed) {
            throw new IllegalStateException("the key pair is closed");
        }
        if (ciphertext.length != CIPHERTEXT_BYTES) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's ML-KEM-768 ciphertext has a wrong length");
        }
        return new MLKEMExtractor(expand()).extractSecret(ciphertext);
    }

    /** Wipes the seed; the encapsulation key stays. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(seed, (byte) 0);
    }

    /**
     * Makes a secret for the owner of an encapsulation key.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where the key has not 1,184 bytes or fails the modulus check (FIPS
     *     203, section 7.2)
     */
    public static Encapsulation encapsulate(byte[] publicKey) {
        byte[] randomness = new byte[RANDOMNESS_BYTES];
        RANDOM.nextBytes(randomness);
        try {
            return encapsulate(publicKey, randomness);
        } finally {
            Arrays.fill(randomness, (byte) 0);
        }
    }

    /** ML-KEM.Encaps_internal with the given m, 32 bytes. */
    static Encapsulation encapsulate(byte[] publicKey, byte[] randomness) {
        MLKEMPublicKeyParameters key = parse(publicKey);
        SecretWithEncapsulation made = new MLKEMGenerator(RANDOM).internalGenerateEncapsulated(key, randomness);
        try {
            return new Encapsulation(made.getEncapsulation(), made.getSecret());
        } finally {
            wipe(made);
        }
    }

    private static MLKEMPublicKeyParameters parse(byte[] publicKey) {
        if (publicKey.length != PUBLIC_BYTES) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's ML-KEM-768 key has a wrong length");
        }
        try {
            // The constructor makes the modulus check.
            return new MLKEMPublicKeyParameters(PARAMETERS, publicKey);
        } catch (IllegalArgumentException e) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's ML-KEM-768 key is not valid", e);
        }
    }

    private static void wipe(SecretWithEncapsulation made) {
        try {
            made.destroy();
        } catch (DestroyFailedException e) {
            throw new UsiException(ErrorCode.INTERNAL, "a secret could not be wiped", e);
        }
    }

    private MLKEMPrivateKeyParameters expand() {
        return new MLKEMPrivateKeyParameters(PARAMETERS, seed);
    }

    /** A ciphertext for the peer and the secret in it. */
    public static final class Encapsulation implements AutoCloseable {
        private final byte[] ciphertext;
        private final byte[] secret;

        private Encapsulation(byte[] ciphertext, byte[] secret) {
            this.ciphertext = ciphertext;
            this.secret = secret;
        }

        /** 1,088 bytes, a copy. */
        public byte[] ciphertext() {
            return ciphertext.clone();
        }

        /** 32 bytes, a copy that the caller wipes; zeros after {@link #close}. */
        public byte[] secret() {
            return secret.clone();
        }

        /** Wipes the secret. */
        @Override
        public void close() {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
