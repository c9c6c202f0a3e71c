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
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Reads records and opens them, one after the other. What it gives is good until the next call. For one thread's use.
 *
 * <p>It takes what is there with one call of the system, up to {@value #MOST} bytes while parts of files come.
 */
final class RecordReader implements AutoCloseable {
    private static final int INITIAL = 4 * 1024;
    private static final int MOST = 256 * 1024;

    private final Connection connection;
    private final LongSupplier nanoTime;
    private final Duration kept;
    private TrafficKey key;
    private int limit = Records.MOST_BEFORE_READY;
    private byte[] buffer = new byte[INITIAL];
    /** Where the present record begins, with its length. */
    private int start;
    /** Behind the present record. */
    private int next;
    /** Behind all that was read. */
    private int end;

    private int length;
    private boolean many;
    private long manyNanos;

    RecordReader(Connection connection, TrafficKey first) {
        this(connection, first, System::nanoTime, Records.KEPT);
    }

    /**
     * @param kept for how long there is room for parts of files when none comes
     */
    RecordReader(Connection connection, TrafficKey first, LongSupplier nanoTime, Duration kept) {
        this.kept = kept;
        this.connection = connection;
        this.key = first;
        this.nanoTime = nanoTime;
    }

    /** What follows is opened with that key. */
    void key(TrafficKey following) {
        key.close();
        key = following;
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
        begin();
        if (!fill(Integer.BYTES, Connection.FOREVER)) {
            return false;
        }
        return finish(Connection.FOREVER);
    }

    /** As {@link #next}, in an opening; the end of the stream is an error. */
    void next(Deadline deadline) throws IOException {
        try {
            begin();
            if (!fill(Integer.BYTES, deadline.millisLeft()) || !finish(deadline.millisLeft())) {
                throw new UsiException(
                        ErrorCode.PEER_GONE,
                        "the other side closed the connection before it was open: does it use the same preset key, or none?");
            }
        } catch (SocketTimeoutException e) {
            throw Deadline.silent(e);
        }
    }

    /**
     * Goes on behind the present record. Where nothing is there yet that is the buffer's beginning, so that one read takes all, and
     * a buffer that is larger than texts need is given back.
     */
    private void begin() {
        start = next;
        if (next == end) {
            start = 0;
            next = 0;
            end = 0;
            many = many && nanoTime.getAsLong() - manyNanos < kept.toNanos();
            if (!many) {
                trim(INITIAL);
            }
        }
    }

    /** Gives back what records of files need; as much as {@code room} stays, and what was read of the present record. */
    private void trim(int room) {
        key.trim();
        if (buffer.length > room) {
            move(new byte[room]);
        }
    }

    private boolean finish(int timeoutMillis) throws IOException {
        int sealed = sealed(start);
        if (sealed <= Ocb.TAG || sealed > limit) {
            throw new UsiException(ErrorCode.PROTOCOL, "a record has a length that is not allowed");
        }
        if (!fill(Integer.BYTES + sealed, timeoutMillis)) {
            return false;
        }
        next = start + Integer.BYTES + sealed;
        int plain = key.open(buffer, plainStart(), sealed);
        length = type() == Records.DATA ? plain : Records.unpad(buffer, plainStart(), plain);
        return true;
    }

    /** Parts of files that this side wants will come: room for several of them. */
    void expectMany() {
        many = true;
        manyNanos = nanoTime.getAsLong();
    }

    /** No more than texts will come: the room is given back as soon as nothing is in it. */
    void expectLittle() {
        many = false;
    }

    private int sealed(int at) {
        return ByteBuffer.wrap(buffer).getInt(at);
    }

    private int plainStart() {
        return start + Integer.BYTES;
    }

    /** Whether the record behind the present one is here already. */
    boolean hasAnother() {
        int there = end - next - Integer.BYTES;
        return there >= 0 && there >= sealed(next);
    }

    private boolean fill(int count, int timeoutMillis) throws IOException {
        if (buffer.length - start < count) {
            makeRoom(count);
        }
        while (end - start < count) {
            int read = many && timeoutMillis == Connection.FOREVER
                    ? readSoon(count)
                    : connection.read(buffer, end, buffer.length - end, timeoutMillis);
            if (read < 0) {
                return false;
            }
            end += read;
        }
        return true;
    }

    /** What is wanted may not come, or no more of it: waits with little room then. */
    private int readSoon(int count) throws IOException {
        try {
            return connection.read(buffer, end, buffer.length - end, (int) kept.toMillis());
        } catch (SocketTimeoutException e) {
            many = false;
            trim(Math.max(INITIAL, count));
            return connection.read(buffer, end, buffer.length - end, Connection.FOREVER);
        }
    }

    private void makeRoom(int count) {
        int room = many ? MOST : Math.max(count, Math.min(2 * count, Integer.BYTES + limit));
        move(buffer.length < room ? new byte[room] : buffer);
    }

    private void move(byte[] target) {
        byte[] old = buffer;
        buffer = target;
        System.arraycopy(old, start, buffer, 0, end - start);
        if (buffer != old) {
            Arrays.fill(old, (byte) 0);
        }
        end -= start;
        next -= start;
        start = 0;
    }

    int type() {
        return buffer[plainStart()] & 0xff;
    }

    /**
     * The record as a frame.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where it is none
     */
    Frame frame() {
        return FrameCodec.decode(type(), buffer, plainStart() + 1, length - 1);
    }

    /** The plaintext with type and padding. */
    byte[] padded() {
        return Arrays.copyOfRange(buffer, plainStart(), plainStart() + Records.padded(length));
    }

    /** Where the plaintext stands, from {@link #offset} on. */
    byte[] buffer() {
        return buffer;
    }

    /** Of the plaintext's type, in the buffer. */
    int offset() {
        return plainStart();
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
