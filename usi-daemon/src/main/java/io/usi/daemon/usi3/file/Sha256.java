package io.usi.daemon.usi3.file;

import io.usi.daemon.usi3.frame.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** A running SHA-256 whose value can be asked for on the way. For one thread at a time. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256", "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    void reset() {
        digest.reset();
    }

    /** The hash of what came so far. */
    Bytes value() {
        try {
            return Bytes.of(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }
}
