package io.usi.ctl.chat;

import io.usi.ctl.ui.Cells;
import io.usi.ctl.ui.Wrap;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a {@link Line} what a terminal or a pipe gets: safe, and with every line but the first indented, so that nobody can
 * write what looks like somebody else's line.
 */
final class LineFormat {
    private static final String INDENT = "      ";
    private static final int LEAST_TEXT = 12;
    private static final int LONGEST_NAME = 24;
    private static final int LEAST_WIDTH = 20;

    private static final String FAINT = "2";
    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String LOUD = "1;31";
    private static final String[] NAMES = {"36", "32", "33", "35", "34"};

    private final Repertoire repertoire;
    private final boolean colours;
    private final boolean isolates;

    private LineFormat(Repertoire repertoire, boolean colours, boolean isolates) {
        this.repertoire = repertoire;
        this.colours = colours;
        this.isolates = isolates;
    }

    /** For a terminal. */
    static LineFormat ofTerminal(Repertoire repertoire, boolean colours) {
        return new LineFormat(repertoire, colours, true);
    }

    /** For a pipe: nothing is added to what was said. */
    static LineFormat ofPipe(Repertoire repertoire) {
        return new LineFormat(repertoire, false, false);
    }

    /**
     * Formats a line.
     *
     * @param columns of the terminal; 0 where lines are not cut
     */
    List<String> lines(Line line, int columns) {
        int width = columns == 0 ? Integer.MAX_VALUE / 2 : Math.max(columns - 1, LEAST_WIDTH);
        if (line instanceof Line.Said said) {
            return said(said, width);
        }
        if (line instanceof Line.Told told) {
            return block(told.time() + " * ", told.text(), width, FAINT);
        }
        if (line instanceof Line.Failed failed) {
            return block("! ", failed.text(), width, RED);
        }
        if (line instanceof Line.Mark mark) {
            return List.of(styled(FAINT, Wrap.cut("--- " + repertoire.line(mark.text()) + " ---", width)));
        }
        return block("", ((Line.Shown) line).text(), width, "");
    }

    private List<String> said(Line.Said said, int width) {
        String time = repertoire.line(said.time()) + " ";
        String warning = said.warning().isEmpty() ? "" : repertoire.line(said.warning()) + " ";
        String who = Wrap.cut(repertoire.line(said.who()), Math.min(LONGEST_NAME, width / 2));
        String head = styled(FAINT, time)
                + styled(LOUD, warning)
                + styled(said.own() ? BOLD : colour(said.who()), isolated(who))
                + ": ";
        return text(head, Cells.of(time + warning + who) + 2, said.text(), width, "");
    }

    private static String colour(String name) {
        return NAMES[Math.floorMod(name.hashCode(), NAMES.length)];
    }

    private List<String> block(String head, String text, int width, String style) {
        return text(styled(style, head), Cells.of(head), text, width, style);
    }

    private List<String> text(String head, int headCells, String text, int width, String style) {
        int rest = width - INDENT.length();
        List<String> parts = new ArrayList<>();
        boolean first = true;
        for (String line : text.split("\r?\n", -1)) {
            String safe = repertoire.line(line);
            boolean beside = first && width - headCells >= LEAST_TEXT;
            if (first && !beside) {
                parts.add("");
            }
            parts.addAll(Wrap.lines(safe, beside ? width - headCells : rest, rest));
            first = false;
        }
        List<String> lines = new ArrayList<>();
        for (String part : parts) {
            lines.add((lines.isEmpty() ? head : INDENT) + styled(style, isolated(part)));
        }
        return lines;
    }

    private String isolated(String part) {
        return isolates ? repertoire.isolated(part) : part;
    }

    private String styled(String style, String text) {
        return !colours || style.isEmpty() || text.isEmpty() ? text : "\u001b[" + style + "m" + text + "\u001b[m";
    }
}
