package io.usi.daemon.opening;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The signs by which two daemons tell each other that they know USI/3, and that USI 2.4 does not notice. */
public final class Marks {
    private static final byte[] HINT = ascii("~~~\n");
    private static final byte[] PRESET_HINT = ascii("~USI3K~\n");
    private static final byte[] DOWNGRADE = ascii("DOWNGRD3");

    private Marks() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What stands behind a responder's greeting, and behind an initiator's answer to it. */
    static byte[] hint() {
        return HINT.clone();
    }

    /** A responder's answer under a preset key. */
    static byte[] presetHint() {
        return PRESET_HINT.clone();
    }

    /** The first byte of both hints: no base64. */
    public static byte first() {
        return HINT[0];
    }

    /** How many bytes a hint has. */
    public static int hintBytes() {
        return HINT.length;
    }

    /** Sets the mark of an initiator that would have spoken USI/3, at the end of a nonce. */
    public static void mark(byte[] nonce) {
        System.arraycopy(DOWNGRADE, 0, nonce, nonce.length - DOWNGRADE.length, DOWNGRADE.length);
    }

    /**
     * Whether the mark is there. The last byte does not count: old peers' cipher ignores it, so that somebody in the middle
     * could change it.
     */
    public static boolean isMarked(byte[] nonce) {
        int from = nonce.length - DOWNGRADE.length;
        return Arrays.equals(nonce, from, nonce.length - 1, DOWNGRADE, 0, DOWNGRADE.length - 1);
    }
}
