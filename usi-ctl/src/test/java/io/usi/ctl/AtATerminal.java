package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs usi-ctl as a process at a terminal of its own, which is what hides a password: script(1) of Debian's bsdutils makes it. */
public final class AtATerminal {
    private static final int PATIENCE_S = 30;

    private AtATerminal() {}

    /** How it ended, and all that was to be seen, with line feeds alone. */
    public record Result(int exit, String screen) {}

    /**
     * Types lines, whatever is asked when, and waits for the end.
     *
     * @param arguments none with a quote
     */
    public static Result run(Path socket, List<String> typed, String... arguments)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String command = "exec '" + java + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp '"
                + System.getProperty("java.class.path") + "' io.usi.ctl.Main '" + String.join("' '", arguments) + "'";
        ProcessBuilder builder = new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null");
        builder.environment().put("USI_SOCKET", socket.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("COLUMNS", "200");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("USI_TTY");
        builder.environment().remove("USI_LOCALE");
        Process process = builder.redirectErrorStream(true).start();
        try {
            OutputStream keyboard = process.getOutputStream();
            keyboard.write((String.join("\n", typed) + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), screen);
            return new Result(process.exitValue(), screen.replace("\r", ""));
        } finally {
            process.destroyForcibly();
        }
    }
}
