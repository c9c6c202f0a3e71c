package io.usi.ctl.ui;

import java.util.ArrayList;
import java.util.List;

/** Cuts a line of text so that each part fits between a terminal's edges, at blanks where there are some. */
public final class Wrap {
    /** In columns: nobody reads what is narrower. */
    private static final int LEAST = 20;

    private Wrap() {}

    /**
     * Cuts a line.
     *
     * @param first columns for the first part, at least 2
     * @param rest columns for each further part, at least 2
     * @return at least one part
     */
    public static List<String> lines(String text, int first, int rest) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        int cells = 0;
        int blank = -1;
        int room = first;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int width = Cells.of(c);
            boolean parts = c == ' ' && isGap(text, i);
            if (parts && cells + width > room) {
                lines.add(text.substring(start, i));
                start = ++i;
                cells = 0;
                blank = -1;
                room = rest;
                continue;
            }
            while (cells + width > room && i > start) {
                boolean atBlank = blank > start;
                lines.add(text.substring(start, atBlank ? blank : i));
                start = atBlank ? blank + 1 : i;
                blank = -1;
                room = rest;
                cells = Cells.of(text.substring(start, i));
            }
            if (parts) {
                blank = i;
            }
            cells += width;
            i += Character.charCount(c);
        }
        lines.add(text.substring(start));
        return lines;
    }

    /** Whether a blank parts words: in French there are some inside of quotation marks and before others. */
    private static boolean isGap(String text, int blank) {
        boolean opens = blank > 0 && text.charAt(blank - 1) == '«';
        return !opens && (blank + 1 == text.length() || "»:;!?".indexOf(text.charAt(blank + 1)) < 0);
    }

    /**
     * A text of one line as several, each further one below the first's beginning.
     *
     * @param margin columns to the left of all of them
     * @param columns of the terminal; where it is hardly wider than the margin, the text stays one line
     * @return without the first one's margin
     */
    public static String under(String text, int margin, int columns) {
        int room = columns - margin;
        return room < LEAST ? text : String.join("\n" + " ".repeat(margin), lines(text, room, room));
    }

    /** A text of one line, cut where it is longer than so many columns. */
    public static String cut(String text, int columns) {
        if (Cells.of(text) <= columns) {
            return text;
        }
        return lines(text, columns - 1, columns).get(0) + "~";
    }
}
