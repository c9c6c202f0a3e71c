package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Programs of the system that tests compare with. */
public final class Tools {
    private static final int LIMIT_SECONDS = 60;

    private Tools() {}

    /** Runs one; skips the test where it is not installed, which is a failure in continuous integration. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            String missing = command[0] + " is not installed: " + e.getMessage();
            return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(command[0] + " does not end");
        }
        assertEquals(0, process.exitValue(), output);
        return output;
    }
}
