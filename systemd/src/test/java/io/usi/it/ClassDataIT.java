package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class data: made by the tool of the distribution, used by the launchers, and never in the way. */
class ClassDataIT {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path temp;

    private Path dist;
    private Place place;

    @BeforeEach
    void copy() throws IOException {
        dist = Place.copyOfTheDistribution(temp.resolve("usi"));
        place = new Place(temp, "place").with(dist);
    }

    private Result make() throws Exception {
        try (Child child = place.run(dist.resolve("lib/make-class-data").toString())) {
            return child.finish(LIMIT);
        }
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> files = Files.list(dist.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .sorted()
                    .toList();
        }
    }

    /** How many classes of the product came out of class data. */
    private long shared(String program) throws Exception {
        Path log = temp.resolve("loaded");
        Files.deleteIfExists(log);
        place.with("USI_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        try (Child child = place.run(dist.resolve("bin").resolve(program).toString(), "--help")) {
            assertEquals("", child.finish(LIMIT).exits(0).err());
        }
        place.with("USI_JAVA_OPTS", null);
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" io.usi.") && line.contains("shared objects file"))
                    .count();
        }
    }

    @Test
    void isMadeAndUsedAndMadeAnew() throws Exception {
        assertEquals(0, shared("usi-ctl"));
        Result first = make().exits(0);
        assertEquals("", first.out() + first.err());
        List<Path> made = made();
        assertEquals(2, made.size(), made::toString);
        for (Path file : made) {
            assertEquals("r--r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(dist.resolve("cache"))));
        assertTrue(shared("usi-ctl") > 5);
        assertTrue(shared("usi-daemon") > 5);
        try (Daemon daemon = place.start("--name", "fast")) {
            assertEquals("fast", daemon.status().get("name"));
            daemon.stop();
        }
        try (Stream<Path> left = Files.list(place.root.resolve("tmp"))) {
            assertEquals(List.of(), left.toList());
        }

        anotherJavaGoesOnWithoutIt();
        otherJarsGoOnWithoutIt(made);
    }

    private void anotherJavaGoesOnWithoutIt() throws Exception {
        for (Path java : LauncherIT.javas()) {
            place.with("JAVA_HOME", java.toString());
            assertEquals("", place.ctl("--version").exits(0).err());
            assertTrue(place.ctl("--version").out().startsWith("usi-ctl "));
            if (!java.equals(Path.of(System.getProperty("java.home")))) {
                assertEquals(0, shared("usi-ctl"), java::toString);
            }
        }
        place.with("JAVA_HOME", System.getProperty("java.home"));
    }

    private void otherJarsGoOnWithoutIt(List<Path> made) throws Exception {
        Files.writeString(dist.resolve("lib/build"), "0123456789abcdef\n");
        assertEquals(0, shared("usi-ctl"));
        make().exits(0);
        assertTrue(shared("usi-ctl") > 5);
        assertEquals(2, made().size(), "that of the old jars is gone");
        assertFalse(made().contains(made.get(0)));
    }

    @Test
    void isMadeByOneAtATime() throws Exception {
        Files.createDirectory(dist.resolve("cache"));
        // Left over from one that was killed: no process has such a number.
        Files.createSymbolicLink(dist.resolve("cache/.making"), Path.of("99999999"));
        String tool = dist.resolve("lib/make-class-data").toString();
        try (Child first = place.run(tool);
                Child second = place.run(tool)) {
            Set<Object> makers = new HashSet<>();
            Await.until("one to have made it", LIMIT, () -> {
                try (Stream<Path> files = Files.list(dist.resolve("cache"))) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(".making-"))
                            .forEach(name -> makers.add(name.substring(name.lastIndexOf('-'))));
                }
                return made().size() == 2;
            });
            List<FileTime> times =
                    List.of(Files.getLastModifiedTime(made().get(0)), Files.getLastModifiedTime(made().get(1)));
            first.finish(LIMIT).exits(0);
            second.finish(LIMIT).exits(0);
            assertEquals(1, makers.size(), makers::toString);
            assertEquals(
                    times, List.of(Files.getLastModifiedTime(made().get(0)), Files.getLastModifiedTime(made().get(1))));
        }
        assertFalse(Files.exists(dist.resolve("cache/.making"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void isMadeOnceADaemonRuns() throws Exception {
        try (Daemon daemon = place.with("USI_CLASS_DATA", null).start()) {
            Await.until("class data", LIMIT, () -> Files.isDirectory(dist.resolve("cache")) && made().size() == 2);
            assertTrue(daemon.child.isAlive());
            daemon.stop();
        }
        assertTrue(shared("usi-daemon") > 5);
    }

    @Test
    void nobodyNeedsIt() throws Exception {
        Path cache = dist.resolve("cache");
        Files.writeString(cache, "no folder");
        Result result = make();
        assertTrue(result.exit() != 0 && result.err().contains("owner"), result::toString);
        assertEquals("", place.ctl("--version").exits(0).err());
        Files.delete(cache);
        Files.createDirectory(cache);
        make().exits(0);
        for (Path file : made()) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            Files.write(file, new byte[100_000]);
        }
        Result version = place.ctl("--version").exits(0);
        assertEquals("", version.err());
        assertEquals(1, version.out().lines().count(), version::toString);
    }
}
