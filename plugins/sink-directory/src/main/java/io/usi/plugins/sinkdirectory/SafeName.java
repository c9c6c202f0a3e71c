package io.usi.plugins.sinkdirectory;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * A file's name that stays in its folder, shows what it is and can be written everywhere: one component, no control
 * characters or changes of direction, not hidden, no option of a command, no device, at most 255 bytes of UTF-8. The jar
 * of sink-command has this class in it, too.
 */
public final class SafeName {
    static final int MAX_BYTES = 255;

    private static final String UNNAMED = "file";
    private static final int MAX_EXTENSION_BYTES = 32;
    private static final int MAX_READ = 4_096;
    private static final Pattern DEVICE = Pattern.compile(
            "(?i)(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|CLOCK\\$|(COM|LPT)[0-9\\u00b9\\u00b2\\u00b3])\\s*(\\..*)?");

    private final String base;
    private final String extension;

    private SafeName(String base, String extension) {
        this.base = base;
        this.extension = extension;
    }

    /**
     * Makes a name safe.
     *
     * @param name the sender's word, anything at all
     * @return the name to use
     */
    public static SafeName of(String name) {
        String safe = trimmed(cleaned(lastComponent(name)));
        if (safe.isEmpty()) {
            safe = UNNAMED;
        }
        if (safe.startsWith("-") || DEVICE.matcher(safe).matches()) {
            safe = "_" + safe;
        }
        int dot = safe.lastIndexOf('.');
        boolean split = dot > 0 && bytes(safe.substring(dot)) <= MAX_EXTENSION_BYTES;
        return new SafeName(split ? safe.substring(0, dot) : safe, split ? safe.substring(dot) : "");
    }

    /**
     * The name, or one of those to take where it is taken.
     *
     * @param number 0 for the name itself, from 1 for {@code name (1).ext} and so on
     * @return the name, never empty
     */
    public String numbered(int number) {
        String suffix = number == 0 ? "" : " (" + number + ")";
        int room = MAX_BYTES - bytes(suffix) - bytes(extension);
        return trimmedEnd(cut(base, room)) + suffix + extension;
    }

    private static String lastComponent(String name) {
        int end = name.length();
        while (end > 0 && isSeparator(name.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && !isSeparator(name.charAt(start - 1))) {
            start--;
        }
        return name.substring(Math.max(start, end - MAX_READ), end);
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '\\';
    }

    private static String cleaned(String component) {
        StringBuilder clean = new StringBuilder();
        Normalizer.normalize(component, Normalizer.Form.NFC).codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.FORMAT, Character.SURROGATE -> {}
                case Character.CONTROL,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.UNASSIGNED,
                        Character.PRIVATE_USE -> clean.append('_');
                case Character.SPACE_SEPARATOR -> clean.append(' ');
                default -> clean.appendCodePoint("<>:\"|?*".indexOf(c) >= 0 ? '_' : c);
            }
        });
        return clean.toString();
    }

    /** Without blanks and dots on either side: a dot in front hides a file, one behind is lost on some systems. */
    private static String trimmed(String name) {
        int start = 0;
        while (start < name.length() && isBlankOrDot(name.charAt(start))) {
            start++;
        }
        return trimmedEnd(name.substring(start));
    }

    private static String trimmedEnd(String name) {
        int end = name.length();
        while (end > 0 && isBlankOrDot(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    private static boolean isBlankOrDot(char c) {
        return c == ' ' || c == '.';
    }

    /** As many whole characters as fit. */
    private static String cut(String text, int room) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            used += bytes(text.substring(end, next));
            if (used > room) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
