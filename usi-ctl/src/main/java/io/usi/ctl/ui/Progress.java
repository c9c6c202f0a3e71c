package io.usi.ctl.ui;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A line on standard error that shows how far a transfer is: bar, percent, rate, time left. */
public final class Progress implements AutoCloseable {
    private static final int MAX_BAR = 30;
    private static final int MIN_BAR = 5;
    private static final int NAME_SHARE = 3;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final Terminal terminal;
    private int width;
    private boolean shown;

    /** Draws only where standard error is a terminal. */
    public Progress(PrintStream err, Terminal terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** Draws a transfer object. */
    public void show(Map<String, Object> transfer) {
        if (!terminal.is(Terminal.ERROR)) {
            return;
        }
        if (width == 0) {
            width = terminal.width();
        }
        err.print(CLEAR + line(transfer, width - 1));
        err.flush();
        shown = true;
    }

    /** A transfer object in one line of so many columns at most. */
    public static String line(Map<String, Object> transfer, int width) {
        long bytes = Values.number(transfer, "bytes");
        long size = Values.number(transfer, "size");
        List<String> figures = new ArrayList<>();
        if ("waiting".equals(transfer.get("state"))) {
            figures.add(" " + Sentences.translated("waits for the peer") + " ");
        } else if ("interrupted".equals(transfer.get("state"))) {
            figures.add(" " + Sentences.translated("waits for the connection") + " ");
        }
        if (size > 0) {
            figures.add(" " + percent(bytes, size) + "%");
        }
        figures.add("  " + Units.bytes(bytes));
        if (transfer.containsKey("rate")) {
            figures.add("  " + Units.bytes(Values.number(transfer, "rate")) + "/s");
        }
        if (transfer.containsKey("eta_s")) {
            figures.add(Sentences.say("  {0} left", Units.seconds(Values.number(transfer, "eta_s"))));
        }
        String name = cut(SafeText.line(Values.text(transfer, "name")), Math.min(width / NAME_SHARE, MAX_BAR));
        String start = name.isEmpty() ? "" : name + " ";
        int room = width - Table.width(start);
        // Half a figure says something else.
        while (figures.size() > 1 && Table.width(String.join("", figures)) > room) {
            figures.remove(figures.size() - 1);
        }
        String known = String.join("", figures);
        int bar = Math.min(MAX_BAR, room - Table.width(known) - 2);
        if (size > 0 && bar >= MIN_BAR) {
            int full = (int) (bar * percent(bytes, size) / 100);
            start += "[" + "#".repeat(full) + ".".repeat(bar - full) + "]";
        }
        return cut(start + known, width);
    }

    private static long percent(long bytes, long size) {
        return (long) Math.max(0, Math.min(100.0, 100.0 * bytes / size));
    }

    private static String cut(String text, int columns) {
        int end = text.length();
        while (end > 0 && Table.width(text.substring(0, end)) > columns) {
            end = text.offsetByCodePoints(end, -1);
        }
        return columns <= 0 ? "" : text.substring(0, end);
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }
}
