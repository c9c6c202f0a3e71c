package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
    @ParameterizedTest
    @CsvSource({
        "1b, \\u{1b}",
        "0, \\u{0}",
        "7, \\u{7}",
        "8, \\u{8}",
        "a, \\u{a}",
        "d, \\u{d}",
        "7f, \\u{7f}",
        "85, \\u{85}",
        "9b, \\u{9b}",
        "9d, \\u{9d}",
        "202a, \\u{202a}",
        "202e, \\u{202e}",
        "2066, \\u{2066}",
        "2069, \\u{2069}",
        "2028, \\u{2028}",
        "2029, \\u{2029}",
        "d800, \\u{d800}",
        "dfff, \\u{dfff}"
    })
    void shows_what_could_do_something(String hexadecimal, String shown) {
        char harmful = (char) Integer.parseInt(hexadecimal, 16);
        assertEquals("a" + shown + "b", SafeText.line("a" + harmful + "b"));
    }

    @Test
    void leaves_no_escape_sequence() {
        assertEquals("\\u{1b}[2J\\u{1b}]0;pwned\\u{7}", SafeText.line("\u001b[2J\u001b]0;pwned\u0007"));
        for (char c = 0; c < 0xa0; c++) {
            String safe = SafeText.line("x" + c);
            assertTrue(safe.chars().allMatch(s -> s >= ' ' && (s < 0x7f || s > 0x9f)), () -> "character " + safe);
        }
    }

    @Test
    void keeps_what_people_write() {
        String text = "Zoë 日本語 עברית 👩‍👩‍👧 🏳️‍🌈 ~ \\";
        assertEquals(text, SafeText.line(text));
        String plain = "plain";
        assertSame(plain, SafeText.line(plain));
    }

    @Test
    void tells_a_pair_from_its_halves() {
        assertEquals("😀", SafeText.line("😀"));
        assertEquals("\\u{de00}\\u{d83d}", SafeText.line("\ude00\ud83d"));
    }

    @Test
    void makes_blanks_of_tabs() {
        assertEquals("a    b", SafeText.line("a\tb"));
    }

    @Test
    void indents_further_lines() {
        assertEquals("a\n  b\n  \n  \\u{1b}", SafeText.lines("a\r\nb\n\n\u001b", "  "));
        assertEquals("a\\u{d}b", SafeText.lines("a\rb", "  "));
        assertEquals("", SafeText.lines("", "  "));
    }
}
