package io.usi.daemon.usi3;

import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.net.Connection;
import io.usi.daemon.usi3.file.Chunk;
import io.usi.daemon.usi3.frame.Frame;
import io.usi.daemon.usi3.frame.FrameCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Seals frames and writes each as one record. For one thread's use at a time. */
final class RecordWriter implements AutoCloseable {
    private static final long BLOCKS_A_KEY = 1L << 28;
    private static final long NANOS_A_KEY = TimeUnit.HOURS.toNanos(1);

    private static final int INITIAL = Integer.BYTES + 2 * Records.PADDING + Ocb.TAG;

    private final Connection connection;
    private final LongSupplier nanoTime;
    private TrafficKey key;
    private byte[] buffer = new byte[INITIAL];
    private long keySince;
    private long chunkNanos;

    RecordWriter(Connection connection, TrafficKey first) {
        this(connection, first, System::nanoTime);
    }

    RecordWriter(Connection connection, TrafficKey first, LongSupplier nanoTime) {
        this.connection = connection;
        this.key = first;
        this.nanoTime = nanoTime;
        keySince = nanoTime.getAsLong();
        chunkNanos = keySince - Records.KEPT.toNanos();
    }

    /** What follows is sealed under that key. */
    void key(TrafficKey next) {
        key.close();
        key = next;
        keySince = nanoTime.getAsLong();
    }

    /**
     * Writes a frame; blocks as long as the peer does not read.
     *
     * @return its plaintext, type and padding included
     */
    byte[] write(Frame frame) throws IOException {
        updateInTime();
        byte[] plain = writeNow(frame);
        trim();
        return plain;
    }

    /** Thousands of sessions must not keep what one long record needed. While a file moves, the next one needs it at once. */
    private void trim() {
        if (nanoTime.getAsLong() - chunkNanos < Records.KEPT.toNanos()) {
            return;
        }
        key.trim();
        if (buffer.length > INITIAL) {
            Arrays.fill(buffer, (byte) 0);
            buffer = new byte[INITIAL];
        }
    }

    private byte[] writeNow(Frame frame) throws IOException {
        byte[] body = FrameCodec.encode(frame);
        int needed = Integer.BYTES + Records.padded(1 + body.length) + Ocb.TAG;
        if (buffer.length < needed) {
            Arrays.fill(buffer, (byte) 0);
            buffer = new byte[needed];
        }
        buffer[Integer.BYTES] = (byte) frame.type();
        System.arraycopy(body, 0, buffer, Integer.BYTES + 1, body.length);
        int length = Records.pad(buffer, Integer.BYTES, 1 + body.length);
        byte[] plain = frame instanceof Frame.Hello
                ? Arrays.copyOfRange(buffer, Integer.BYTES, Integer.BYTES + length)
                : new byte[0];
        connection.write(buffer, 0, key.seal(buffer, 0, length));
        return plain;
    }

    /** Seals bytes of a file where they lie, each record by itself, and writes all with one call. */
    void write(Chunk chunk) throws IOException {
        updateInTime();
        byte[] bytes = chunk.buffer();
        int at = chunk.start();
        for (int left = chunk.length(); left > 0; left -= Chunk.DATA) {
            ByteBuffer.wrap(bytes).put(at + Integer.BYTES, (byte) Records.DATA).putInt(at + Integer.BYTES + 1, (int)
                    chunk.n());
            at += key.seal(bytes, at, 1 + Integer.BYTES + Math.min(left, Chunk.DATA));
        }
        connection.write(bytes, chunk.start(), at - chunk.start());
        chunkNanos = nanoTime.getAsLong();
    }

    private void updateInTime() throws IOException {
        if (key.blocks() > BLOCKS_A_KEY || nanoTime.getAsLong() - keySince > NANOS_A_KEY) {
            updateKey();
        }
    }

    /** Ends the present key's use, and tells the peer. */
    void updateKey() throws IOException {
        writeNow(new Frame.KeyUpdate());
        key.update();
        keySince = nanoTime.getAsLong();
    }

    @Override
    public void close() {
        key.close();
        Arrays.fill(buffer, (byte) 0);
    }
}
