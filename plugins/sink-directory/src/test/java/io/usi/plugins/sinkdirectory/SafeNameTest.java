package io.usi.plugins.sinkdirectory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafeNameTest {
    static Stream<Arguments> attacks() {
        return Stream.of(
                Arguments.of("photo.jpg", "photo.jpg"),
                Arguments.of("été à la mer – 海.jpg", "été à la mer – 海.jpg"),
                Arguments.of("👩‍🚀.png", "👩🚀.png"),
                Arguments.of("", "file"),
                Arguments.of("   ", "file"),
                Arguments.of(".", "file"),
                Arguments.of("..", "file"),
                Arguments.of("/", "file"),
                Arguments.of("\\", "file"),
                Arguments.of("../../etc/passwd", "passwd"),
                Arguments.of("..\\..\\windows\\system.ini", "system.ini"),
                Arguments.of("/etc/passwd", "passwd"),
                Arguments.of("C:\\autoexec.bat", "autoexec.bat"),
                Arguments.of("C:autoexec.bat", "C_autoexec.bat"),
                Arguments.of("\\\\server\\share\\x", "x"),
                Arguments.of("a/b\\c/..", "file"),
                Arguments.of("folder/", "folder"),
                Arguments.of("a\u0000b.txt", "a_b.txt"),
                Arguments.of("a\nb\rc\td", "a_b_c_d"),
                Arguments.of("\u001b[31mred\u001b[0m", "_[31mred_[0m"),
                Arguments.of("a\u0085b\u2028c\u2029d", "a_b_c_d"),
                Arguments.of("invoice\u202egpj.exe", "invoicegpj.exe"),
                Arguments.of("\u2066x\u2069\u200f\u200b\ufeff.txt", "x.txt"),
                Arguments.of("\ud800lone\udc00", "lone"),
                Arguments.of(".bashrc", "bashrc"),
                Arguments.of("...hidden", "hidden"),
                Arguments.of(" . .x", "x"),
                Arguments.of("\u200b.ssh", "ssh"),
                Arguments.of("\u00a0.profile", "profile"),
                Arguments.of("trailing. . ", "trailing"),
                Arguments.of("-rf", "_-rf"),
                Arguments.of("--help.txt", "_--help.txt"),
                Arguments.of("CON", "_CON"),
                Arguments.of("con.txt", "_con.txt"),
                Arguments.of("Aux .tar.gz", "_Aux .tar.gz"),
                Arguments.of("nul.", "_nul"),
                Arguments.of("COM1", "_COM1"),
                Arguments.of("com\u00b9.log", "_com\u00b9.log"),
                Arguments.of("lpt9.x", "_lpt9.x"),
                Arguments.of("CONIN$", "_CONIN$"),
                Arguments.of("console.txt", "console.txt"),
                Arguments.of("COM10", "COM10"),
                Arguments.of("file.txt:stream", "file.txt_stream"),
                Arguments.of("a<b>c|d?e*f\"g", "a_b_c_d_e_f_g"),
                Arguments.of("e\u0301.txt", "\u00e9.txt"),
                Arguments.of(".usi-00.part", "usi-00.part"),
                Arguments.of("x\ue000y", "x_y"));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void attacksBecomePlainNames(String name, String safe) {
        assertEquals(safe, SafeName.of(name).numbered(0));
    }

    @Test
    void longNamesAreCutBetweenCharactersAndKeepTheirExtension() {
        for (String letter : new String[] {"a", "é", "海", "𝕏"}) {
            SafeName name = SafeName.of(letter.repeat(400) + ".jpeg");
            for (int number : new int[] {0, 1, 9_999}) {
                String safe = name.numbered(number);
                int bytes = safe.getBytes(StandardCharsets.UTF_8).length;
                assertTrue(bytes <= 255 && bytes > 251 - letter.getBytes(StandardCharsets.UTF_8).length, safe);
                assertTrue(safe.endsWith(number == 0 ? ".jpeg" : " (" + number + ").jpeg"), safe);
                assertFalse(safe.contains("\ufffd"));
                assertEquals(safe, new String(safe.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
            }
        }
        assertEquals(255, SafeName.of("x." + "y".repeat(1_000)).numbered(0).length());
        assertEquals(255, SafeName.of("z".repeat(1_000_000)).numbered(0).length());
    }

    @Test
    void numbersStandBeforeTheExtension() {
        assertEquals("a (1).txt", SafeName.of("a.txt").numbered(1));
        assertEquals("a.tar (2).gz", SafeName.of("a.tar.gz").numbered(2));
        assertEquals("a (3)", SafeName.of("a").numbered(3));
    }

    @Test
    void nothingAtAllGetsThrough() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            random.ints(random.nextInt(40), 0, 0x3000).forEach(name::appendCodePoint);
            name.append("/\\.:\u202e- \ud83d".charAt(random.nextInt(8)));
            random.ints(random.nextInt(4), 0, 0x80).forEach(name::appendCodePoint);
            String safe = SafeName.of(name.toString()).numbered(i % 3);
            assertFalse(safe.isBlank());
            assertFalse(safe.startsWith(".") || safe.startsWith("-") || safe.endsWith(".") || safe.endsWith(" "), safe);
            assertTrue(safe.codePoints().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c)), safe);
            assertTrue(safe.codePoints().noneMatch(c -> Character.getType(c) == Character.FORMAT), safe);
            assertTrue(safe.getBytes(StandardCharsets.UTF_8).length <= 255);
        }
    }
}
