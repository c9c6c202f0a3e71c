package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages, unpacked and used as far as that goes without installing them. */
class PackagesIT {
    private static final Path TARGET = Place.DIST.getParent();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path temp;

    private Place place;

    @BeforeEach
    void place() throws IOException {
        place = new Place(temp, "place");
    }

    private String run(String... command) throws Exception {
        try (Child child = place.run(command)) {
            return child.finish(LIMIT).exits(0).out();
        }
    }

    @Test
    void eachHasANameWithoutItsVersion() throws Exception {
        for (String name : List.of("usi.deb", "usi.tar.gz", "usi.zip")) {
            Path link = TARGET.resolve(name);
            assertTrue(Files.isSymbolicLink(link), name);
            assertTrue(Files.readSymbolicLink(link).toString().contains("0."), "to one with a version");
            assertTrue(Files.size(link) > 1 << 20, name);
        }
    }

    @Test
    void theTarRunsWhereItIsUnpacked() throws Exception {
        run("tar", "xzf", TARGET.resolve("usi.tar.gz").toString(), "-C", place.work.toString());
        Path dist = only(place.work);
        assertTrue(dist.getFileName().toString().startsWith("usi-"));
        place.with(dist);
        try (Daemon daemon = place.start("--name", "unpacked")) {
            assertEquals("unpacked", daemon.status().get("name"));
            assertEquals(0L, ((Number) daemon.status().get("plugin_problems")).longValue());
            daemon.stop();
        }
        assertTrue(Files.exists(dist.resolve("usi.toml")));
        everythingBelongsTo(dist, dist);
    }

    @Test
    void theDebianPackageHoldsWhatBelongsWhere() throws Exception {
        Path root = unpack();
        for (String program : List.of("usi-ctl", "usi-daemon")) {
            Path link = root.resolve("usr/bin").resolve(program);
            assertEquals(root.resolve("usr/lib/usi/bin").resolve(program).toRealPath(), link.toRealPath());
        }
        assertEquals(
                "/var/cache/usi",
                Files.readSymbolicLink(root.resolve("usr/lib/usi/cache")).toString());
        for (String file : List.of(
                "etc/usi/usi.toml",
                "usr/lib/usi/plugins/key-cle.jar",
                "usr/lib/usi/plugins-optional/protocol-lite.jar",
                "usr/share/man/man8/usi-daemon.8.gz",
                "usr/share/man/man1/usi-ctl.1.gz",
                "usr/share/man/man7/usi-control.7.gz",
                "usr/share/man/man5/usi.toml.5.gz",
                "usr/share/bash-completion/completions/usi-ctl",
                "usr/share/zsh/vendor-completions/_usi-ctl",
                "usr/share/fish/vendor_completions.d/usi-ctl.fish",
                "usr/share/doc/usi/copyright",
                "usr/share/doc/usi/README.md",
                "usr/share/doc/usi/README.fr.md")) {
            assertTrue(Files.isRegularFile(root.resolve(file)), file);
        }
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("etc/usi/usi.toml"))));
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(each -> !Files.isSymbolicLink(each)).toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertFalse(mode.charAt(4) == 'w' || mode.charAt(7) == 'w', file + " " + mode);
            }
        }
        everythingBelongsTo(root.resolve("usr/share/doc/usi"), root.resolve("usr/lib/usi"));
    }

    /** Started through the link in /usr/bin, as it is once installed. */
    @Test
    void theProgramsOfTheDebianPackageRun() throws Exception {
        Path root = unpack();
        Path bin = Files.createDirectories(temp.resolve("bin-parent"));
        Files.createSymbolicLink(bin.resolve("bin"), root.resolve("usr/bin"));
        place.with(bin);
        Path config = Files.copy(root.resolve("etc/usi/usi.toml"), temp.resolve("usi.toml"));
        try (Daemon daemon = place.start("--config", config.toString())) {
            assertEquals("open", daemon.status().get("state"));
            daemon.stop();
        }
    }

    @Test
    void theMaintainerScriptsAreShell() throws Exception {
        Path control = Files.createDirectory(temp.resolve("control"));
        run(Tool.path("dpkg-deb"), "--control", TARGET.resolve("usi.deb").toString(), control.toString());
        for (String script : List.of("postinst", "prerm", "postrm")) {
            Path file = control.resolve(script);
            assertTrue(Files.isExecutable(file), script);
            assertFalse(Files.readString(file).contains("[["), "nothing is left to be filled in");
            run("sh", "-n", file.toString());
        }
        assertEquals(
                "/etc/usi/usi.toml",
                Files.readString(control.resolve("conffiles")).strip());
        assertTrue(Files.readString(control.resolve("triggers")).contains("interest-noawait /usr/lib/jvm"));
    }

    @Test
    void lintianFindsNoErrors() throws Exception {
        String lintian = Tool.path("lintian");
        try (Child child = place.with("LC_ALL", "C.UTF-8")
                .run(
                        lintian,
                        "--allow-root",
                        "--fail-on",
                        "error",
                        TARGET.resolve("usi.deb").toString())) {
            child.finish(LIMIT).exits(0);
        }
    }

    @Test
    void theZipIsForWindows() throws Exception {
        Set<String> names = new HashSet<>();
        try (ZipFile zip = new ZipFile(TARGET.resolve("usi.zip").toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                names.add(entry.getName().replaceFirst("^usi-[^/]*/", ""));
                if (entry.getName().endsWith(".cmd")) {
                    String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.US_ASCII);
                    assertTrue(
                            text.lines().count() > 5 && text.replace("\r\n", "").indexOf('\n') < 0, "line ends");
                    assertTrue(text.contains(" %*"), "the arguments as they are");
                }
            }
        }
        assertTrue(names.containsAll(Set.of(
                "bin/usi-ctl.cmd", "bin/usi-daemon.cmd", "lib/usi-ctl.jar", "plugins/key-cle.jar", "sbom.json")));
        assertFalse(names.contains("bin/usi-ctl"), "no launcher that does not run there");
    }

    /** Of each jar that is somebody else's there are terms, and a line in the list. */
    private static void everythingBelongsTo(Path documents, Path program) throws IOException {
        Map<String, Object> sbom = Json.object(Files.readString(documents.resolve("sbom.json")));
        assertEquals("CycloneDX", sbom.get("bomFormat"));
        List<String> listed = new ArrayList<>();
        for (Object component : (List<?>) sbom.get("components")) {
            listed.add((String) ((Map<?, ?>) component).get("name"));
        }
        for (String folder : List.of("lib", "plugins", "plugins-optional")) {
            try (Stream<Path> jars = Files.list(program.resolve(folder))) {
                for (Path jar :
                        jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    String name = jar.getFileName().toString().replace(".jar", "");
                    assertTrue(listed.contains(name), name + " is missing from the SBOM");
                    if (folder.equals("lib") && !name.startsWith("usi-")) {
                        assertFalse(
                                files(documents.resolve("licenses").resolve(name))
                                        .isEmpty(),
                                name);
                    }
                }
            }
        }
        assertTrue(listed.contains("dbus-java-core"), "what is inside of a plugin, too");
    }

    /** Every library is needed by a program, or by a library that is; slf4j-api finds its implementation by itself. */
    @Test
    void noLibraryIsThereThatNothingUses() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/jdeps").toString(),
                "--multi-release",
                "17",
                "-summary",
                "-cp",
                Place.DIST.resolve("lib") + "/*"));
        List<String> unused = new ArrayList<>();
        for (Path jar : files(Place.DIST.resolve("lib"))) {
            if (jar.toString().endsWith(".jar")) {
                command.add(jar.toString());
                unused.add(jar.getFileName().toString());
            }
        }
        String all = run(command.toArray(String[]::new));
        unused.removeAll(List.of("usi-ctl.jar", "usi-daemon.jar"));
        unused.removeIf(jar -> all.contains("-> " + jar) || all.contains("/" + jar + "\n"));
        assertEquals(List.of(), unused, all);
    }

    private Path unpack() throws Exception {
        Path root = temp.resolve("root");
        run(Tool.path("dpkg-deb"), "-x", TARGET.resolve("usi.deb").toString(), root.toString());
        return root;
    }

    private static Path only(Path folder) throws IOException {
        List<Path> files = files(folder);
        assertEquals(1, files.size(), files::toString);
        return files.get(0);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
