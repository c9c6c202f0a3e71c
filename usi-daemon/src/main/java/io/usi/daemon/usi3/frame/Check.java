package io.usi.daemon.usi3.frame;

/** What the components of frames must be. Everything throws {@link IllegalArgumentException}, without the value. */
final class Check {
    private static final long TRANSFERS = 1L << 32;
    private static final int WORD = 32;
    private static final int FINGERPRINT = 64;

    private Check() {}

    static void that(boolean right, String what) {
        if (!right) {
            throw new IllegalArgumentException(what);
        }
    }

    static void size(Bytes bytes, int size, String what) {
        that(bytes.size() == size, what + " has not " + size + " bytes");
    }

    static void unsigned(long n, String what) {
        that(n >= 0, what + " is negative");
    }

    static void transfer(long n) {
        that(n >= 0 && n < TRANSFERS, "a transfer's number is not below 2^32");
    }

    static void word(String word) {
        boolean right = !word.isEmpty() && word.length() <= WORD;
        that(right && word.chars().allMatch(c -> (c >= 'a' && c <= 'z') || c == '_'), "a reason is not a word");
    }

    static void text(String text, int limit, String what) {
        that(utf8(text) <= limit, what + " has more than " + limit + " bytes");
    }

    static void fingerprint(String text) {
        that(text.isEmpty() || utf8(text) == FINGERPRINT, "a fingerprint has not " + FINGERPRINT + " digits");
    }

    /** How many bytes a text has in UTF-8. */
    static int utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                that(!Character.isSurrogate(c), "a text has half a surrogate pair");
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return Math.toIntExact(bytes);
    }
}
