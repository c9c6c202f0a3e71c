package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration, read again while sessions are open. */
class ReloadIT {
    @TempDir
    Path temp;

    @Test
    void peersComeAndGoWithTheConfiguration() throws Exception {
        Path toml = temp.resolve("usi.toml");
        try (Daemon one = new Place(temp, "one").start("-s", "127.0.0.1", "-p", "0", "--name", "one");
                Daemon two = new Place(temp, "two").start("-s", "127.0.0.1", "-p", "0", "--name", "two")) {
            String first = "127.0.0.1:" + one.port();
            String second = "127.0.0.1:" + two.port();
            Files.writeString(toml, "connect = [\"" + first + "\"]\n");
            try (Daemon daemon = new Place(temp, "place").start("--config", toml.toString())) {
                Object before = daemon.peer("one").get("fingerprint");
                Files.writeString(toml, "connect = [\"" + first + "\", \"" + second + "\"]\nname = \"late\"\n");
                Result both = daemon.ctl("reload");
                assertEquals("now in force: connect\nneeds a restart: name\n", both.out());
                daemon.peer("two");
                assertEquals(before, daemon.peer("one").get("fingerprint"));

                Files.writeString(toml, "connect = [\"" + second + "\"]\nname = \"late\"\n");
                assertEquals(
                        Map.of("taken", List.of("connect"), "needs_restart", List.of("name")),
                        daemon.ctl("reload", "--json").object());
                Await.until("the other to be gone", () -> daemon.peers().size() == 1);
                daemon.peer("two");
                assertEquals(
                        "now in force: nothing new\nneeds a restart: name\n",
                        daemon.ctl("reload").out());
                assertEquals(0, daemon.stop().exit());
            }
        }
    }

    @Test
    void whatIsWrongChangesNothing() throws Exception {
        Path toml = Files.writeString(temp.resolve("usi.toml"), "[files]\naccept = \"ask\"\n");
        try (Daemon daemon = new Place(temp, "place").start("--config", toml.toString())) {
            for (String wrong : List.of(
                    "[files]\nacept = \"never\"\n",
                    "[files]\naccept = \"sometimes\"\n",
                    "[files\n",
                    "connect = [\"nowhere.invalid\"]\n",
                    "[notify]\nno-message = true\n",
                    "[files]\naccept = \"never\"\n[limits]\nsessions = -1\n")) {
                Files.writeString(toml, wrong);
                daemon.place().ctl("reload").exits(1).saysOneLine();
            }
            Files.delete(toml);
            Result gone = daemon.place().ctl("reload").exits(1).saysOneLine();
            assertTrue(gone.err().contains(toml.toString()), gone.err());

            Files.writeString(toml, "[files]\naccept = \"never\"\n");
            assertEquals("now in force: files.accept\n", daemon.ctl("reload").out());
        }
    }

    @Test
    void withoutAFileThereIsNothingToRead() throws Exception {
        try (Daemon daemon = new Place(temp, "place").start("-s", "127.0.0.1", "-p", "0")) {
            Result none = daemon.place().ctl("reload").exits(1).saysOneLine();
            assertTrue(none.err().contains("--config"), none.err());
        }
    }
}
