package io.usi.daemon.opening;

import io.usi.daemon.crypto.Fingerprints;
import java.security.MessageDigest;

/** The bytes of an opening before its first record, in the order sent: all keys of USI/3 depend on all of them. */
public final class Phase0 {
    private final MessageDigest digest = Fingerprints.sha256();

    /** Nothing sent yet. */
    public Phase0() {
        digest.update(Marks.ascii("usi3/1"));
    }

    /** What was sent next, by either side. */
    public void add(byte[] bytes) {
        digest.update(bytes);
    }

    /** {@code th0}; ends it. */
    public byte[] hash() {
        return digest.digest();
    }
}
