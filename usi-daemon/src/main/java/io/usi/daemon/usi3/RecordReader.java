package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.usi3.frame.Frame;
import io.usi.daemon.usi3.frame.FrameCodec;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads records and opens them, one after the other. What it gives is good until the next call. For one thread's use.
 */
final class RecordReader implements AutoCloseable {
    private static final int INITIAL = 4 * 1024;

    private final Connection connection;
    private final byte[] head = new byte[Integer.BYTES];
    private TrafficKey key;
    private int limit = Records.MOST_BEFORE_READY;
    private byte[] buffer = new byte[INITIAL];
    private int length;

    RecordReader(Connection connection, TrafficKey first) {
        this.connection = connection;
        this.key = first;
    }

    /** What follows is opened with that key. */
    void key(TrafficKey next) {
        key.close();
        key = next;
    }

    /** Both sides are ready: longer records are allowed. */
    void ready() {
        limit = Records.MOST_PLAIN + Ocb.TAG;
    }

    /**
     * Reads the next record.
     *
     * @return false where the stream ended, which is a cut wherever it is
     * @throws UsiException {@link ErrorCode#PROTOCOL} or {@link ErrorCode#UNDECIPHERABLE} where the session has to end
     */
    boolean next() throws IOException {
        if (!fill(head, head.length, Connection.FOREVER)) {
            return false;
        }
        return finish(Connection.FOREVER);
    }

    /** As {@link #next}, in an opening; the end of the stream is an error. */
    void next(Deadline deadline) throws IOException {
        try {
            if (!fill(head, head.length, deadline.millisLeft()) || !finish(deadline.millisLeft())) {
                throw new UsiException(ErrorCode.PEER_GONE, "the other side closed the connection before it was open");
            }
        } catch (SocketTimeoutException e) {
            throw Deadline.silent(e);
        }
    }

    private boolean finish(int timeoutMillis) throws IOException {
        int sealed = ByteBuffer.wrap(head).getInt();
        if (sealed <= Ocb.TAG || sealed > limit) {
            throw new UsiException(ErrorCode.PROTOCOL, "a record has a length that is not allowed");
        }
        if (buffer.length < sealed) {
            buffer = new byte[Math.max(sealed, Math.min(2 * buffer.length, limit))];
        }
        if (!fill(buffer, sealed, timeoutMillis)) {
            return false;
        }
        int plain = key.open(buffer, 0, sealed);
        length = type() == Records.DATA ? plain : Records.unpad(buffer, 0, plain);
        return true;
    }

    private boolean fill(byte[] target, int count, int timeoutMillis) throws IOException {
        int done = 0;
        while (done < count) {
            int read = connection.read(target, done, count - done, timeoutMillis);
            if (read < 0) {
                return false;
            }
            done += read;
        }
        return true;
    }

    int type() {
        return buffer[0] & 0xff;
    }

    /**
     * The record as a frame.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where it is none
     */
    Frame frame() {
        return FrameCodec.decode(type(), buffer, 1, length - 1);
    }

    /** The plaintext with type and padding. */
    byte[] padded() {
        return Arrays.copyOf(buffer, Records.padded(length));
    }

    /** Where a record of DATA has its bytes: behind type and number. */
    byte[] buffer() {
        return buffer;
    }

    /** The plaintext's length, type included, padding not. */
    int length() {
        return length;
    }

    /** The peer goes on to its next key. */
    void updateKey() {
        key.update();
    }

    @Override
    public void close() {
        key.close();
        Arrays.fill(buffer, (byte) 0);
    }
}
