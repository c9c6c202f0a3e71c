package io.usi.daemon.usi3.file;

import java.util.function.Consumer;

/**
 * Bytes of a file on their way out: up to {@value #RECORDS} DATA, laid out so that their records can be made in place and
 * written with one call. Each has {@value #HEAD} bytes for length, type and number, then up to {@value #DATA} bytes of the file,
 * all but the last one exactly that, then room for the tag of {@value #TAIL}. Used by one thread at a time.
 */
public final class Chunk {
    /** Free in front of a record's bytes of the file. */
    public static final int HEAD = 9;
    /** The most bytes of a file in one record. */
    public static final int DATA = 65_536;
    /** Free behind a record's bytes of the file. */
    public static final int TAIL = 16;
    /** A whole record's room. */
    public static final int RECORD = HEAD + DATA + TAIL;
    /** The most records. */
    public static final int RECORDS = 4;

    private final byte[] buffer;
    private final long n;
    private final int first;
    private final int length;
    private final int behind;
    private final Consumer<Chunk> onRelease;
    private boolean released;

    /**
     * @param length how many bytes of the file are in the buffer, from its first record on
     * @param onRelease is called once, by the thread that releases
     */
    Chunk(byte[] buffer, long n, int length, Consumer<Chunk> onRelease) {
        this(buffer, n, 0, length, 0, onRelease);
    }

    private Chunk(byte[] buffer, long n, int first, int length, int behind, Consumer<Chunk> onRelease) {
        this.buffer = buffer;
        this.n = n;
        this.first = first;
        this.length = length;
        this.behind = behind;
        this.onRelease = onRelease;
    }

    /** How many records fit into a buffer. */
    static int records(byte[] buffer) {
        return Math.max(1, buffer.length / RECORD);
    }

    /** The first so many records; this one where there are no more. */
    Chunk head(int records) {
        int most = records * DATA;
        return length <= most ? this : new Chunk(buffer, n, first, most, behind + length - most, onRelease);
    }

    /** What is behind that {@link #head}, or null. */
    Chunk tail(int records) {
        int left = length - records * DATA;
        return left <= 0 ? null : new Chunk(buffer, n, first + records, left, behind, onRelease);
    }

    /** Whether nothing else in its buffer goes out before it. */
    boolean isFirst() {
        return first == 0;
    }

    /** Whether nothing else in its buffer goes out behind it. */
    boolean isLast() {
        return behind == 0;
    }

    /** Where the records are. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the first record's {@link #HEAD} begins in the buffer. */
    public int start() {
        return first * RECORD;
    }

    /** The transfer's number in this session. */
    public long n() {
        return n;
    }

    /** How many bytes of the file; at least 1. */
    public int length() {
        return length;
    }

    /** It was written, or will not be: the buffer goes back. Must be called for every chunk; at once, by its thread. */
    public void release() {
        if (!released) {
            released = true;
            onRelease.accept(this);
        }
    }
}
