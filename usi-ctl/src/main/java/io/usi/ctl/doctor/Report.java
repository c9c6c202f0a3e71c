package io.usi.ctl.doctor;

import io.usi.ctl.Streams;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.ui.Wrap;
import io.usi.ctl.verify.Trust;
import java.util.ArrayList;
import java.util.List;

/** Findings for people. */
public final class Report {
    private static final Texts TEXTS = Texts.of(Report.class);
    private static final int STATE = 10;
    private static final int CHECK = 9;
    private static final int MARGIN = STATE + CHECK;
    private static final String PLAIN = "\033[0m";

    private final boolean colours;
    private final int columns;

    /** For the standard output of whoever asks. */
    public Report(Streams streams) {
        colours = Trust.hasColours(streams);
        columns = streams.terminal().is(Terminal.OUTPUT) ? streams.terminal().width() : Integer.MAX_VALUE;
    }

    /** A finding as lines, each safe for a terminal. */
    public List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        String state = padded(state(finding.state()), STATE);
        lines.add((colours ? colour(finding.state()) + state + PLAIN : state)
                + padded(check(finding.check()), CHECK)
                + Wrap.under(SafeText.line(finding.what()), MARGIN, columns));
        if (!finding.advice().isEmpty()) {
            String advice = "-> " + SafeText.line(finding.advice());
            lines.add(" ".repeat(MARGIN) + Wrap.under(advice, MARGIN, columns));
        }
        return lines;
    }

    private static String padded(String word, int width) {
        return word + " ".repeat(Math.max(1, width - word.length()));
    }

    private static String state(Finding.State state) {
        return switch (state) {
            case OK -> TEXTS.get("state.ok");
            case NOTE -> TEXTS.get("state.note");
            case PROBLEM -> TEXTS.get("state.problem");
            case SKIPPED -> TEXTS.get("state.skipped");
        };
    }

    private static String check(String check) {
        return switch (check) {
            case "socket" -> TEXTS.get("check.socket");
            case "daemon" -> TEXTS.get("check.daemon");
            case "port" -> TEXTS.get("check.port");
            case "peers" -> TEXTS.get("check.peers");
            case "plugins" -> TEXTS.get("check.plugins");
            case "dbus" -> TEXTS.get("check.dbus");
            case "clock" -> TEXTS.get("check.clock");
            default -> TEXTS.get("check.java");
        };
    }

    private static String colour(Finding.State state) {
        return switch (state) {
            case OK -> "\033[32m";
            case NOTE -> "\033[33m";
            case PROBLEM -> "\033[1;31m";
            case SKIPPED -> "";
        };
    }
}
