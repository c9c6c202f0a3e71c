package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins, and what the shipped ones do. */
class PluginsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    @Test
    void aDeletedJarTakesItsFeatureAwayAndNothingElse() throws Exception {
        Place place = new Place(temp, "place").with(Place.copyOfTheDistribution(temp.resolve("usi")));
        assertTrue(help(place).contains("--cle"));
        Files.delete(temp.resolve("usi/plugins/key-cle.jar"));
        assertFalse(help(place).contains("--cle"));
        try (Child child = place.launch("-s", "127.0.0.1", "-p", "0", "--cle", "@none")) {
            child.finish(LIMIT).exits(2);
        }
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0");
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            assertFalse(pluginIds(daemon).contains("key-cle"));
            assertTrue(pluginIds(daemon).contains("sink-directory"));
            daemon.ctl("send", "as before");
            peer.hears("message", "as before");
            daemon.stop();
        }
        Files.delete(temp.resolve("usi/plugins/sink-directory.jar"));
        try (Daemon daemon = place.start()) {
            assertFalse(pluginIds(daemon).contains("sink-directory"));
            assertEquals(false, daemon.status().get("sink"));
        }
        try (var left = Files.list(temp.resolve("usi/plugins"))) {
            assertTrue(left.allMatch(file -> file.toString().endsWith(".jar")), "nothing is written among the plugins");
        }
    }

    private static String help(Place place) throws Exception {
        try (Child child = place.launch("--help")) {
            return child.finish(LIMIT).exits(0).out();
        }
    }

    private static List<Object> pluginIds(Daemon daemon) throws Exception {
        return daemon.ctl("plugins", "--json").array().stream()
                .map(plugin -> plugin.get("id"))
                .toList();
    }

    @Test
    void onlyWhatIsAllowedIsUsed() throws Exception {
        Path sink = Place.DIST.resolve("plugins/sink-directory.jar");
        Path toml = Files.writeString(
                temp.resolve("usi.toml"),
                "plugins.allow = ['" + Data.sha256(sink) + "']\n[files]\ndirectory = '" + temp.resolve("in") + "'\n");
        String[] arguments = {"-s", "127.0.0.1", "-p", "0", "--config", toml.toString()};
        Place place = new Place(temp, "place");
        try (Daemon daemon = place.start(arguments)) {
            assertEquals(true, daemon.status().get("sink"));
            for (Map<String, Object> plugin : daemon.ctl("plugins", "--json").array()) {
                Path jar = Place.DIST.resolve("plugins/" + plugin.get("id") + ".jar");
                boolean used = jar.equals(sink);
                assertEquals(used ? "started" : "failed", plugin.get("state"), plugin::toString);
                String why = "it is not used: plugins.allow does not have its SHA-256 sum, " + Data.sha256(jar);
                assertEquals(used ? null : why, plugin.get("problem"));
                assertEquals(!used, daemon.log().contains(why), daemon::log);
            }
        }
        Files.writeString(toml, "plugins.allow = ['sha256:0']\n");
        try (Child child = place.launch(arguments)) {
            String wrong = child.finish(LIMIT).exits(6).saysOneLine().err();
            assertTrue(wrong.contains("usi.toml:1:1: plugins.allow: expected a list of SHA-256 sums"), wrong);
        }
    }

    @Test
    void filesGoIntoAFolderWithoutAsking() throws Exception {
        Path folder = temp.resolve("received");
        Path file = Files.write(temp.resolve("file"), Data.random(1_000_000));
        try (Daemon daemon = start("always", folder);
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            List<String> names =
                    List.of("report.pdf", "report.pdf", "../../escape", "/etc/passwd", ".hidden", "a\u001b[2Jb\n");
            for (int sent = 1; sent <= names.size(); sent++) {
                peer.tell("file", Map.of("path", file.toString(), "name", names.get(sent - 1)));
                int expected = sent;
                Await.until("file " + sent, () -> stored(folder).size() == expected);
            }
            for (Path path : stored(folder)) {
                assertEquals(-1, Files.mismatch(file, path));
                String name = path.getFileName().toString();
                assertFalse(name.startsWith(".") || name.codePoints().anyMatch(Character::isISOControl), name);
            }
            assertTrue(Files.exists(folder.resolve("report.pdf")));
            assertFalse(Files.exists(temp.resolve("escape")));
        }
    }

    @Test
    void filesAreRefusedWithoutAsking() throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(1_000_000));
        Path folder = temp.resolve("received");
        try (Daemon daemon = start("never", folder);
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            peer.sendFile(file);
            peer.say("after the file");
            daemon.message("after the file");
            assertEquals(List.of(), daemon.ctl("offers", "--json").array());
            assertEquals(List.of(), stored(folder));
        }
    }

    private Daemon start(String accept, Path folder) throws Exception {
        Path toml = Files.writeString(
                temp.resolve("usi.toml"), "[files]\naccept = \"" + accept + "\"\ndirectory = \"" + folder + "\"\n");
        return new Place(temp, "place").start("-s", "127.0.0.1", "-p", "0", "--config", toml.toString());
    }

    /** The files under their final names. */
    private static List<Path> stored(Path folder) throws Exception {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList();
        }
    }
}
