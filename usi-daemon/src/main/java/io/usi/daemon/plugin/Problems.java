package io.usi.daemon.plugin;

import io.usi.plugin.PluginException;
import java.util.Optional;

/** Says what a plugin threw. Messages of anything but a {@link PluginException} may hold anything, and are left out. */
final class Problems {
    private static final int MAX_LINE = 300;
    private static final int MAX_CAUSES = 4;
    private static final int MAX_FRAMES = 40;

    private Problems() {}

    /** One line for people. Runs code of the plugin's. */
    static String oneLine(String what, Throwable thrown) {
        Optional<String> words = thrown instanceof PluginException ? words(thrown) : Optional.empty();
        if (words.isPresent()) {
            return words.get();
        }
        if (thrown instanceof OutOfMemoryError) {
            return "memory ran out in " + what;
        }
        return what + " threw " + thrown.getClass().getName();
    }

    /** What was thrown says, where it says anything. Runs code of the plugin's, which may block but not throw out of here. */
    static Optional<String> words(Throwable thrown) {
        try {
            return Optional.ofNullable(thrown.getMessage()).map(Problems::clean);
        } catch (Throwable another) {
            return Optional.empty();
        }
    }

    /** A plugin's own words, as they may be shown on one line of a terminal. */
    static String clean(String words) {
        StringBuilder line = new StringBuilder();
        words.codePoints().limit(MAX_LINE).forEach(c -> {
            int type = Character.getType(c);
            boolean shown = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            line.appendCodePoint(shown ? c : ' ');
        });
        return line.toString().strip();
    }

    /** Where it was thrown, for {@code --dev}: classes and lines, no messages. */
    static String trace(Throwable thrown) {
        try {
            return frames(thrown);
        } catch (Throwable another) {
            return "and it cannot be told where";
        }
    }

    private static String frames(Throwable thrown) {
        StringBuilder trace = new StringBuilder();
        Throwable current = thrown;
        for (int depth = 0; current != null && depth < MAX_CAUSES; depth++, current = current.getCause()) {
            trace.append(depth == 0 ? "" : "\ncaused by ")
                    .append(current.getClass().getName());
            StackTraceElement[] frames = current.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                trace.append("\n\tat ").append(frames[i]);
            }
        }
        return trace.toString();
    }
}
