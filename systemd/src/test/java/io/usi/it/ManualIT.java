package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manual pages, against the programs that they describe. */
class ManualIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path temp;

    private Place place;

    @BeforeEach
    void place() throws IOException {
        place = new Place(temp, "place").with("LC_ALL", "C.UTF-8").with("MANWIDTH", "100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "man8/usi-daemon.8",
                "man1/usi-ctl.1",
                "man5/usi.toml.5",
                "man7/usi-control.7",
                "fr/man1/usi-ctl.1",
                "fr/man8/usi-daemon.8",
                "fr/man5/usi.toml.5"
            })
    void groffHasNothingToSay(String page) throws Exception {
        String text = page(page);
        assertTrue(text.startsWith(page.replaceAll(".*/(.*)\\.(.)", "$1($2)")), text);
        assertFalse(text.contains("\\(") || text.contains("\\f"), "an escape that was none");
    }

    @Test
    void hasEveryOptionOfTheDaemon() throws Exception {
        String help;
        try (Child child = place.launch("--help")) {
            help = child.finish(LIMIT).exits(0).out();
        }
        assertTrue(help.contains("Example"), help);
        Set<String> options = words(help, "(?m)^ {2,6}(?:-., )?(--[a-z-]+)");
        assertTrue(options.containsAll(Set.of("--listen", "--cle", "--help")), options::toString);
        String page = page("man8/usi-daemon.8");
        options.forEach(option -> assertTrue(page.contains(option), option));
    }

    @Test
    void hasEveryCommand() throws Exception {
        String help = place.ctl("--help").exits(0).out();
        Set<String> commands = words(help, "(?m)^  ([a-z]+) +[A-Z]");
        assertTrue(commands.containsAll(Set.of("send", "rpc", "unlock")), commands::toString);
        String page = page("man1/usi-ctl.1");
        commands.forEach(command -> assertTrue(page.contains("usi-ctl " + command), command));
    }

    @Test
    void hasEveryMethodAndError() throws Exception {
        String page = page("man7/usi-control.7");
        try (Daemon daemon = place.start()) {
            String contract = daemon.ctl("rpc", "rpc.discover").out();
            words(contract, "\"name\":\"([a-z]+\\.[a-z]+)\"").forEach(name -> assertTrue(page.contains(name), name));
            words(contract, "\"message\":\"([a-z_]+)\"").forEach(reason -> assertTrue(page.contains(reason), reason));
        }
    }

    @Test
    void hasTheKeysOfTheDaemonAndOfItsPlugins() throws Exception {
        for (String page : List.of("man5/usi.toml.5", "fr/man5/usi.toml.5")) {
            String text = page(page);
            for (String key : List.of(
                    "listen", "limits.openings_per_address", "room.unencrypted", "key.cle", "files.directory")) {
                assertTrue(text.contains(key + " = "), key);
            }
        }
    }

    private static Set<String> words(String text, String pattern) {
        Set<String> words = new TreeSet<>();
        for (Matcher match = Pattern.compile(pattern).matcher(text); match.find(); ) {
            words.add(match.group(1));
        }
        assertFalse(words.isEmpty(), text);
        return words;
    }

    private String page(String name) throws Exception {
        String file = Place.DIST.resolve("share/man/" + name + ".gz").toString();
        try (Child child = place.run(Tool.path("man"), "--warnings", "-E", "UTF-8", "-l", file)) {
            Result result = child.finish(LIMIT).exits(0);
            assertEquals("", result.err(), name);
            return result.out();
        }
    }
}
