package io.usi.ctl.chat;

import io.usi.ctl.ui.SafeText;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.WCWidth;

/** Shows what is typed as far as the terminal can show it; each character takes as many columns as JLine expects. */
final class Showable implements Highlighter {
    private final Repertoire repertoire;

    Showable(Repertoire repertoire) {
        this.repertoire = repertoire;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        StringBuilder shown = new StringBuilder();
        buffer.codePoints().forEach(c -> {
            if (c == '\n') {
                shown.append('\n');
            } else if (SafeText.isHarmful(c) || !repertoire.has(c)) {
                shown.append("?".repeat(Math.max(0, WCWidth.wcwidth(c))));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return new AttributedString(shown);
    }
}
