package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    private static final Map<String, Object> TRANSFER = Map.of(
            "name",
            "a\u001bb.iso",
            "size",
            4_000_000L,
            "bytes",
            1_000_000L,
            "rate",
            500_000L,
            "eta_s",
            6,
            "state",
            "active");

    @Test
    void shows_bar_percent_rate_and_time_left() {
        assertEquals(
                "a\\u{1b}b.iso [#######.......................] 25%  1.0 MB  500.0 kB/s  6s left",
                Progress.line(TRANSFER, 79));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 200})
    void fits_into_the_terminal(int width) {
        assertTrue(Table.width(Progress.line(TRANSFER, width)) <= width);
    }

    @Test
    void leaves_out_what_does_not_fit() {
        assertEquals("a\\u{1b  25%  1.0 MB", Progress.line(TRANSFER, 20));
        assertEquals("a\\u{1b}b.i [#....] 25%  1.0 MB", Progress.line(TRANSFER, 30));
        assertEquals("a\\u{1b}b.iso  25%  1.0 MB  500.0 kB/s", Progress.line(TRANSFER, 40));
    }

    @Test
    void needs_no_size() {
        assertEquals("x   5 B", Progress.line(Map.of("name", "x", "bytes", 5), 79));
    }

    @Test
    void never_shows_more_than_all() {
        assertTrue(
                Progress.line(Map.of("name", "x", "bytes", 50, "size", 5), 79).contains("100%"));
    }

    @ParameterizedTest
    @CsvSource({"waiting,waits for the peer", "interrupted,waits for the connection"})
    void says_what_it_waits_for(String state, String words) {
        Map<String, Object> transfer = Map.of("name", "x", "bytes", 0, "size", 5, "state", state);
        assertTrue(Progress.line(transfer, 79).contains(".] " + words + "  0%  0 B"), Progress.line(transfer, 79));
    }

    @Test
    void draws_on_a_terminal_alone_and_cleans_up() {
        assertEquals("", drawn(Map.of("USI_TTY", "01", "COLUMNS", "40")));
        String drawn = drawn(Map.of("USI_TTY", "2", "COLUMNS", "40"));
        assertTrue(drawn.startsWith("\r\u001b[K"), drawn);
        assertTrue(drawn.endsWith("\r\u001b[K"), drawn);
        assertTrue(drawn.contains("25%"), drawn);
    }

    private static String drawn(Map<String, String> environment) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (Progress progress =
                new Progress(new PrintStream(err, true, StandardCharsets.UTF_8), new Terminal(environment))) {
            progress.show(TRANSFER);
        }
        return err.toString(StandardCharsets.UTF_8);
    }
}
