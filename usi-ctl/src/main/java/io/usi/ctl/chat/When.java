package io.usi.ctl.chat;

import io.usi.ctl.ui.Units;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Times in front of lines. */
final class When {
    private static final int DAY = "2026-11-22".length();
    private static final int MINUTE = "2026-11-22 22:14".length();
    private static final int SECOND = "2026-11-22 22:14:05".length();
    private static final int YEAR = "2026-".length();
    private static final String UNKNOWN = "--:--";

    private When() {}

    /** Now, in the user's zone: {@code 22:14}. */
    static String now() {
        return of(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The time of an event, RFC 3339 in UTC; with month and day where that was not today; {@code --:--} for what is none. */
    static String of(String time) {
        return of(time, LocalDate.now(ZoneId.systemDefault()).toString());
    }

    static String of(String time, String today) {
        String local = Units.local(time);
        if (local.length() != SECOND) {
            return UNKNOWN;
        }
        return local.substring(local.startsWith(today) ? DAY + 1 : YEAR, MINUTE);
    }
}
