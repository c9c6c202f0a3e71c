package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts a byte stream into lines of a bounded length. For one thread's use. */
final class LineReader {
    private static final int INITIAL = 4 * 1024;

    /** Where the bytes come from. */
    interface Source {
        /** Reads at least one byte, or returns -1 at the end. */
        int read(ByteBuffer buffer) throws IOException;
    }

    private final Source source;
    private final int limit;
    private byte[] buffer = new byte[INITIAL];
    private int start;
    private int end;

    LineReader(Source source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    /**
     * The next line, without its end; the last one needs none.
     *
     * @return null at the end of the stream
     * @throws UsiException {@link ErrorCode#LIMIT} where it is too long
     */
    byte[] next() throws IOException {
        int searched = start;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, start, i);
                    start = i + 1;
                    return line;
                }
            }
            int unread = end - start;
            if (unread > limit) {
                throw new UsiException(ErrorCode.LIMIT, "a line has at most 1 MiB");
            }
            System.arraycopy(buffer, start, buffer, 0, unread);
            start = 0;
            end = unread;
            searched = unread;
            if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(limit + 1, 2 * buffer.length));
            } else if (end == 0 && buffer.length > INITIAL) {
                buffer = new byte[INITIAL];
            }
            int count = source.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
            if (count < 0) {
                start = end;
                return unread > 0 ? Arrays.copyOf(buffer, unread) : null;
            }
            end += count;
        }
    }

    /** What was read but belongs to no line taken yet. */
    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(buffer, start, end);
        start = end;
        return rest;
    }
}
