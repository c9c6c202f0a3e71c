package io.usi.ctl.chat;

import io.usi.ctl.ui.Cells;
import io.usi.ctl.ui.SafeText;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Bidi;

/** What a terminal can show. What it cannot is a question mark. For any thread. */
final class Repertoire {
    /** First strong isolate and pop directional isolate: what is between changes the order of nothing else. */
    private static final String ISOLATE = "\u2068";

    private static final String END_OF_ISOLATE = "\u2069";

    private final CharsetEncoder encoder;
    private final boolean everything;

    /** That of a terminal which takes this charset. */
    Repertoire(Charset charset) {
        encoder = charset.newEncoder();
        everything = charset.equals(StandardCharsets.UTF_8);
    }

    /** A line of somebody's, safe for the terminal and within what it can show. */
    synchronized String line(String text) {
        String safe = SafeText.line(text);
        if (everything || encoder.canEncode(safe)) {
            return safe;
        }
        StringBuilder shown = new StringBuilder();
        safe.codePoints().forEach(c -> shown.append(one(c)));
        return shown.toString();
    }

    /** Whether the terminal can show a character. */
    synchronized boolean has(int c) {
        return everything || encoder.canEncode(Character.toString(c));
    }

    private String one(int c) {
        String text = Character.toString(c);
        if (encoder.canEncode(text)) {
            return text;
        }
        return Cells.of(c) == 0 ? "" : "?";
    }

    /** A part of a line that was made safe, set apart where it is written from right to left. */
    String isolated(String safe) {
        boolean turns = everything && Bidi.requiresBidi(safe.toCharArray(), 0, safe.length());
        return turns ? ISOLATE + safe + END_OF_ISOLATE : safe;
    }

    /** A line in which each character takes as many columns as is known: for what is drawn again and again. */
    synchronized String certain(String text) {
        StringBuilder shown = new StringBuilder();
        line(text).codePoints().map(c -> Cells.isCertain(c) ? c : '?').forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
