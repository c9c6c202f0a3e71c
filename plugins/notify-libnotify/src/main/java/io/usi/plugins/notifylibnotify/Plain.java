package io.usi.plugins.notifylibnotify;

/** Makes what strangers wrote fit for a bubble. */
final class Plain {
    private static final int REPLACEMENT = 0xFFFD;

    private Plain() {}

    /**
     * Text of one line, without anything that turns the direction of what stands beside it.
     *
     * @param most characters (UTF-16), the ellipsis of a longer text among them
     */
    static String line(String text, int most) {
        return cut(clean(text, false), most);
    }

    /** As {@link #line}, but line ends stay. */
    static String lines(String text, int most) {
        return cut(clean(text, true), most);
    }

    private static String clean(String text, boolean lines) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' && lines) {
                clean.append('\n');
            } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                clean.append(' ');
            } else if (Character.getType(c) == Character.SURROGATE) {
                clean.appendCodePoint(REPLACEMENT);
            } else if (!turnsDirection(c)) {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString().strip();
    }

    /** Bidirectional marks, embeddings, overrides and isolates. */
    private static boolean turnsDirection(int c) {
        return c == 0x061C
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Math.max(0, most - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    /** The markup that shows as this text. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }
}
