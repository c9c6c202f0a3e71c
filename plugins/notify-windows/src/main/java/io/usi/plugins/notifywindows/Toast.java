package io.usi.plugins.notifywindows;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One notification: three texts, which may hold anything.
 *
 * @param title the line on top
 * @param text what happened
 * @param hint what to do about it; empty where there is nothing to do
 */
record Toast(String title, String text, String hint) {
    static final int TITLE_BYTES = 192;
    static final int TEXT_BYTES = 1_024;
    static final int HINT_BYTES = 128;

    private static final String CUT = "…";
    private static final int REPLACEMENT = 0xfffd;

    /**
     * What PowerShell reads: a line each for the application's id and the three texts, in base64 of UTF-8. All of it fits
     * into the smallest pipe there is, of 4,096 bytes on Windows: writing it never waits.
     *
     * @param applicationId at most 128 characters
     */
    List<String> lines(String applicationId) {
        return List.of(
                line(applicationId),
                line(fit(title, TITLE_BYTES)),
                line(fit(text, TEXT_BYTES)),
                line(fit(hint, HINT_BYTES)));
    }

    /** No line is empty: whether PowerShell tells such a one is not written anywhere. */
    private static String line(String text) {
        return Base64.getEncoder().encodeToString((text.isEmpty() ? " " : text).getBytes(StandardCharsets.UTF_8));
    }

    /** As many whole characters as fit, each of which XML can hold. */
    static String fit(String text, int bytes) {
        StringBuilder fitting = new StringBuilder();
        int used = 0;
        int cut = 0;
        for (int at = 0; at < text.length(); ) {
            int given = text.codePointAt(at);
            at += Character.charCount(given);
            int c = isXml(given) ? given : REPLACEMENT;
            used += Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
            if (used > bytes) {
                fitting.setLength(cut);
                return fitting.append(CUT).toString();
            }
            fitting.appendCodePoint(c);
            if (used <= bytes - CUT.getBytes(StandardCharsets.UTF_8).length) {
                cut = fitting.length();
            }
        }
        return fitting.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
