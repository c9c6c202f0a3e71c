package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
            Files.writeString(toml, "connect = [\"127.0.0.1:9\", \"nowhere.invalid\"]\n");
            Result unknown = daemon.place().ctl("reload").exits(1).saysOneLine();
            assertTrue(unknown.err().contains("peer 2 of 2"), unknown.err());
            assertFalse(unknown.err().contains("nowhere"), unknown.err());
            Files.delete(toml);
            Result gone = daemon.place().ctl("reload").exits(1).saysOneLine();
            assertTrue(gone.err().contains(toml.toString()), gone.err());

            Files.writeString(toml, "[files]\naccept = \"never\"\n");
            assertEquals("now in force: files.accept\n", daemon.ctl("reload").out());
        }
    }

    @Test
    void secretsOfTheStartDoNotStandInTheWay() throws Exception {
        Path key = Data.secret(temp.resolve("key"), "00112233445566778899aabbccddeeff");
        Path toml = Files.writeString(temp.resolve("usi.toml"), "[messages]\nexpire = \"1h\"\n");
        try (Daemon daemon = new Place(temp, "place").start("--config", toml.toString(), "--cle", "@" + key)) {
            Files.writeString(toml, "[messages]\nexpire = \"2h\"\n[key]\ncle = \"not the one of the option\"\n");
            Files.setPosixFilePermissions(toml, PosixFilePermissions.fromString("rw-------"));
            assertEquals("now in force: messages.expire\n", daemon.ctl("reload").out());
        }
    }

    @Test
    void aPasswordIsTakenOver() throws Exception {
        Path toml = Data.secret(temp.resolve("usi.toml"), "[challenge]\npassword = \"first\"\n");
        try (Daemon daemon = new Place(temp, "place").start("--config", toml.toString())) {
            assertEquals("now in force: nothing new\n", daemon.ctl("reload").out());
            Files.writeString(toml, "[challenge]\npassword = \"second\"\n");
            assertEquals(
                    "now in force: challenge.password\n", daemon.ctl("reload").out());
            assertEquals("now in force: nothing new\n", daemon.ctl("reload").out());
            Files.writeString(toml, "[challenge]\npassword = \"second\"\n[messages]\nexpire = \"2h\"\n");
            assertEquals("now in force: messages.expire\n", daemon.ctl("reload").out());
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
