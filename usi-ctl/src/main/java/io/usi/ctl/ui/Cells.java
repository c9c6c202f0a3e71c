package io.usi.ctl.ui;

/**
 * How many columns of a terminal a text takes at most. Terminals do not agree on symbols, emoji and new characters: counting the
 * most that one of them takes keeps a peer from filling a line beyond its end, and so from writing where a line begins.
 */
public final class Cells {
    private static final int EMOJI_PRESENTATION = 0xfe0f;
    private static final int FIRST_COMBINING = 0x300;

    private Cells() {}

    /** Of a whole text. */
    public static int of(String text) {
        return text.codePoints().map(Cells::of).sum();
    }

    /** Of one character. */
    public static int of(int c) {
        if (c < FIRST_COMBINING) {
            return 1;
        }
        if (c == EMOJI_PRESENTATION) {
            // The character before may become wide.
            return 1;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            case Character.UNASSIGNED, Character.PRIVATE_USE -> 2;
            default -> isWide(c) || isSymbol(c) ? 2 : 1;
        };
    }

    /** Whether every terminal takes as many columns for a character as {@link #of} says. */
    public static boolean isCertain(int c) {
        return c < FIRST_COMBINING
                || between(c, 0x370, 0x482)
                || between(c, 0x48a, 0x52f)
                || between(c, 0x3041, 0x3096)
                || between(c, 0x30a1, 0x30fa)
                || between(c, 0x4e00, 0x9fa5)
                || between(c, 0xac00, 0xd7a3);
    }

    private static boolean isWide(int c) {
        return between(c, 0x1100, 0x115f)
                || between(c, 0x2e80, 0xa4cf)
                || between(c, 0xa960, 0xa97f)
                || between(c, 0xac00, 0xd7a3)
                || between(c, 0xf900, 0xfaff)
                || between(c, 0xfe10, 0xfe19)
                || between(c, 0xfe30, 0xfe6f)
                || between(c, 0xff00, 0xff60)
                || between(c, 0xffe0, 0xffe6)
                || between(c, 0x16fe0, 0x1b2ff)
                || between(c, 0x20000, 0x3fffd);
    }

    /** What is an emoji on some terminals. */
    private static boolean isSymbol(int c) {
        return between(c, 0x2300, 0x23ff)
                || between(c, 0x25a0, 0x27bf)
                || between(c, 0x2b00, 0x2bff)
                || between(c, 0x1f000, 0x1faff);
    }

    private static boolean between(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
