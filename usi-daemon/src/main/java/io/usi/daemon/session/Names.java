package io.usi.daemon.session;

/** Makes names that peers give fit to be shown, relayed and used to address them. */
public final class Names {
    /** The longest name kept, in code points. */
    public static final int LIMIT = 64;

    private Names() {}

    /**
     * Takes out control and formatting characters, and whatever USI 2 would take for the end of a name: {@code |} and
     * {@code >>}.
     *
     * @return at most {@link #LIMIT} code points, trimmed; may be empty
     */
    public static String clean(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints()
                .filter(Names::harmless)
                .limit(LIMIT)
                .map(c -> c == '|' || c == '>' ? '_' : c)
                .forEach(out::appendCodePoint);
        return out.toString().strip();
    }

    /** Takes out what would move the cursor or hide something; for texts of one line, such as a file's name. */
    public static String oneLine(String text, int limit) {
        StringBuilder out = new StringBuilder();
        text.codePoints().filter(Names::harmless).limit(limit).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** The first code points of a text. */
    public static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    private static boolean harmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
