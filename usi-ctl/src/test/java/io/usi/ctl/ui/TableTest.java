package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void aligns_by_what_a_terminal_shows() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Table("NAME", "SIZE", "END")
                .row("日本", "1", "x")
                .row("e\u0301a", "22222", "x")
                .row("", "\u001b[2J", "x")
                .print(new Output(out, StandardCharsets.UTF_8));
        assertEquals("""
                NAME  SIZE       END
                日本  1          x
                e\u0301a    22222      x
                -     \\u{1b}[2J  x
                """, out.toString(StandardCharsets.UTF_8));
    }
}
