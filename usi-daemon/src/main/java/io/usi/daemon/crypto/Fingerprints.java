package io.usi.daemon.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.HexFormat;

/** The fingerprints that two people compare: 64 lower-case hexadecimal digits, the same as USI 2.4 shows. */
public final class Fingerprints {
    private Fingerprints() {}

    /** In automatic mode: SHA-256 over both public keys, the initiator's first. */
    public static String ofKeys(byte[] initiatorSpki, byte[] responderSpki) {
        MessageDigest digest = sha256();
        digest.update(initiatorSpki);
        return HexFormat.of().formatHex(digest.digest(responderSpki));
    }

    /** With a preset key: SHA-256 of the key, which shows only that both hold the same. */
    public static String ofPresetKey(byte[] key) {
        return HexFormat.of().formatHex(sha256().digest(key));
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
