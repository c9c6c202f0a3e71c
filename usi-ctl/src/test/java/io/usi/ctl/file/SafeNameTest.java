package io.usi.ctl.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.ui.SafeText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {
    @ParameterizedTest
    @CsvSource({
        "report.pdf, report.pdf",
        "/etc/passwd, passwd",
        "../../../etc/passwd, passwd",
        "..\\..\\Windows\\win.ini, win.ini",
        "C:\\x, x",
        ".bashrc, bashrc",
        "...hidden, hidden",
        "-rf, _-rf",
        "NUL, _NUL",
        "con.txt, _con.txt",
        "COM1, _COM1",
        "lpt\u00b9.log, _lpt\u00b9.log",
        "CONSOLE, CONSOLE",
        "COM10, COM10",
        "a:b*c?.txt, a_b_c_.txt",
        "Zoë 日本.tar.gz, Zoë 日本.tar.gz"
    })
    void makes_names_safe(String name, String safe) {
        assertEquals(safe, SafeName.of(name).numbered(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "///",
                "a/",
                "a/..",
                "..\\",
                " ",
                ". .",
                "\u00a0",
                "\u0000",
                "\n",
                "a\u001b[2Jb",
                "\u202etxt.exe",
                "\u2028",
                "\ud800",
                "x\u0000/y\u0000",
                "\u009b"
            })
    void is_always_one_visible_component(String name) {
        String safe = SafeName.of(name).numbered(0);
        assertFalse(safe.isEmpty());
        assertFalse(safe.contains("/") || safe.contains("\\") || safe.startsWith("."), safe);
        assertTrue(safe.codePoints().noneMatch(SafeText::isHarmful), safe);
        assertTrue(safe.codePoints().noneMatch(c -> Character.isISOControl(c)), safe);
    }

    @Test
    void cuts_between_characters_and_keeps_the_extension() {
        String safe = SafeName.of("é".repeat(300) + ".tar.gz").numbered(0);
        assertEquals(255, bytes(safe));
        assertTrue(safe.endsWith("é.gz"), safe);
        String emoji = SafeName.of("😀".repeat(100) + ".jpeg").numbered(12);
        assertTrue(bytes(emoji) <= 255);
        assertTrue(emoji.endsWith("😀 (12).jpeg"), emoji);
        assertEquals(255, bytes(SafeName.of("x".repeat(1_000)).numbered(0)));
        assertEquals(255, bytes(SafeName.of("x." + "y".repeat(1_000)).numbered(7)));
    }

    @Test
    void numbers_before_the_extension() {
        SafeName name = SafeName.of("a.txt");
        assertEquals("a (1).txt", name.numbered(1));
        assertEquals("a (2) (1)", SafeName.of("a (2)").numbered(1));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
