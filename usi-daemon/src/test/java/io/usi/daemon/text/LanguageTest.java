package io.usi.daemon.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LanguageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CASE = Pattern.compile("(?m)^ +(fr [^)]*)\\)");

    static List<Arguments> locales() throws IOException {
        Path table = Path.of("src/test/resources/io/usi/daemon/text/languages.txt");
        return Files.readAllLines(table).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ", -1))
                .map(words -> Arguments.of(words[0], words[1]))
                .toList();
    }

    /** That of usi-ctl is held against the same table by its own test. */
    @ParameterizedTest
    @MethodSource("locales")
    void allChooseTheSame(String locale, String language) throws Exception {
        assertEquals(language.equals("fr") ? Language.FRENCH : Language.ENGLISH, Language.of(Map.of("LANG", locale)));
        for (String script : List.of("quickstart", "systemd/src/main/dist/lib/java.sh")) {
            Matcher pattern = CASE.matcher(Files.readString(ROOT.resolve(script)));
            assertTrue(pattern.find(), script);
            String choose = "case $1 in " + pattern.group(1) + ") printf fr ;; *) printf en ;; esac";
            Process shell = new ProcessBuilder("/bin/sh", "-c", choose, "sh", locale).start();
            assertEquals(
                    language, new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII), script);
            assertEquals(0, shell.waitFor(), script);
        }
    }

    @Test
    void theEnvironmentChoosesIt() {
        assertEquals(Language.ENGLISH, Language.of(Map.of()));
        assertEquals(Language.FRENCH, Language.of(Map.of("LANG", "fr_FR.UTF-8")));
        assertEquals(Language.ENGLISH, Language.of(Map.of("LC_ALL", "C", "LANG", "fr_FR.UTF-8")));
        assertEquals(Language.FRENCH, Language.of(Map.of("LC_ALL", "", "LC_MESSAGES", "fr_BE@euro", "LANG", "C")));
    }

    @Test
    void theLaunchersWordComesFirst() {
        assertEquals(Language.FRENCH, Language.of(Map.of("USI_LOCALE", "fr_FR.UTF-8", "LC_ALL", "C.UTF-8")));
        assertEquals(Language.ENGLISH, Language.of(Map.of("USI_LOCALE", "", "LANG", "fr_FR.UTF-8")));
    }

    @Test
    void aServiceWritesALog() {
        Map<String, String> service = Map.of("NOTIFY_SOCKET", "/run/n", "USI_LOCALE", "fr_FR.UTF-8");
        assertEquals(Language.ENGLISH, Language.ofTerminal(service));
        assertEquals(Language.FRENCH, Language.of(service));
        assertEquals(Language.FRENCH, Language.ofTerminal(Map.of("LANG", "fr_FR.UTF-8")));
    }
}
