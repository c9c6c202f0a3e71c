package io.usi.ctl.ui;

import io.usi.ctl.text.Sentences;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Aligned columns, of which cells may have a colour. Every cell goes through {@link SafeText}. */
public final class Table {
    private static final String GAP = "  ";

    private static final String PLAIN = "\033[0m";

    private final List<String[]> rows = new ArrayList<>();
    private final IdentityHashMap<String[], String[]> colours = new IdentityHashMap<>();
    private final int[] widths;

    /** A table with these headings. */
    public Table(String... headings) {
        widths = new int[headings.length];
        String[] translated = new String[headings.length];
        for (int i = 0; i < headings.length; i++) {
            translated[i] = Sentences.translated(headings[i]);
        }
        row(translated);
    }

    /** Adds a row with a cell for each heading. */
    public Table row(String... cells) {
        String[] safe = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            safe[i] = cells[i].isEmpty() ? "-" : SafeText.line(cells[i]);
            widths[i] = Math.max(widths[i], width(safe[i]));
        }
        rows.add(safe);
        return this;
    }

    /**
     * Colours a cell of the last row.
     *
     * @param colour an escape sequence; nothing where it is empty
     */
    public Table paint(int column, String colour) {
        if (!colour.isEmpty()) {
            String[] row = rows.get(rows.size() - 1);
            String[] of = new String[row.length];
            of[column] = colour;
            colours.put(row, of);
        }
        return this;
    }

    /** Writes the rows, headings first. */
    public void print(Output out) {
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            String[] painted = colours.get(row);
            for (int i = 0; i < row.length; i++) {
                String colour = painted == null ? null : painted[i];
                line.append(colour == null ? row[i] : colour + row[i] + PLAIN);
                if (i < row.length - 1) {
                    line.append(" ".repeat(widths[i] - width(row[i]))).append(GAP);
                }
            }
            out.line(line.toString());
        }
    }

    /** How many columns of a terminal a text takes. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += c < 0x300 ? 1 : width(c);
            i += Character.charCount(c);
        }
        return width;
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        boolean wide = between(c, 0x1100, 0x115f)
                || between(c, 0x2e80, 0xa4cf)
                || between(c, 0xac00, 0xd7a3)
                || between(c, 0xf900, 0xfaff)
                || between(c, 0xfe30, 0xfe6f)
                || between(c, 0xff00, 0xff60)
                || between(c, 0xffe0, 0xffe6)
                || between(c, 0x1f300, 0x1f64f)
                || between(c, 0x1f680, 0x1f9ff)
                || between(c, 0x20000, 0x3fffd);
        return wide ? 2 : 1;
    }

    private static boolean between(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
