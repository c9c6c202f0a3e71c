package io.usi.ctl.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Which of the standard streams are terminals, and how wide they are. */
public final class Terminal {
    /** The number of standard input. */
    public static final int INPUT = 0;
    /** The number of standard output. */
    public static final int OUTPUT = 1;
    /** The number of standard error. */
    public static final int ERROR = 2;

    private static final int USUAL_WIDTH = 80;

    private final Map<String, String> environment;

    /** Reads the launcher's {@code USI_TTY}, the numbers of those streams that are terminals; without it, the system. */
    public Terminal(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether a person is at that stream. */
    public boolean is(int stream) {
        String known = environment.get("USI_TTY");
        if (known != null) {
            return known.indexOf('0' + stream) >= 0;
        }
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Columns. */
    public int width() {
        int width = positive(environment.get("COLUMNS"));
        if (width == 0) {
            String size = Stty.run("size");
            width = size == null
                    ? 0
                    : positive(size.substring(size.indexOf(' ') + 1).strip());
        }
        return width == 0 ? USUAL_WIDTH : width;
    }

    private static int positive(String number) {
        try {
            return number == null ? 0 : Math.max(0, Integer.parseInt(number));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
