package io.usi.ctl.verify;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A QR code (ISO/IEC 18004) made of characters, with its quiet zone. Loading this class loads the library that makes it. A text of
 * 77 capital letters, digits and colons or fewer makes one of 37 modules a side.
 */
final class QrCode {
    /** How it is drawn. */
    enum Ink {
        /** Black on white, in half blocks of a terminal. */
        BLOCKS("\033[0;30;107m", "\033[0m", true, true),
        /** Light modules as half blocks: right where light text stands on a dark ground. */
        PLAIN_BLOCKS("", "", false, true),
        /** Black on white, in blanks of a terminal: two for each module. */
        BLANKS("", "\033[0m", true, false),
        /** Dark modules as {@code ##}. */
        ASCII("", "", true, false);

        private final String start;
        private final String end;
        private final boolean dark;
        private final boolean half;

        Ink(String start, String end, boolean dark, boolean half) {
            this.start = start;
            this.end = end;
            this.dark = dark;
            this.half = half;
        }

        /**
         * What a terminal can show.
         *
         * @param charset in which it takes what it shows; of others than UTF-8 nobody knows how wide a half block is
         */
        static Ink of(Charset charset, boolean colours) {
            if (charset.equals(StandardCharsets.UTF_8)) {
                return colours ? BLOCKS : PLAIN_BLOCKS;
            }
            return colours ? BLANKS : ASCII;
        }
    }

    private static final int QUIET = 4;
    private static final String BLACK = "\033[40m  ";
    private static final String WHITE = "\033[107m  ";

    private final ByteMatrix modules;

    QrCode(String text) {
        try {
            modules = Encoder.encode(text, ErrorCorrectionLevel.L).getMatrix();
        } catch (WriterException e) {
            throw new IllegalArgumentException("the text does not fit a QR code", e);
        }
    }

    /** How many columns it takes. */
    int columns(Ink ink) {
        return (modules.getWidth() + 2 * QUIET) * (ink.half ? 1 : 2);
    }

    /** Its lines, which need no further filter. */
    List<String> lines(Ink ink) {
        List<String> lines = new ArrayList<>();
        int end = modules.getHeight() + QUIET;
        for (int y = -QUIET; y < end; y += ink.half ? 2 : 1) {
            StringBuilder line = new StringBuilder(ink.start);
            for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
                line.append(ink.half ? half(drawn(x, y, ink), drawn(x, y + 1, ink)) : whole(isDark(x, y), ink));
            }
            lines.add(line.append(ink.end).toString());
        }
        return lines;
    }

    private static String whole(boolean dark, Ink ink) {
        if (ink == Ink.BLANKS) {
            return dark ? BLACK : WHITE;
        }
        return dark ? "##" : "  ";
    }

    private static char half(boolean upper, boolean lower) {
        return upper ? lower ? '\u2588' : '\u2580' : lower ? '\u2584' : ' ';
    }

    /** Whether a module is one that is drawn; below the last row there is ground, and nothing is light. */
    private boolean drawn(int x, int y, Ink ink) {
        return y < modules.getHeight() + QUIET && isDark(x, y) == ink.dark;
    }

    private boolean isDark(int x, int y) {
        return x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight() && modules.get(x, y) == 1;
    }
}
