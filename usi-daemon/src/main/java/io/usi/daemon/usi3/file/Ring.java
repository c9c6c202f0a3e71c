package io.usi.daemon.usi3.file;

/**
 * Bytes that came and are not stored yet, in one array, however small the pieces in which they come. Guarded by the lock of
 * the exchange, but for the bytes of a {@link Part}, which stay as they are until they are taken away.
 */
final class Ring {
    /** Bytes that lie together. */
    static final class Part {
        private final byte[] buffer;
        private final int offset;
        private final int length;

        private Part(byte[] buffer, int offset, int length) {
            this.buffer = buffer;
            this.offset = offset;
            this.length = length;
        }

        byte[] buffer() {
            return buffer;
        }

        int offset() {
            return offset;
        }

        int length() {
            return length;
        }
    }

    private final byte[] buffer;
    private int first;
    private int size;

    Ring(int capacity) {
        buffer = new byte[capacity];
    }

    int capacity() {
        return buffer.length;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Copies bytes in, for which there must be room. */
    void put(byte[] bytes, int offset, int length) {
        if (length > buffer.length - size) {
            throw new IllegalStateException("more bytes than there was credit for");
        }
        int at = (first + size) % buffer.length;
        int straight = Math.min(length, buffer.length - at);
        System.arraycopy(bytes, offset, buffer, at, straight);
        System.arraycopy(bytes, offset + straight, buffer, 0, length - straight);
        size += length;
    }

    /** The first bytes, not more than a number, but at least one where there is one. */
    Part peek(int most) {
        return new Part(buffer, first, Math.min(most, Math.min(size, buffer.length - first)));
    }

    /** Takes away so many of the first bytes. */
    void remove(int length) {
        size -= length;
        first = size == 0 ? 0 : (first + length) % buffer.length;
    }
}
