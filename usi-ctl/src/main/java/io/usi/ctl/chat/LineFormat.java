package io.usi.ctl.chat;

import io.usi.ctl.ui.Cells;
import io.usi.ctl.ui.Wrap;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a {@link Line} what a terminal or a pipe gets: safe, and with every line but the first indented, so that nobody can
 * write what looks like somebody else's line. The user's own are marked with {@link #OWN}, which is in no name.
 */
final class LineFormat {
    private static final String INDENT = "      ";
    private static final int LEAST_TEXT = 12;
    private static final char OWN = '>';
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
            return block(repertoire.line(told.time()) + " * ", told.text(), width, FAINT);
        }
        if (line instanceof Line.Failed failed) {
            return block("! ", failed.text(), width, RED);
        }
        if (line instanceof Line.Mark mark) {
            return block("--- ", mark.text() + " ---", width, FAINT);
        }
        return block("", ((Line.Shown) line).text(), width, "");
    }

    private List<String> said(Line.Said said, int width) {
        String time = repertoire.line(said.time()) + " ";
        String warning = said.warning().isEmpty() ? "" : repertoire.line(said.warning()) + " ";
        String who = who(said, width);
        String end = (said.own() ? OWN : ':') + " ";
        int cells = Cells.of(time + warning + who + end);
        if (cells > width) {
            return narrow(time + warning + who + end, said, width);
        }
        String style =
                said.own() ? BOLD : NAMES[Math.floorMod(said.who().whole().hashCode(), NAMES.length)];
        String head = styled(FAINT, time) + styled(LOUD, warning) + styled(style, who) + end;
        return text(head, cells, said.text(), width, "");
    }

    private String who(Line.Said said, int width) {
        String name = Wrap.cut(repertoire.line(said.who().name()), Math.min(Called.COLUMNS, width / 2));
        String added = repertoire.line(said.who().added());
        return isolated(name.replace(OWN, '_')) + added.replace(OWN, '_');
    }

    /** Where not even what stands before the text is as wide as the terminal. */
    private List<String> narrow(String head, Line.Said said, int width) {
        String style = said.warning().isEmpty() ? "" : LOUD;
        List<String> rows = Wrap.lines(head, width, width - INDENT.length());
        List<String> lines = new ArrayList<>();
        for (String row : rows.subList(0, rows.size() - 1)) {
            lines.add((lines.isEmpty() ? "" : INDENT) + styled(style, row));
        }
        String last = rows.get(rows.size() - 1);
        int cells = INDENT.length() + Cells.of(last);
        lines.addAll(text(INDENT + styled(style, last), cells, said.text(), width, ""));
        return lines;
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
