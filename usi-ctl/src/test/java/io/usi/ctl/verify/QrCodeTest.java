package io.usi.ctl.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.qrcode.decoder.Decoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QrCodeTest {
    private static final String TEXT = "USI:FP:" + "0123456789ABCDEF".repeat(4) + ":I";
    private static final int SIDE = 29;
    private static final int QUIET = 4;

    private final QrCode code = new QrCode(TEXT);

    /** Reads the picture back from the characters, as a camera would from the screen. */
    private static boolean[][] dark(List<String> lines, QrCode.Ink ink) {
        boolean[][] dark = new boolean[SIDE + 2 * QUIET][SIDE + 2 * QUIET];
        for (int y = 0; y < dark.length; y++) {
            for (int x = 0; x < dark.length; x++) {
                dark[y][x] = switch (ink) {
                    case BLOCKS -> block(lines.get(y / 2), x, y);
                    case PLAIN_BLOCKS -> !block(lines.get(y / 2), x, y);
                    case BLANKS -> lines.get(y).split("(?<=  )", -1)[x].startsWith("\033[40m");
                    case ASCII -> lines.get(y).startsWith("##", 2 * x);
                };
            }
        }
        return dark;
    }

    private static boolean block(String line, int x, int y) {
        char c = line.replaceAll("\033\\[[0-9;]*m", "").charAt(x);
        return c == '\u2588' || c == (y % 2 == 0 ? '\u2580' : '\u2584');
    }

    @ParameterizedTest
    @EnumSource
    void isReadBack(QrCode.Ink ink) throws Exception {
        boolean[][] dark = dark(code.lines(ink), ink);
        boolean[][] modules = new boolean[SIDE][SIDE];
        for (int y = 0; y < dark.length; y++) {
            for (int x = 0; x < dark.length; x++) {
                boolean inside = Math.min(x, y) >= QUIET && Math.max(x, y) < SIDE + QUIET;
                if (inside) {
                    modules[y - QUIET][x - QUIET] = dark[y][x];
                } else {
                    assertTrue(!dark[y][x], "the quiet zone");
                }
            }
        }
        assertEquals(TEXT, new Decoder().decode(modules).getText());
    }

    @Test
    void fitsASmallTerminal() {
        assertEquals(37, code.columns(QrCode.Ink.BLOCKS));
        assertEquals(19, code.lines(QrCode.Ink.BLOCKS).size());
        assertEquals(74, code.columns(QrCode.Ink.ASCII));
    }

    @Test
    void theCharsetChoosesTheInk() {
        assertEquals(QrCode.Ink.BLOCKS, QrCode.Ink.of(StandardCharsets.UTF_8, true));
        assertEquals(QrCode.Ink.PLAIN_BLOCKS, QrCode.Ink.of(StandardCharsets.UTF_8, false));
        assertEquals(QrCode.Ink.BLANKS, QrCode.Ink.of(StandardCharsets.ISO_8859_1, true));
        assertEquals(QrCode.Ink.ASCII, QrCode.Ink.of(StandardCharsets.US_ASCII, false));
    }
}
