package io.usi.ctl.ui;

/**
 * The one filter between other people's text and a terminal: no control character, escape sequence, change of writing
 * direction, line separator or half of a surrogate pair gets through. They are shown as <code>&#92;u{1b}</code>; a tab becomes
 * blanks.
 */
public final class SafeText {
    private static final String TAB = "    ";

    private SafeText() {}

    /** Text that stays in one line. */
    public static String line(String text) {
        int safe = 0;
        while (safe < text.length() && isPlain(text.charAt(safe))) {
            safe++;
        }
        return safe == text.length() ? text : escaped(text, safe);
    }

    /** Text of several lines, the first as it is and each further one after a line feed and an indent. */
    public static String lines(String text, String indent) {
        StringBuilder lines = new StringBuilder();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            boolean carriageReturn = end > start && text.charAt(end - 1) == '\r';
            lines.append(line(text.substring(start, carriageReturn ? end - 1 : end)));
            lines.append('\n').append(indent);
            start = end + 1;
        }
        return lines.append(line(text.substring(start))).toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f;
    }

    private static String escaped(String text, int from) {
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (int i = from; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c == '\t') {
                safe.append(TAB);
            } else if (isHarmful(c)) {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                safe.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return safe.toString();
    }

    /**
     * Whether a character can do something to a terminal or to the order in which text appears. The joiners of emoji and
     * of Indic scripts are not harmful.
     */
    public static boolean isHarmful(int c) {
        return c < ' '
                || between(c, 0x7f, 0x9f)
                || c == 0x061c
                || between(c, 0x200e, 0x200f)
                || between(c, 0x2028, 0x202e)
                || between(c, 0x2066, 0x2069)
                || between(c, 0xfff9, 0xfffb)
                || between(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
    }

    private static boolean between(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
