package io.usi.daemon.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.Logger;

class LineLoggerTest {
    private static Logger logger(String name) {
        return new LogProvider().getLoggerFactory().getLogger(name);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void writes_a_line_with_the_time() {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            logger("io.usi.x").warn("{} of {}", 1, "two");
            logger("io.usi.x").error("thrown", new IllegalStateException("why"));
            logger("io.usi.x").debug("not seen");
            logger("org.pf4j.X").error("not seen");
        } finally {
            System.setErr(before);
        }
        String[] lines = written.toString(StandardCharsets.UTF_8).split("\n");
        assertTrue(lines[0].matches("(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d )?WARN 1 of two"), lines[0]);
        assertTrue(lines[1].endsWith("ERROR thrown"), lines[1]);
        assertEquals("java.lang.IllegalStateException: why", lines[2]);
        assertFalse(String.join("\n", lines).contains("not seen"));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void speaks_as_it_is_told() {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        LogProvider.speak(Sentences.in(Language.FRENCH)::translated);
        try {
            logger("io.usi.x").warn("A session was refused: {}", "nobody answers there");
        } finally {
            LogProvider.speak(UnaryOperator.identity());
            System.setErr(before);
        }
        String line = written.toString(StandardCharsets.UTF_8).strip();
        assertTrue(line.endsWith("ATTENTION Une session a été refusée : personne n’y répond"), line);
    }

    @Test
    void times_have_seconds() {
        assertEquals("2026-11-22 22:14:00", LineLogger.time(LocalDateTime.of(2026, 11, 22, 22, 14)));
        assertEquals("2026-01-02 03:04:05", LineLogger.time(LocalDateTime.of(2026, 1, 2, 3, 4, 5, 999_999_999)));
    }

    @Test
    void a_name_has_one_logger() {
        LogProvider provider = new LogProvider();
        assertSame(
                provider.getLoggerFactory().getLogger("a"),
                provider.getLoggerFactory().getLogger("a"));
    }
}
