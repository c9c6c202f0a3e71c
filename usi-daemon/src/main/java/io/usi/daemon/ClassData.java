package io.usi.daemon;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the tool of the distribution make class data, from which the next start is faster, where the launcher found none for
 * this Java that it could use, and a place for it.
 */
final class ClassData {
    private static final Logger LOG = LoggerFactory.getLogger(ClassData.class);
    /** Not while the daemon opens its first sessions, nor for one that lives shortly. */
    private static final Duration DELAY = Duration.ofSeconds(10);

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private ClassData() {}

    /** Returns at once. */
    static void makeSoon(Timer timer) {
        String tool = System.getProperty("usi.make-class-data");
        if (tool != null) {
            timer.after(DELAY, () -> Threads.startPlatform("usi-class-data", () -> make(tool)));
        }
    }

    private static void make(String tool) {
        ProcessBuilder builder = new ProcessBuilder("nice", "-n", "19", tool)
                .redirectInput(Redirect.from(Redirect.DISCARD.file()))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        // It starts a daemon, which is not the service.
        builder.environment().keySet().removeAll(List.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"));
        try {
            Process process = builder.start();
            if (!process.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            LOG.debug("Class data: {}", process.waitFor() == 0 ? "made" : "not made");
        } catch (IOException e) {
            LOG.debug("Class data cannot be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
