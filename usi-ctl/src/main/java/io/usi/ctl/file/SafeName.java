package io.usi.ctl.file;

import io.usi.ctl.ui.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A file's name that stays in its folder and shows what it is: one component, no control characters or changes of
 * direction, not hidden, no option of a command, no device of another system, at most 255 bytes of UTF-8.
 */
final class SafeName {
    static final int MAX_BYTES = 255;

    private static final String UNNAMED = "file";
    private static final int MAX_EXTENSION_BYTES = 32;

    private final String stem;
    private final String extension;

    private SafeName(String stem, String extension) {
        this.stem = stem;
        this.extension = extension;
    }

    /**
     * Makes a name safe.
     *
     * @param name the sender's word, anything at all
     */
    static SafeName of(String name) {
        String safe = trimmed(cleaned(name.substring(lastComponent(name))));
        if (safe.isEmpty()) {
            safe = UNNAMED;
        }
        if (safe.startsWith("-") || isDevice(safe)) {
            safe = "_" + safe;
        }
        int dot = safe.lastIndexOf('.');
        boolean split = dot > 0 && bytes(safe.substring(dot)) <= MAX_EXTENSION_BYTES;
        return new SafeName(split ? safe.substring(0, dot) : safe, split ? safe.substring(dot) : "");
    }

    /** The name for 0; {@code name (1).ext} and so on from 1, where that is taken. */
    String numbered(int number) {
        String suffix = number == 0 ? "" : " (" + number + ")";
        int room = MAX_BYTES - bytes(suffix) - bytes(extension);
        return cut(stem, room) + suffix + extension;
    }

    private static int lastComponent(String name) {
        return Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
    }

    private static String cleaned(String component) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < component.length(); ) {
            int c = component.codePointAt(i);
            clean.appendCodePoint(SafeText.isHarmful(c) || "<>:\"|?*".indexOf(c) >= 0 ? '_' : c);
            i += Character.charCount(c);
        }
        return clean.toString();
    }

    /** Without blanks and dots on either side: a dot in front hides a file, one behind is lost on some systems. */
    private static String trimmed(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isBlankOrDot(name.charAt(start))) {
            start++;
        }
        while (end > start && isBlankOrDot(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isBlankOrDot(char c) {
        return c == '.' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String device = (dot < 0 ? name : name.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        return switch (device) {
            case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" -> true;
            default ->
                device.length() == 4
                        && (device.startsWith("COM") || device.startsWith("LPT"))
                        && "0123456789\u00b9\u00b2\u00b3".indexOf(device.charAt(3)) >= 0;
        };
    }

    /** As many whole characters as fit, with no blank or dot at the end. */
    private static String cut(String text, int room) {
        if (bytes(text) <= room) {
            return text;
        }
        int end = 0;
        int used = 0;
        while (true) {
            int next = text.offsetByCodePoints(end, 1);
            used += bytes(text.substring(end, next));
            if (used > room) {
                return trimmed(text.substring(0, end));
            }
            end = next;
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
