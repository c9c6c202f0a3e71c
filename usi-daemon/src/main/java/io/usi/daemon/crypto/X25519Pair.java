package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A key pair for one X25519 agreement (RFC 7748, section 6.1). Not for use by several threads at once. */
public final class X25519Pair implements AutoCloseable {
    /** The size of a public key and of a secret, in bytes. */
    public static final int BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] privateKey;
    private final byte[] publicKey = new byte[BYTES];
    private boolean closed;

    /** Takes over the array. */
    X25519Pair(byte[] privateKey) {
        this.privateKey = privateKey;
        X25519.generatePublicKey(privateKey, 0, publicKey, 0);
    }

    /** Makes a pair. */
    public static X25519Pair generate() {
        byte[] privateKey = new byte[BYTES];
        X25519.generatePrivateKey(RANDOM, privateKey);
        return new X25519Pair(privateKey);
    }

    /** The public key: 32 bytes, a copy. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The secret shared with the owner of that public key: 32 bytes, which the caller wipes.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where the key has not 32 bytes, or is of low order so that the
     *     secret would be all zeros whatever the private key is
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] agree(byte[] peerPublicKey) {
        if (closed) {
            throw new IllegalStateException("the key pair is closed");
        }
        byte[] secret = new byte[BYTES];
        if (peerPublicKey.length != BYTES || !X25519.calculateAgreement(privateKey, 0, peerPublicKey, 0, secret, 0)) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's X25519 key cannot be used");
        }
        return secret;
    }

    /** Wipes the private key; the public one stays. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(privateKey, (byte) 0);
    }
}
