package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalCharsetTest {
    private static final Charset UTF_8 = StandardCharsets.UTF_8;
    private static final Charset ASCII = StandardCharsets.US_ASCII;

    @Test
    void theLocaleTellsTheCharset() {
        assertEquals(UTF_8, TerminalCharset.of(Map.of("LANG", "fr_FR.UTF-8")));
        assertEquals(UTF_8, TerminalCharset.of(Map.of("LANG", "C.utf8")));
        assertEquals(UTF_8, TerminalCharset.of(Map.of("LC_CTYPE", "UTF-8")));
        assertEquals(ASCII, TerminalCharset.of(Map.of()));
        assertEquals(ASCII, TerminalCharset.of(Map.of("LANG", "C")));
        assertEquals(ASCII, TerminalCharset.of(Map.of("LANG", "fr_FR.UTF-8", "LC_ALL", "C")));
        assertEquals(ASCII, TerminalCharset.of(Map.of("LANG", "x.no such charset")));
        assertEquals(StandardCharsets.ISO_8859_1, TerminalCharset.of(Map.of("LANG", "fr_FR.ISO-8859-1")));
        assertEquals(Charset.forName("ISO-8859-15"), TerminalCharset.of(Map.of("LANG", "fr_FR.iso885915@euro")));
    }

    /** The launcher's own LC_ALL says nothing of the terminal. */
    @Test
    void theLaunchersWordIsNotTheUsers() {
        Map<String, String> launcher = Map.of("LC_ALL", "C.UTF-8", "USI_LOCALE", "C", "LANG", "C");
        assertEquals(ASCII, TerminalCharset.of(launcher));
        assertEquals(ASCII, TerminalCharset.of(Map.of("LC_ALL", "C.UTF-8", "USI_LOCALE", "")));
        assertEquals(
                UTF_8,
                TerminalCharset.of(Map.of("LC_ALL", "C.UTF-8", "USI_LOCALE", "C", "LANG", "C", "LC_CTYPE", "C.UTF-8")));
        assertEquals(UTF_8, TerminalCharset.of(Map.of("LC_ALL", "C.UTF-8", "USI_LOCALE", "en_US.UTF-8", "LANG", "C")));
        assertEquals(
                ASCII,
                TerminalCharset.of(
                        Map.of("LC_ALL", "C.UTF-8", "USI_LOCALE", "C", "LC_CTYPE", "C.UTF-8", "LANG", "x.UTF-8")));
    }
}
