package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usi.ctl.CtlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTest {
    @Test
    void reads_every_unit() {
        assertEquals(30L, Duration.seconds("--wait", "30s"));
        assertEquals(300L, Duration.seconds("--wait", "5m"));
        assertEquals(3_600L, Duration.seconds("--wait", "1h"));
        assertEquals(0.5, Duration.seconds("--wait", "500ms"));
        assertEquals(7L, Duration.seconds("--wait", "7"));
        assertEquals(1.5, Duration.seconds("--wait", "1.5"));
        assertEquals(0L, Duration.seconds("--wait", "0"));
        assertEquals(86_400L, Duration.seconds("--wait", "24h"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "ms",
                "h",
                "-5s",
                "5 s",
                "5d",
                "1h30m",
                "1.2.3s",
                ".",
                "NaN",
                "1e3",
                "0x5",
                "25h",
                "86401",
                "99999999999999999999",
                "٣s"
            })
    void refuses_anything_else(String text) {
        assertEquals(
                2,
                assertThrows(CtlException.class, () -> Duration.seconds("--wait", text))
                        .exit()
                        .code());
    }
}
