package io.usi.daemon.crypto;

import java.util.Arrays;

/** A secret that prints nothing and is wiped at its end. */
public final class SecretKeyBytes implements AutoCloseable {
    private final byte[] bytes;

    /** Takes over the array. */
    public SecretKeyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The array itself: not to be kept, changed or shown. */
    public byte[] expose() {
        return bytes;
    }

    @Override
    public String toString() {
        return "secret";
    }

    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }
}
