package io.usi.daemon.usi3;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * Tells whether a small record should find room without blocking, on a thread that must not block for long. The JDK has no
 * write to a blocking socket that would give up instead; but the kernel takes at once what fits into the connection's send
 * buffer, and what the peer answered has left it. So a few small records may be on their way beyond the last one of which an
 * answer shows that the peer has it. The answer names something that cannot be guessed, the random id of a text or the
 * random number of a PING: a peer that reads nothing can show nothing. What it cannot show is that its TCP acknowledged the
 * bytes, which alone frees the buffer: {@link BorrowedWrites} bounds what a peer makes of that. For any thread.
 */
final class Headroom {
    /** The longest record that counts as small, in bytes. */
    static final int SMALL = 4 * 1024;

    /**
     * Records on their way. Linux charges each 1.3 KiB and its bytes to a buffer that holds at least 84 KiB once TCP is
     * connected over Ethernet, and more over what has longer packets.
     */
    private static final int RECORDS = 16;

    private static final int BYTES = 8 * 1024;
    /** What the send buffer must have, in bytes as the JDK counts them. */
    private static final int LEAST_BUFFER = 32 * 1024;

    /** Above the numbers of all other PINGs. */
    private static final long LEAST_NUMBER = 1L << 62;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean enough;
    private long records;
    private long bytes;
    private long provedRecords;
    private long provedBytes;
    /** What the peer answers when it has read as far as {@link #markRecords} and {@link #markBytes}; null for nothing. */
    private Object mark;

    private long markRecords;
    private long markBytes;
    /** Whether the mark's own record is being written, and whether its answer was quicker than the end of that. */
    private boolean marking;

    private boolean early;

    /**
     * @param sendBuffer of the connection, in bytes
     */
    Headroom(int sendBuffer) {
        enough = sendBuffer >= LEAST_BUFFER;
    }

    /** Whether one more small record should not block. */
    synchronized boolean hasRoom() {
        return enough && records - provedRecords < RECORDS && bytes - provedBytes <= BYTES - SMALL;
    }

    /** The record that will be written next is one that the peer answers with something that nobody else knows. */
    synchronized void expect(Object answer) {
        if (mark == null) {
            mark = answer;
            marking = true;
        }
    }

    /** A record was written. */
    synchronized void wrote(int length) {
        records++;
        bytes += length;
        if (marking) {
            marking = false;
            markRecords = records;
            markBytes = bytes;
            if (early) {
                early = false;
                proved();
            }
        }
    }

    /**
     * The number of a PING to write now, where half of the room is used and no answer is under way that will show that it is
     * free again.
     */
    synchronized Optional<Long> ask() {
        boolean ask = enough && mark == null && records - provedRecords >= RECORDS / 2;
        return ask ? Optional.of((RANDOM.nextLong() & Long.MAX_VALUE) | LEAST_NUMBER) : Optional.empty();
    }

    /** The peer answered. */
    synchronized void answered(Object answer) {
        if (answer.equals(mark)) {
            if (marking) {
                early = true;
            } else {
                proved();
            }
        }
    }

    private void proved() {
        mark = null;
        provedRecords = markRecords;
        provedBytes = markBytes;
    }
}
