package io.usi.ctl.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves bytes in large parts. */
final class Copy {
    private static final int PART = 256 << 10;

    private Copy() {}

    /** Copies up to the end. */
    static void all(InputStream from, OutputStream to) throws IOException {
        byte[] part = new byte[PART];
        for (int read = from.read(part); read >= 0; read = from.read(part)) {
            to.write(part, 0, read);
        }
    }

    /**
     * Copies so many bytes, and none that was added since.
     *
     * @throws EOFException where there are fewer
     */
    static void exactly(InputStream from, OutputStream to, long size) throws IOException {
        byte[] part = new byte[(int) Math.min(PART, Math.max(size, 1))];
        long left = size;
        while (left > 0) {
            int read = from.read(part, 0, (int) Math.min(part.length, left));
            if (read < 0) {
                throw new EOFException("it became shorter while it was read");
            }
            to.write(part, 0, read);
            left -= read;
        }
    }
}
