package io.usi.daemon.usi2;

import java.util.Arrays;

/**
 * What USI 2.4 makes of the 15 bytes of nonce on the wire. Its library, pycryptodome, ignored the last of them up to version
 * 3.15 (its issue 664) and follows RFC 7253 since 3.16, so peers of both kinds exist.
 */
public enum NonceForm {
    /** The first 14 bytes are the nonce: pycryptodome up to 3.15. */
    CUT(14),
    /** All 15 bytes are the nonce, as RFC 7253 says: pycryptodome since 3.16. */
    WHOLE(15);

    /** The size of the nonce on the wire in bytes. */
    static final int WIRE_BYTES = 15;

    private final int length;

    NonceForm(int length) {
        this.length = length;
    }

    byte[] effective(byte[] wireNonce) {
        return Arrays.copyOf(wireNonce, length);
    }

    /** The form that is not this one. */
    public NonceForm other() {
        return this == CUT ? WHOLE : CUT;
    }
}
