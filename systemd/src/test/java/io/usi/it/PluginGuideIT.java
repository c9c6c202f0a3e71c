package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody follows docs/PLUGINS.md, word for word, with nothing at hand but the distribution. */
class PluginGuideIT {
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""), "..", "docs", "PLUGINS.md");
    private static final Duration BUILD = Duration.ofMinutes(4);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** What stands before a block, back to the one before it, and the block. */
    private static final Pattern BLOCK = Pattern.compile("((?:(?!```).)*?)```([a-z]+)\\n(.*?)```\\n", Pattern.DOTALL);

    private static final Pattern FILE = Pattern.compile("`([^`$]+\\.(?:xml|java))`:\\s*$");

    @TempDir
    Path temp;

    private final List<String> commands = new ArrayList<>();

    @Test
    void theTextAloneMakesAPluginThatWorks() throws Exception {
        requireMaven();
        Path usi = Place.copyOfTheDistribution(temp.resolve("usi"));
        Path folder = Files.createDirectories(temp.resolve("home/notify-bell"));
        Place place =
                new Place(temp, "place").with(usi).with("usi", usi.toString()).with("MAVEN_OPTS", "-Xmx256m");
        writeFiles(folder);
        ownRepository(folder);
        assertEquals(3, commands.size(), "to install the API, to build, to try it");

        run(place, folder, commands.get(0));
        String help = run(place, folder, commands.get(1));
        assertTrue(help.contains("--bell-terminal"), help);
        assertTrue(help.contains("Ring the bell of this terminal when a message comes."), help);
        assertTrue(
                Files.isRegularFile(folder.resolve("target/surefire-reports/example.BellTest.txt")), "it was tested");
        place.with("LC_ALL", "fr_FR.UTF-8");
        try (Child child = place.launch("--help")) {
            String french = child.finish(LIMIT).exits(0).out();
            assertTrue(french.contains("Faire sonner ce terminal quand un message arrive."), french);
        }
        rings(place, folder, commands.get(2));
    }

    /** The option's value comes from {@code tty}, in whose place there is a file here; the port must be free. */
    private void rings(Place place, Path folder, String command) throws Exception {
        Path terminal = Files.createFile(temp.resolve("terminal"));
        Path tty = Files.writeString(
                Files.createDirectories(temp.resolve("bin")).resolve("tty"), "#!/bin/sh\necho '" + terminal + "'\n");
        Files.setPosixFilePermissions(tty, PosixFilePermissions.fromString("rwxr-xr-x"));
        place.with("PATH", tty.getParent() + File.pathSeparator + System.getenv("PATH"));
        String here = "cd '" + folder + "'; exec " + command.strip() + " --port 0";
        try (Daemon daemon = Daemon.ready(place, place.run("sh", "-c", here));
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            assertTrue(
                    daemon.ctl("plugins", "--json").array().stream()
                            .anyMatch(plugin -> "notify-bell".equals(plugin.get("id"))
                                    && "started".equals(plugin.get("state"))
                                    && List.of("Notifier", "--bell-terminal").equals(plugin.get("contributes"))),
                    "notify-bell runs");
            peer.say("hello");
            Await.until("the bell", () -> Files.size(terminal) > 0);
            assertArrayEquals(new byte[] {7}, Files.readAllBytes(terminal));
            daemon.stop().exits(0);
        }
    }

    /** Writes the files of the section, and keeps its commands. */
    private void writeFiles(Path folder) throws Exception {
        String page = Files.readString(PAGE);
        int start = page.indexOf("## How to write one\n");
        String section = page.substring(start, page.indexOf("\n## ", start));
        List<String> files = new ArrayList<>();
        Matcher block = BLOCK.matcher(section);
        while (block.find()) {
            if (block.group(2).equals("sh")) {
                commands.add(block.group(3));
                continue;
            }
            Matcher name = FILE.matcher(block.group(1));
            assertTrue(name.find(), () -> "the page does not say which file this is: " + block.group(3));
            Path file = folder.resolve(name.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, block.group(3));
            files.add(name.group(1));
        }
        assertEquals(
                List.of("pom.xml", "src/main/java/example/Bell.java", "src/test/java/example/BellTest.java"), files);
    }

    /** Maven gets a repository of the test's own, and looks first among what the build of this project has fetched. */
    private void ownRepository(Path folder) throws Exception {
        Path fetched = Path.of(System.getProperty(
                "localRepository",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
        String repository = "<id>fetched</id><url>" + fetched.toUri() + "</url>";
        Path settings = Files.writeString(
                temp.resolve("settings.xml"),
                "<settings><profiles><profile><id>fetched</id><repositories><repository>" + repository
                        + "</repository></repositories><pluginRepositories><pluginRepository>" + repository
                        + "</pluginRepository></pluginRepositories></profile></profiles>"
                        + "<activeProfiles><activeProfile>fetched</activeProfile></activeProfiles></settings>");
        Files.writeString(
                Files.createDirectories(folder.resolveSibling(".mvn")).resolve("maven.config"),
                "-gs\n" + settings + "\n-Dmaven.repo.local=" + temp.resolve("repository") + "\n");
    }

    private static String run(Place place, Path folder, String script) throws Exception {
        try (Child child = place.run("sh", "-eu", "-c", "cd '" + folder + "'\n" + script)) {
            return child.finish(BUILD).exits(0).out();
        }
    }

    private static void requireMaven() throws Exception {
        try (Child child =
                Child.start(Path.of("/"), Map.copyOf(System.getenv()), List.of("sh", "-c", "command -v mvn"))) {
            if (child.finish(LIMIT).exit() == 0) {
                return;
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError("mvn is not on the PATH");
        }
        Assumptions.abort("mvn is not on the PATH");
    }
}
