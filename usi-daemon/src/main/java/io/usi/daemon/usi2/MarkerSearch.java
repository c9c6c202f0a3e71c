package io.usi.daemon.usi2;

/** Looks for {@code |!f|} in bytes that come in pieces. */
final class MarkerSearch {
    private static final int MARKER = 0x7c21667c;

    private int last;
    private long seen;

    /** Takes the next bytes; true where the marker ends in them. */
    boolean found(byte[] bytes, int length) {
        int window = last;
        int at = 0;
        int head = (int) Math.max(0, 3 - seen);
        seen += length;
        for (; at < length && at < head; at++) {
            window = (window << 8) | (bytes[at] & 0xff);
        }
        for (; at < length; at++) {
            window = (window << 8) | (bytes[at] & 0xff);
            if (window == MARKER) {
                return true;
            }
        }
        last = window;
        return false;
    }

    boolean isEmpty() {
        return seen == 0;
    }

    /** Whether the marker that follows these bytes would be found too early, together with their last ones. */
    boolean overlapsEnd() {
        // "|!f" + "|!f|": the only way in which the marker can begin in the bytes and end inside the real one.
        return seen >= 3 && (last & 0xffffff) == (MARKER >>> 8);
    }
}
