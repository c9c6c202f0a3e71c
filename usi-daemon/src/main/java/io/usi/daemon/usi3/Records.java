package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.time.Duration;

/** What the writer and the reader of records agree on (docs/PROTOCOL.md, <em>Records</em>). */
final class Records {
    /** The type of the one frame that is neither CBOR nor padded. */
    static final int DATA = 11;
    /** The longest plaintext in bytes, type and padding included. */
    static final int MOST_PLAIN = 69_632;
    /** The longest ciphertext with its tag before both sides are ready. */
    static final int MOST_BEFORE_READY = 4_096;
    /** What all plaintexts but those of DATA are padded to. */
    static final int PADDING = 256;

    /** For how long the memory that records of files need is kept when none comes: an allocation for each would be slow. */
    static final Duration KEPT = Duration.ofSeconds(10);

    private static final byte PADDING_START = (byte) 0x80;

    private Records() {}

    /** The length of a padded plaintext. */
    static int padded(int length) {
        return (length + PADDING) / PADDING * PADDING;
    }

    /** Pads in place; the bytes behind {@code length} may hold anything. Returns the padded length. */
    static int pad(byte[] buffer, int offset, int length) {
        int padded = padded(length);
        buffer[offset + length] = PADDING_START;
        java.util.Arrays.fill(buffer, offset + length + 1, offset + padded, (byte) 0);
        return padded;
    }

    /**
     * The length without the padding.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where it is not padded as it must be
     */
    static int unpad(byte[] buffer, int offset, int length) {
        int end = offset + length - 1;
        int last = end;
        while (last > offset && end - last < PADDING && buffer[last] == 0) {
            last--;
        }
        if (length % PADDING != 0 || last == offset || end - last >= PADDING || buffer[last] != PADDING_START) {
            throw new UsiException(ErrorCode.PROTOCOL, "a record is not padded as it must be");
        }
        return last - offset;
    }
}
