package io.usi.ctl.doctor;

import io.usi.ctl.text.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether the clock can be right. No protocol of USI's depends on it or tells a peer's: it dates messages, and the log. */
final class ClockCheck {
    private static final Texts TEXTS = Texts.of(ClockCheck.class);
    /** This was written then. */
    private static final int FIRST_YEAR = 2026;

    private static final int LAST_YEAR = 2100;
    private static final int PATIENCE_S = 5;

    private ClockCheck() {}

    static List<Finding> look(long nowMillis) {
        String now = Instant.ofEpochMilli(nowMillis).toString();
        int year = Instant.ofEpochMilli(nowMillis).atZone(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            return List.of(Finding.problem("clock", TEXTS.get("clock.wrong", now), TEXTS.get("clock.set")));
        }
        return List.of(
                switch (synchronised()) {
                    case "yes" -> Finding.ok("clock", TEXTS.get("clock.synchronised", now));
                    case "no" -> Finding.note("clock", TEXTS.get("clock.alone", now), TEXTS.get("clock.set"));
                    default -> Finding.ok("clock", TEXTS.get("clock.plausible", now));
                });
    }

    /** What systemd says of the clock, {@code yes} or {@code no}; empty where there is none. */
    private static String synchronised() {
        try {
            Process timedatectl = new ProcessBuilder("timedatectl", "show", "--property=NTPSynchronized", "--value")
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!timedatectl.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                timedatectl.destroyForcibly();
                return "";
            }
            return new String(timedatectl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
