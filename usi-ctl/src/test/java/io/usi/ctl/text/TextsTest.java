package io.usi.ctl.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern PLACE = Pattern.compile("\\{(.)}");
    private static final Pattern USE = Pattern.compile("(?:texts|TEXTS)\\s*\\.get\\(\\s*\"([^\"]+)\"");

    @Test
    void theEnvironmentChoosesTheLanguage() {
        assertEquals("en", Texts.language(Map.of()));
        assertEquals("fr", Texts.language(Map.of("LANG", "fr_FR.UTF-8")));
        assertEquals("en", Texts.language(Map.of("LC_ALL", "C", "LANG", "fr_FR.UTF-8")));
        assertEquals("fr", Texts.language(Map.of("LC_ALL", "", "LC_MESSAGES", "fr_BE@euro", "LANG", "C")));
        assertEquals("fr", Texts.language(Map.of("USI_LOCALE", "fr_FR.UTF-8", "LC_ALL", "C.UTF-8")));
        assertEquals("en", Texts.language(Map.of("USI_LOCALE", "", "LANG", "fr_FR.UTF-8")));
    }

    /** The table by which the daemon and the launchers are tested, too. */
    @Test
    void everyLocaleIsOfTheLanguageThatTheDaemonChooses() throws IOException {
        Path table = Path.of("../usi-daemon/src/test/resources/io/usi/daemon/text/languages.txt");
        int count = 0;
        for (String line : Files.readAllLines(table)) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ", -1);
                assertEquals(words[1], Texts.language(Map.of("LANG", words[0])), line);
                count++;
            }
        }
        assertTrue(count > 10);
    }

    @Test
    void everyTextExistsInBothLanguagesWithTheSamePlaces() throws IOException {
        for (Path english : named("texts.properties")) {
            Map<String, String> en = texts(english);
            Map<String, String> fr = texts(english.resolveSibling("texts_fr.properties"));
            assertEquals(en.keySet(), fr.keySet(), english.toString());
            en.forEach((key, text) -> {
                assertFalse(fr.get(key).isBlank(), key);
                assertEquals(places(text), places(fr.get(key)), english + " " + key);
            });
        }
    }

    /** A terminal in the C locale shows ASCII and nothing else. */
    @Test
    void englishTextIsAscii() throws IOException {
        for (Path english : named("texts.properties")) {
            texts(english)
                    .forEach((key, text) ->
                            assertTrue(text.chars().allMatch(each -> each < 0x7f), english + " " + key + ": " + text));
        }
    }

    @Test
    void everyTextThatIsAskedForExists() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            for (Path source : all.filter(Files::isRegularFile).toList()) {
                List<String> keys = USE.matcher(Files.readString(source))
                        .results()
                        .map(match -> match.group(1))
                        .toList();
                if (!keys.isEmpty()) {
                    Path texts = RESOURCES
                            .resolve(SOURCES.relativize(source).getParent().toString())
                            .resolve("texts.properties");
                    assertTrue(texts(texts).keySet().containsAll(keys), source + " asks for one of " + keys);
                }
            }
        }
    }

    private static List<Path> named(String name) throws IOException {
        if (!Files.exists(RESOURCES)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(RESOURCES)) {
            return all.filter(each -> each.endsWith(name)).toList();
        }
    }

    private static Map<String, String> texts(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        }
        Map<String, String> texts = new TreeMap<>();
        read.forEach((key, text) -> texts.put(key.toString(), text.toString()));
        return texts;
    }

    private static List<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(MatchResult::group)
                .sorted()
                .distinct()
                .toList();
    }
}
