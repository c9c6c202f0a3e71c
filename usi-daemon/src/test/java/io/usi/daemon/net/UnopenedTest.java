package io.usi.daemon.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnopenedTest {
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private long nanos = -5;

    @AfterEach
    void giveBack() {
        System.setErr(err);
    }

    @Test
    void aFloodIsToldOfOnceAMinute() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        Unopened unopened = new Unopened(() -> nanos);
        unopened.add("first");
        for (int i = 0; i < 1_000; i++) {
            unopened.add("flood");
        }
        nanos += TimeUnit.MINUTES.toNanos(1);
        unopened.add("last");
        List<String> lines = log.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll(".*sessions: ", ""))
                .toList();
        assertEquals(List.of("1; the last: first", "1001; the last: last"), lines);
    }
}
