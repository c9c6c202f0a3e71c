package io.usi.daemon.usi3;

import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.Hkdf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The keys of one session, step by step (docs/PROTOCOL.md, <em>Keys</em>): made from what was sent before the first record
 * and the session or preset key, then from the two HELLOs. For the thread that opens; wiped at its end.
 */
final class KeySchedule implements AutoCloseable {
    /** The size of every key and secret in bytes. */
    static final int BYTES = 32;

    private static final String I2R = "usi3 i2r";
    private static final String R2I = "usi3 r2i";

    private final byte[] th0;
    private final byte[] prk0;
    private byte[] th1 = new byte[0];
    private byte[] prk1 = new byte[0];

    /**
     * @param th0 the hash of everything before the first record
     * @param secret the session key or the preset key
     */
    KeySchedule(byte[] th0, byte[] secret) {
        this.th0 = th0;
        prk0 = Hkdf.extract(th0, secret);
    }

    /** The key of one direction's HELLO. */
    byte[] helloKey(boolean fromInitiator) {
        return Hkdf.expand(prk0, label(fromInitiator ? I2R : R2I), BYTES);
    }

    /**
     * Both HELLOs are known.
     *
     * @param initiatorHello its plaintext, type and padding included
     * @param mlKemSecret 32 bytes
     * @param x25519Secret 32 bytes
     */
    void hellos(byte[] initiatorHello, byte[] responderHello, byte[] mlKemSecret, byte[] x25519Secret) {
        MessageDigest digest = Fingerprints.sha256();
        digest.update(th0);
        for (byte[] hello : new byte[][] {initiatorHello, responderHello}) {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(hello.length).flip());
            digest.update(hello);
        }
        th1 = digest.digest();
        byte[] both = Arrays.copyOf(mlKemSecret, mlKemSecret.length + x25519Secret.length);
        System.arraycopy(x25519Secret, 0, both, mlKemSecret.length, x25519Secret.length);
        prk1 = Hkdf.extract(prk0, both);
        Arrays.fill(both, (byte) 0);
    }

    /** The first secret of one direction's chain of keys. */
    byte[] trafficSecret(boolean fromInitiator) {
        return Hkdf.expand(prk1, label(fromInitiator ? I2R : R2I, th1), BYTES);
    }

    /** For proofs that belong to this session alone. */
    byte[] exporter() {
        return Hkdf.expand(prk1, label("usi3 exporter", th1), BYTES);
    }

    /** The session's own fingerprint. */
    byte[] fingerprint() {
        return Hkdf.expand(prk1, label("usi3 fingerprint", th1), BYTES);
    }

    /** The hash of everything up to both HELLOs; no secret. */
    byte[] transcript() {
        return th1.clone();
    }

    static byte[] label(String text, byte[]... joined) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        int length = ascii.length;
        for (byte[] part : joined) {
            length += part.length;
        }
        ByteBuffer label = ByteBuffer.wrap(new byte[length]).put(ascii);
        for (byte[] part : joined) {
            label.put(part);
        }
        byte[] all = new byte[length];
        label.flip().get(all);
        return all;
    }

    @Override
    public void close() {
        Arrays.fill(prk0, (byte) 0);
        Arrays.fill(prk1, (byte) 0);
    }
}
