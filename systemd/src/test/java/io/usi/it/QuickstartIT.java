package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartIT {
    private static final String QUICKSTART =
            Place.DIST.resolve("../../../quickstart").normalize().toString();
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path temp;

    @Test
    void showsAMessageAndAnIdenticalFile() throws Exception {
        Place place = new Place(temp, "stranger");
        try (Child child = place.run(QUICKSTART)) {
            Result result = child.finish(LIMIT).exits(0);
            assertFalse(result.out().contains("Building"), "it builds although nothing has changed");
            assertTrue(result.out().contains("Bonjour alice"), result::toString);
            assertTrue(result.out().contains("the file is identical"), result::toString);
        }
        assertEquals(List.of(), leftIn(place));
    }

    @Test
    void speaksFrenchToWhoReadsFrench() throws Exception {
        Place place = new Place(temp, "stranger").with("LANG", "fr_FR.UTF-8");
        try (Child child = place.run(QUICKSTART)) {
            String said = child.finish(LIMIT).exits(0).out();
            assertTrue(said.contains("Le message est arrivé, le fichier est identique"), said);
            French.assertFrench(said.replaceAll("(?m)^  \\$ .*", ""));
        }
    }

    @Test
    void keepsTheDaemonsRunningAndSaysHowToStopThem() throws Exception {
        Place place = new Place(temp, "stranger");
        try (Child child = place.run(QUICKSTART, "--keep")) {
            List<String> said = child.finish(LIMIT).exits(0).out().lines().toList();
            String enter = line(said, "cd ");
            String stop = line(said, "usi-ctl stop");
            try (Child asking = place.run("sh", "-c", enter + "; USI_SOCKET=bob.sock usi-ctl send hello")) {
                asking.finish(LIMIT).exits(0);
            } finally {
                try (Child stopping = place.run("sh", "-c", enter + "; " + stop)) {
                    stopping.finish(LIMIT).exits(0);
                }
            }
        }
        assertEquals(List.of(), leftIn(place));
    }

    @Test
    void cleansUpWhenItIsInterrupted() throws Exception {
        Place place = new Place(temp, "stranger");
        try (Child child = place.run(QUICKSTART)) {
            Await.until("its folder", () -> !leftIn(place).isEmpty());
            child.signal("TERM");
            assertEquals(143, child.finish(LIMIT).exit());
        }
        assertEquals(List.of(), leftIn(place));
    }

    private static String line(List<String> lines, String part) {
        return lines.stream()
                .filter(line -> line.contains(part))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private static List<Path> leftIn(Place place) throws Exception {
        try (var files = Files.list(place.root.resolve("tmp"))) {
            return files.toList();
        }
    }
}
