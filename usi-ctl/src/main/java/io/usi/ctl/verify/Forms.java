package io.usi.ctl.verify;

import io.usi.ctl.Streams;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.ui.TerminalCharset;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** What one side's user shows or reads out to the other's, as lines for a terminal. */
public final class Forms {
    private static final Texts TEXTS = Texts.of(Forms.class);
    /** A line of 32 digits, or of four words, takes so many columns at most. */
    private static final int WIDE = 70;

    private static final int WORD = 12;

    private Forms() {}

    /**
     * All of them, for {@code verify --show}.
     *
     * @param qr whether the QR code as well
     */
    public static List<String> all(Compared compared, Streams streams, boolean qr) {
        List<String> lines = new ArrayList<>();
        lines.add(TEXTS.get("show.digits"));
        lines.addAll(digits(compared.fingerprint(), width(streams, Terminal.OUTPUT)));
        lines.add(TEXTS.get("show.words"));
        lines.addAll(words(compared.words(), width(streams, Terminal.OUTPUT)));
        if (qr) {
            lines.add(TEXTS.get("show.qr"));
            lines.addAll(code(compared.qr(), streams, Terminal.OUTPUT));
        }
        return lines;
    }

    /** The columns of a stream's terminal; of what is none, enough. */
    static int width(Streams streams, int stream) {
        return streams.terminal().is(stream) ? streams.terminal().width() : WIDE;
    }

    /** Digits in lines of 32, or of 16. */
    static List<String> digits(String digits, int width) {
        List<String> lines = new ArrayList<>();
        int count = width < WIDE ? 16 : 32;
        for (int i = 0; i < digits.length(); i += count) {
            String line = digits.substring(i, Math.min(digits.length(), i + count));
            lines.add("  " + SafeText.line(Compared.grouped(line)));
        }
        return lines;
    }

    /** Numbered words, in lines of four, or of two. */
    static List<String> words(List<String> words, int width) {
        List<String> lines = new ArrayList<>();
        int count = width < WIDE ? 2 : 4;
        for (int i = 0; i < words.size(); i += count) {
            StringBuilder line = new StringBuilder();
            for (int j = i; j < Math.min(words.size(), i + count); j++) {
                String number = (j + 1 < 10 ? " " : "") + (j + 1);
                String word = SafeText.line(words.get(j));
                line.append("  ").append(number).append(' ').append(word);
                line.append(" ".repeat(Math.max(0, WORD - word.length() - 1)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** The QR code and its text; the text alone where the terminal is too narrow. */
    static List<String> code(String text, Streams streams, int stream) {
        List<String> lines = new ArrayList<>();
        // Of a file, too, which a person may show at that terminal.
        Charset charset = TerminalCharset.of(streams.environment());
        QrCode.Ink ink = QrCode.Ink.of(charset, Trust.hasColours(streams, stream));
        QrCode code = new QrCode(text);
        if (streams.terminal().is(stream) && streams.terminal().width() < code.columns(ink)) {
            lines.add(TEXTS.get("show.narrow", code.columns(ink)));
        } else {
            lines.addAll(code.lines(ink));
        }
        lines.add("  " + SafeText.line(text));
        return lines;
    }
}
