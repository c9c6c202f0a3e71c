package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnitsTest {
    private final TimeZone usual = TimeZone.getDefault();

    @BeforeEach
    void live_in_paris() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Paris"));
    }

    @AfterEach
    void go_home() {
        TimeZone.setDefault(usual);
    }

    @Test
    void writes_sizes() {
        assertEquals("0 B", Units.bytes(0));
        assertEquals("999 B", Units.bytes(999));
        assertEquals("1.0 kB", Units.bytes(1_000));
        assertEquals("999.9 kB", Units.bytes(999_999));
        assertEquals("1.0 MB", Units.bytes(1_000_000));
        assertEquals("2.4 GB", Units.bytes(2_400_000_001L));
        assertEquals("9.2 EB", Units.bytes(Long.MAX_VALUE));
    }

    @Test
    void writes_durations() {
        assertEquals("59s", Units.seconds(59));
        assertEquals("2m03s", Units.seconds(123));
        assertEquals("1h00m", Units.seconds(3_600));
        assertEquals("3d04h", Units.seconds(3 * 86_400 + 4 * 3_600 + 5));
    }

    @Test
    void writes_times_of_the_users_zone() {
        assertEquals("2026-11-22 23:14:05", Units.local("2026-11-22T22:14:05Z"));
        assertEquals("2026-11-22 23:14:05", Units.local("2026-11-22T22:14:05.123456Z"));
        assertEquals("2026-07-01 02:00:00", Units.local("2026-07-01T00:00:00Z"));
        assertEquals("2027-01-01 00:30:09", Units.local("2026-12-31T23:30:09Z"));
    }

    @Test
    void leaves_alone_what_is_no_time() {
        assertEquals("", Units.local(""));
        assertEquals("\\u{1b}[2J", Units.local("\u001b[2J"));
        assertEquals("2026-13-45T22:14:05Z", Units.local("2026-13-45T22:14:05Z"));
        assertEquals("soon, or so it is said, Z", Units.local("soon, or so it is said, Z"));
    }
}
