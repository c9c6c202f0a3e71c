package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 (RFC 5869) and the HMAC-SHA-256 (RFC 2104) below it. No argument is kept or changed. */
public final class Hkdf {
    /** The size of a hash, in bytes. */
    public static final int HASH_BYTES = 32;
    /** The most that {@link #expand} gives, in bytes. */
    public static final int MAX_BYTES = 255 * HASH_BYTES;

    private static final String ALGORITHM = "HmacSHA256";

    private Hkdf() {}

    /** HKDF-Extract: 32 bytes; an empty salt stands for 32 zeros. */
    public static byte[] extract(byte[] salt, byte[] ikm) {
        return hmac(salt, ikm);
    }

    /**
     * HKDF-Expand.
     *
     * @param length 0 to 8,160 bytes
     */
    public static byte[] expand(byte[] prk, byte[] info, int length) {
        if (length < 0 || length > MAX_BYTES) {
            throw new IllegalArgumentException("HKDF cannot give " + length + " bytes");
        }
        Mac mac = keyed(prk);
        byte[] output = new byte[length];
        byte[] block = new byte[0];
        for (int at = 0, counter = 1; at < length; at += HASH_BYTES, counter++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) counter);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal();
            System.arraycopy(block, 0, output, at, Math.min(HASH_BYTES, length - at));
        }
        Arrays.fill(block, (byte) 0);
        return output;
    }

    /** HMAC-SHA-256: 32 bytes, under a key of any length. */
    public static byte[] hmac(byte[] key, byte[] message) {
        return keyed(key).doFinal(message);
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM, "SunJCE");
            // HMAC pads a key with zeros, and the JDK takes no empty one.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[HASH_BYTES] : key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.INTERNAL, "this JVM lacks HMAC-SHA-256: use a complete JDK", e);
        }
    }
}
