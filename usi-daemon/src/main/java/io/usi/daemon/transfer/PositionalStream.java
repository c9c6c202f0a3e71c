package io.usi.daemon.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A stream over something that is read by position, so that several streams share one open file. */
abstract class PositionalStream extends InputStream {
    private long position;

    /** Reads at least one byte, or -1 at the end. */
    abstract int readAt(ByteBuffer target, long position) throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = readAt(ByteBuffer.wrap(target, offset, length), position);
        if (count > 0) {
            position += count;
        }
        return count;
    }
}
