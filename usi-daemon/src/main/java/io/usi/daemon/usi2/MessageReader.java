package io.usi.daemon.usi2;

import io.usi.daemon.net.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Tells messages apart in a stream that has no framing. A message begins with 44 characters of which the last two are
 * {@code ==}; elsewhere {@code =} stands only at the end of a ciphertext; and the tag says whether a candidate boundary was
 * right. What does not decipher gets a short time to complete, then is dropped as one undecipherable run, up to the next
 * place at which a message deciphers. For one thread's use.
 */
final class MessageReader implements AutoCloseable {
    /** The longest message taken: 64 KiB of text and something to spare, in characters of the wire. */
    static final int LIMIT = 96 * 1024;

    private static final int INITIAL = 2 * 1024;
    /** How long a run may stay incomplete after its last byte, in milliseconds. */
    private static final int PATIENCE = 1_000;
    /** A pause in the stream after which another try is worth it, in milliseconds. */
    private static final int QUIET = 30;
    /** How many base64 characters the bytes behind a message may imitate. */
    private static final int IMITATED = 32;
    /** How many starts are tried to find the next message behind an undecipherable run. */
    private static final int RESYNC_TRIES = 32;

    /** What comes next in the stream. */
    sealed interface Item {
        /** An authentic message. */
        record Message(String text) implements Item {}

        /** Bytes that are no message under this session's key. */
        record Undecipherable(int bytes) implements Item {}

        /** The peer closed the stream. */
        record End() implements Item {}
    }

    private final Connection connection;
    private final MessageCodec codec;
    private byte[] buffer = new byte[INITIAL];
    private int start;
    private int end;
    /** The number of buffered bytes from which on another try is worth its cost; grows geometrically. */
    private int nextTry;
    /** The session's first message as it stood on the wire; empty before. */
    private byte[] first = new byte[0];
    /** The text of the message that {@link #boundary} found. */
    private String opened;

    MessageReader(Connection connection, MessageCodec codec) {
        this.connection = connection;
        this.codec = codec;
    }

    /**
     * The next item; waits for it.
     *
     * @param timeoutMillis how long to wait for the first byte, or {@link Connection#FOREVER}
     * @throws SocketTimeoutException where nothing came in that time
     */
    Item next(int timeoutMillis) throws IOException {
        boolean quiet = false;
        while (true) {
            if (mayTry(quiet)) {
                int length = boundary(start, quiet);
                if (length > 0) {
                    if (first.length == 0) {
                        first = Arrays.copyOfRange(buffer, start, start + length);
                    }
                    start += length;
                    nextTry = 0;
                    return new Item.Message(opened);
                }
                nextTry = buffered() + Math.max(4, buffered() / 16);
            }
            if (buffered() == LIMIT) {
                return drop();
            }
            int wait = buffered() == 0 ? timeoutMillis : quiet ? PATIENCE : QUIET;
            try {
                if (fill(wait)) {
                    quiet = false;
                    continue;
                }
                if (buffered() == 0) {
                    return new Item.End();
                }
            } catch (SocketTimeoutException e) {
                if (buffered() == 0) {
                    throw e;
                }
            }
            if (quiet) {
                return drop();
            }
            quiet = true;
        }
    }

    /** The session's first message as it stood on the wire; empty before it came. */
    byte[] firstMessage() {
        return first.clone();
    }

    /** Whether bytes were read that belong to no message yet. */
    boolean hasBuffered() {
        return buffered() > 0;
    }

    private int buffered() {
        return end - start;
    }

    private boolean mayTry(boolean quiet) throws IOException {
        if (buffered() == 0) {
            return false;
        }
        return quiet || buffered() == LIMIT || (buffered() >= nextTry && !connection.hasMore());
    }

    /**
     * Reads raw bytes of a file: what is buffered first. Fills the whole range.
     *
     * @param timeoutMillis for all of it, so that a sender that gives a byte now and then does not hold what waits for it
     */
    void readFully(byte[] target, int offset, int length, int timeoutMillis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        int done = 0;
        while (done < length) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new SocketTimeoutException("the sender is too slow");
            }
            done += readRaw(target, offset + done, length - done, (int) left);
        }
    }

    /** Reads at least one raw byte of a file. */
    private int readRaw(byte[] target, int offset, int length, int timeoutMillis) throws IOException {
        nextTry = 0;
        int buffered = Math.min(length, end - start);
        if (buffered > 0) {
            System.arraycopy(buffer, start, target, offset, buffered);
            start += buffered;
            return buffered;
        }
        int count = connection.read(target, offset, length, timeoutMillis);
        if (count < 0) {
            throw new EOFException("the stream ended inside a file");
        }
        return count;
    }

    private boolean fill(int timeoutMillis) throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(LIMIT, 2 * buffer.length));
        } else if (end == 0 && buffer.length > INITIAL) {
            buffer = new byte[INITIAL];
        }
        int count = connection.read(buffer, end, buffer.length - end, timeoutMillis);
        if (count > 0) {
            end += count;
        }
        return count >= 0;
    }

    private Item drop() {
        int first = start;
        int from = start + 1;
        start = end;
        nextTry = 0;
        int tries = 0;
        for (int i = from + MessageCodec.HEAD - 2; i + 1 < end && tries < RESYNC_TRIES; i++) {
            if (buffer[i] == '=' && buffer[i + 1] == '=') {
                int candidate = i + 2 - MessageCodec.HEAD;
                tries++;
                if (boundary(candidate, true) > 0) {
                    start = candidate;
                    break;
                }
            }
        }
        return new Item.Undecipherable(start - first);
    }

    /**
     * The length of the message that begins there, with its text in {@link #opened}; -1 where none does or it is cut.
     *
     * @param last whether nothing more is expected soon, so that a message and the beginning of another are told apart
     */
    private int boundary(int from, boolean last) {
        int available = end - from;
        if (available < MessageCodec.HEAD || !isHead(from)) {
            return -1;
        }
        int plain = from + MessageCodec.HEAD;
        while (plain < end && isBase64(buffer[plain])) {
            plain++;
        }
        if (plain < end && buffer[plain] == '=') {
            int padded = (plain - from + 3) / 4 * 4;
            if (opens(from, padded)) {
                return padded;
            }
            int beforeNextHead = plain + 2 - MessageCodec.HEAD - from;
            if (opens(from, beforeNextHead)) {
                return beforeNextHead;
            }
        }
        int longest = (plain - from) / 4 * 4;
        // What follows may imitate base64: the first bytes of a file, or the beginning of a message that is cut.
        int shortest = plain < end ? longest - IMITATED : last ? longest - MessageCodec.HEAD : longest;
        for (int length = longest; length >= shortest; length -= 4) {
            if (opens(from, length)) {
                return length;
            }
        }
        return -1;
    }

    private boolean opens(int from, int length) {
        if (length < MessageCodec.HEAD || from + length > end) {
            return false;
        }
        opened = codec.open(buffer, from, length).orElse(null);
        return opened != null;
    }

    private boolean isHead(int from) {
        int last = from + MessageCodec.HEAD - 2;
        for (int i = from; i < last; i++) {
            if (!isBase64(buffer[i])) {
                return false;
            }
        }
        return buffer[last] == '=' && buffer[last + 1] == '=';
    }

    private static boolean isBase64(byte c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    @Override
    public void close() {
        codec.close();
        Arrays.fill(buffer, (byte) 0);
    }
}
