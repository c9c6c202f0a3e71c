package io.usi.daemon.usi3.file;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The bytes of one DATA, laid out so that the record can be made in place: {@value #HEAD} bytes for length, type and number,
 * {@link #length} bytes of the file, and room for the tag of {@value #TAIL}. Used by one thread at a time.
 */
public final class Chunk {
    /** Free in front of the file's bytes. */
    public static final int HEAD = 9;
    /** The most bytes of a file. */
    public static final int DATA = 65_536;
    /** Free behind the file's bytes. */
    public static final int TAIL = 16;

    private final byte[] buffer;
    private final long n;
    private final int length;
    private final AtomicBoolean used = new AtomicBoolean();
    private final Runnable onRelease;

    Chunk(byte[] buffer, long n, int length, Runnable onRelease) {
        this.buffer = buffer;
        this.n = n;
        this.length = length;
        this.onRelease = onRelease;
    }

    /** {@link #HEAD} free bytes, then {@link #length} of the file, then at least {@link #TAIL} free ones. */
    public byte[] buffer() {
        return buffer;
    }

    /** The transfer's number in this session. */
    public long n() {
        return n;
    }

    /** How many bytes of the file; 1 to {@value #DATA}. */
    public int length() {
        return length;
    }

    /** It was written, or will not be: the buffer goes back. Must be called for every chunk; at once, by any thread. */
    public void release() {
        if (used.compareAndSet(false, true)) {
            onRelease.run();
        }
    }
}
