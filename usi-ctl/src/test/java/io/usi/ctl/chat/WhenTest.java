package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usi.ctl.ui.Units;
import org.junit.jupiter.api.Test;

class WhenTest {
    @Test
    void ofTodayTheMinuteIsEnough() {
        String time = "2026-11-22T12:14:05Z";
        String local = Units.local(time);
        assertEquals(local.substring(11, 16), When.of(time, local.substring(0, 10)));
        assertEquals(local.substring(5, 16), When.of(time, "2026-11-30"));
        for (String none : new String[] {"", "soon", "\u001b[2J", "2026-13-45T22:14:05Z", "x".repeat(1_000)}) {
            assertEquals("--:--", When.of(none, "2026-11-30"));
        }
    }
}
