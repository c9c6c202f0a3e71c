package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees of a daemon that runs with {@code --notifications}. */
class DesktopIT {
    @TempDir
    Path temp;

    @Test
    void peersAreSeenAndAnsweredOnTheScreen() throws Exception {
        Path folder = temp.resolve("received");
        Path file = Files.write(temp.resolve("report.bin"), Data.random(1_500_000));
        Path toml = Files.writeString(temp.resolve("usi.toml"), "[files]\ndirectory = \"" + folder + "\"\n");
        try (Screen screen = new Screen(temp, "desktop-it");
                Daemon daemon = new Place(temp, "place")
                        .with("DBUS_SESSION_BUS_ADDRESS", screen.busAddress())
                        .start("-s", "127.0.0.1", "-p", "0", "--notifications", "--config", toml.toString());
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "Anne")) {
            peer.opened();
            screen.shows("Anne joined");

            peer.say("The kettle is boiling");
            screen.shows("The kettle is boiling");
            screen.clear();

            peer.say("some <b>bold</b> & <i>slanted</i> words");
            screen.shows("some <b>bold</b> & <i>slanted</i> words");
            screen.clear();

            peer.sendFile(file);
            screen.shows("Anne offers a file report.bin 1.5 MB");
            assertFalse(Files.exists(folder.resolve("report.bin")));
            screen.click(1);
            Await.until("the file", () -> Files.exists(folder.resolve("report.bin")));
            assertEquals(-1, Files.mismatch(file, folder.resolve("report.bin")));
            assertTrue(screen.choices().contains("Refuse"), screen.choices());
            Await.until("the buttons to be gone", () -> !screen.read().contains("offers a file"));

            screen.killSession();
            peer.say("in the dark");
            Await.until("the daemon to say so", () -> !problem(daemon).isEmpty());
            assertTrue(problem(daemon).contains("the session bus cannot be reached"), problem(daemon));
            screen.startSession();
            Await.until("the next message", () -> {
                peer.say("Light is back");
                return screen.read().contains("Light is back");
            });
            assertEquals("", problem(daemon));

            daemon.ctl("plugins", "stop", "notify-libnotify");
            assertEquals("stopped", plugin(daemon).get("state"));
            assertEquals("", problem(daemon), "no thread is left behind");
            daemon.ctl("plugins", "start", "notify-libnotify");
            screen.clear();
            peer.say("Started anew");
            screen.shows("Started anew");

            String log = daemon.log();
            assertEquals(
                    1,
                    log.lines()
                            .filter(line -> line.contains("cannot be reached"))
                            .count(),
                    log);
            assertFalse(log.contains("kettle") || log.contains("dark") || log.contains("report"), log);
            assertEquals(0, daemon.stop().exit());
        }
    }

    private static Map<String, Object> plugin(Daemon daemon) throws Exception {
        return daemon.ctl("plugins", "--json").array().stream()
                .filter(plugin -> "notify-libnotify".equals(plugin.get("id")))
                .findFirst()
                .orElseThrow();
    }

    private static String problem(Daemon daemon) throws Exception {
        return plugin(daemon).get("problem") instanceof String problem ? problem : "";
    }
}
