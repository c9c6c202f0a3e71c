package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The launchers, on every major version of Java that this machine has. */
class LauncherIT {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final Map<String, String> NO_LOCALE = Map.of();
    private static final List<Map<String, String>> LOCALES =
            List.of(NO_LOCALE, Map.of("LANG", "C"), Map.of("LC_ALL", "POSIX"), Map.of("LANG", "fr_FR.UTF-8"));

    @TempDir
    Path temp;

    /** One JDK of each major version that can run the product; the one that runs the tests always is among them. */
    static List<Path> javas() throws IOException {
        Map<Integer, Path> found = new TreeMap<>();
        found.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> homes = Files.list(INSTALLED)) {
                for (Path home : homes.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                        .toList()) {
                    int major = major(home);
                    if (major >= 17) {
                        found.putIfAbsent(major, home);
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static int major(Path home) throws IOException {
        Path release = home.resolve("release");
        if (!Files.exists(release)) {
            return 0;
        }
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith("JAVA_VERSION=\""))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("^JAVA_VERSION=\"(1\\.)?([0-9]+).*", "$2")))
                .findFirst()
                .orElse(0);
    }

    static Stream<Arguments> javasAndLocales() throws IOException {
        return javas().stream().flatMap(java -> LOCALES.stream().map(locale -> Arguments.of(java, locale)));
    }

    @ParameterizedTest
    @MethodSource("javasAndLocales")
    void speaksUtf8WhateverTheLocale(Path java, Map<String, String> locale) throws Exception {
        Place place = new Place(temp, "é pläce").with("JAVA_HOME", java.toString());
        locale.forEach(place::with);
        Path file = Files.write(place.work.resolve("日本 é.bin"), Data.random(10_000));
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0", "-m", "hôte");
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "élève")) {
            peer.opened();
            daemon.peer("élève");
            daemon.ctl("send", "--to", "élève", "grüße ✓ 日本");
            peer.hears("message", "grüße ✓ 日本");
            place.ctlReading("aus der Röhre", "send", "-").exits(0);
            peer.hears("message", "aus der Röhre");
            peer.say("réponse 日本");
            daemon.message("réponse 日本");
            assertTrue(daemon.ctl("recv").out().contains("réponse 日本"));
            daemon.ctl("sendfile", "日本 é.bin");
            assertEquals(Data.sha256(file), peer.next("file").get("sha256"));
            peer.sendFile(file);
            daemon.ctl("accept", (String) daemon.offer().get("id"), "--into", "où");
            assertEquals(-1, Files.mismatch(file, place.work.resolve("où/日本 é.bin")));
            assertEquals(
                    List.of(),
                    daemon.child.errors().stream()
                            .filter(line -> line.contains("WARNING"))
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("javas")
    void runsWhereItStands(Path java) throws Exception {
        Path copy = Place.copyOfTheDistribution(temp.resolve("a folder with spaces"));
        Path links = Files.createDirectories(temp.resolve("links"));
        Files.createSymbolicLink(links.resolve("dist"), copy);
        Path bin = Files.createDirectories(links.resolve("bin"));
        for (String program : List.of("usi-ctl", "usi-daemon")) {
            Files.createSymbolicLink(links.resolve(program), Path.of("dist/bin", program));
            Files.createSymbolicLink(bin.resolve(program), Path.of("..", program));
        }
        Place place =
                new Place(temp, "place").with("JAVA_HOME", java.toString()).with(links);
        try (Daemon daemon = place.start()) {
            assertEquals("java", Files.readString(proc(daemon, "comm")).strip(), "exec");
            daemon.stop();
        }
    }

    @Test
    void usiJavaOptsComeLastAndAreNotExpanded() throws Exception {
        Place place = new Place(temp, "place").with("USI_JAVA_OPTS", "-Xmx64m  -Dstar=*");
        Files.createFile(place.work.resolve("-Dstar=expanded"));
        try (Daemon daemon = place.start("-m", "two words")) {
            List<String> words =
                    Arrays.asList(Files.readString(proc(daemon, "cmdline")).split("\0", 0));
            int main = words.indexOf("io.usi.daemon.Main");
            assertEquals(List.of("-Xmx64m", "-Dstar=*"), words.subList(main - 2, main));
            assertEquals(List.of("-m", "two words"), words.subList(main + 1, words.size()));
        }
    }

    @Test
    void findsJavaOnThePath() throws Exception {
        Path bin = Files.createDirectory(temp.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of(System.getProperty("java.home"), "bin", "java"));
        Place place = new Place(temp, "place").with("JAVA_HOME", null).with("PATH", bin.toString());
        place.ctl("--help").exits(0);
    }

    @Test
    void saysThatThereIsNoJavaOrNoneNewEnough() throws Exception {
        Place place = new Place(temp, "place").with("JAVA_HOME", null).with("PATH", "/nonexistent");
        assertTrue(place.ctl("status").exits(127).saysOneLine().err().contains("17"));
        place.with("JAVA_HOME", "/nonexistent");
        assertTrue(place.ctl("status").exits(127).saysOneLine().err().contains("JAVA_HOME"));

        Path old = Files.createDirectories(temp.resolve("old/bin"));
        Files.createFile(
                old.resolve("java"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        place.with("JAVA_HOME", old.getParent().toString());
        for (String version : List.of("1.8.0_432", "11.0.25", "16")) {
            Files.writeString(old.resolveSibling("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
            String number = version.replaceAll("_.*", "");
            assertTrue(place.ctl("status").exits(127).saysOneLine().err().contains(number));
        }
    }

    /** Crashes of the JVM: a core file and an error report would hold texts and keys. */
    @ParameterizedTest
    @MethodSource("javas")
    void aCrashWritesNothing(Path java) throws Exception {
        for (String signal : List.of("SEGV", "ABRT", "BUS")) {
            Place place = new Place(temp, signal).with("JAVA_HOME", java.toString());
            List<Path> before;
            try (Daemon daemon = place.start()) {
                assertTrue(Files.readString(proc(daemon, "limits")).matches("(?s).*Max core file size +0 +0 .*"));
                int anonymous = 0b11;
                String filter =
                        Files.readString(proc(daemon, "coredump_filter")).strip();
                assertEquals(0, Integer.parseInt(filter, 16) & anonymous, filter);
                before = below(place.root);
                daemon.child.signal(signal);
                assertTrue(daemon.child.finish(Duration.ofSeconds(20)).exit() != 0);
            }
            assertEquals(before, below(place.root));
        }
    }

    private static Path proc(Daemon daemon, String file) {
        return Path.of("/proc", Long.toString(daemon.child.pid()), file);
    }

    private static List<Path> below(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.sorted().toList();
        }
    }

    @Test
    void theDistributionHoldsWhatBelongsThere() throws Exception {
        for (String program : List.of("usi-ctl", "usi-daemon")) {
            String mode =
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(Place.DIST.resolve("bin/" + program)));
            assertEquals("rwxr-xr-x", mode);
            try (var jar =
                    new JarFile(Place.DIST.resolve("lib/" + program + ".jar").toFile())) {
                String needed = jar.getManifest().getMainAttributes().getValue("Class-Path");
                for (String name : needed.split(" ", -1)) {
                    assertTrue(Files.exists(Place.DIST.resolve("lib").resolve(name)), name);
                }
                assertEquals(program.equals("usi-daemon"), needed.contains("pf4j"), needed);
            }
        }
        try (Stream<Path> plugins = Files.list(Place.DIST.resolve("plugins"))) {
            List<String> names =
                    plugins.map(plugin -> plugin.getFileName().toString()).toList();
            assertTrue(names.containsAll(List.of("key-cle.jar", "sink-directory.jar")), names::toString);
            for (String name : names) {
                try (var jar =
                        new JarFile(Place.DIST.resolve("plugins").resolve(name).toFile())) {
                    assertTrue(jar.getManifest().getMainAttributes().getValue("Plugin-Id") != null, name);
                    assertTrue(jar.stream().noneMatch(entry -> entry.getName().startsWith("io/usi/plugin/")), name);
                }
            }
        }
    }
}
