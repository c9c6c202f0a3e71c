package io.usi.ctl.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        assertEquals(ASCII, TerminalCharset.of(Map.of("LC_ALL", "C.UTF-8", "USI_CTYPE", "C", "LANG", "C")));
        assertEquals(ASCII, TerminalCharset.of(Map.of("LC_ALL", "C.UTF-8", "USI_CTYPE", "")));
        assertEquals(UTF_8, TerminalCharset.of(Map.of("LC_ALL", "C.UTF-8", "USI_CTYPE", "en_US.UTF-8", "LANG", "C")));
    }

    /** Of {LC_ALL, LC_CTYPE, LC_MESSAGES, LANG}, whichever are the same. */
    @ParameterizedTest
    @CsvSource({
        "fr_FR.UTF-8, C, , fr_FR.UTF-8, UTF-8",
        "fr_FR.UTF-8, C, fr_FR.UTF-8, , UTF-8",
        ", C, fr_FR.UTF-8, fr_FR.UTF-8, US-ASCII",
        ", fr_FR.UTF-8, C, C, UTF-8",
        "C, fr_FR.UTF-8, fr_FR.UTF-8, C, US-ASCII",
        ", , fr_FR.UTF-8, C, US-ASCII",
        ", , C, fr_FR.UTF-8, UTF-8",
        ", , , , US-ASCII",
    })
    void theLauncherTellsWhatDecides(String all, String type, String messages, String lang, String charset)
            throws Exception {
        String launcher = Files.readString(Path.of("../systemd/src/main/dist/lib/java.sh"));
        Matcher sets = Pattern.compile("(?m)^ *(USI_CTYPE=.*)$").matcher(launcher);
        assertTrue(sets.find());
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", sets.group(1) + "; printf %s \"$USI_CTYPE\"");
        shell.environment().clear();
        Map<String, String> environment = new HashMap<>();
        set(environment, "LC_ALL", all);
        set(environment, "LC_CTYPE", type);
        set(environment, "LC_MESSAGES", messages);
        set(environment, "LANG", lang);
        assertEquals(charset, TerminalCharset.of(environment).name(), "without a launcher");
        shell.environment().putAll(environment);
        Process process = shell.start();
        String told = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("USI_CTYPE", told);
        assertEquals(charset, TerminalCharset.of(environment).name());
    }

    private static void set(Map<String, String> environment, String name, String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }
}
