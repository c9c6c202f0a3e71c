package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the daemon starts, does not start, and ends. */
class StartAndStopIT {
    private static final Duration START = Duration.ofSeconds(20);

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "stop"})
    void saysGoodbyeInTime(String how) throws Exception {
        try (Usi24 server = Usi24.server(temp.resolve("server"));
                Daemon daemon = new Place(temp, "daemon")
                        .start("-s", "127.0.0.1", "-p", "0", "-c", "127.0.0.1:" + server.port());
                Usi24 client = Usi24.client(temp.resolve("client"), daemon.port())) {
            client.opened();
            server.next("name");
            if (how.equals("stop")) {
                daemon.ctl("stop");
            } else {
                daemon.child.signal(how);
            }
            daemon.child.finish(Duration.ofSeconds(5));
            assertEquals("goodbye", client.next("closed").get("reason"));
            assertEquals("goodbye", server.next("closed").get("reason"));
            assertFalse(Files.exists(daemon.place.socket()));
        }
    }

    @Test
    void endsInTimeThoughAPeerReadsNothing() throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(20_000_000));
        try (Daemon daemon = new Place(temp, "daemon").start("-s", "127.0.0.1", "-p", "0");
                Usi24 stalled = Usi24.client(temp.resolve("stalled"), daemon.port(), "--name", "stalled")) {
            stalled.opened();
            stalled.tell("stall");
            stalled.next("done");
            try (Child sending = daemon.place.startCtl("sendfile", file.toString())) {
                Await.until(
                        "the transfer",
                        () -> !daemon.ctl("transfers", "--json").array().isEmpty());
                daemon.child.signal("TERM");
                daemon.child.finish(Duration.ofSeconds(6));
                assertTrue(sending.finish(START).exit() != 0);
            }
        }
    }

    @Test
    void aSecondDaemonIsRefusedAndADeadOnesSocketReplaced() throws Exception {
        Place place = new Place(temp, "daemon");
        try (Daemon first = place.start()) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(place.socket())));
            try (Child second = place.launch()) {
                second.finish(START).exits(7).saysOneLine();
            }
            first.ctl("status");
            first.child.signal("KILL");
            first.child.finish(START);
        }
        assertTrue(Files.exists(place.socket()), "what a dead daemon leaves");
        place.ctl("status").exits(3);
        try (Daemon again = place.start()) {
            again.stop();
        }
        assertFalse(Files.exists(place.socket()));
    }

    @Test
    void aPortInUseEndsWith3() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Child child = new Place(temp, "daemon")
                        .launch("-s", "127.0.0.1", "-p", Integer.toString(taken.getLocalPort()))) {
            String said = child.finish(START).exits(3).saysOneLine().err();
            assertTrue(said.contains(Integer.toString(taken.getLocalPort())), said);
        }
    }

    @Test
    void anUnknownHostEndsWith4() throws Exception {
        try (Child child = new Place(temp, "daemon").launch("-c", "no-such-host.invalid")) {
            child.finish(START).exits(4).saysOneLine();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0011", "not a key", ""})
    void aBadKeyEndsWith5(String key) throws Exception {
        Path file = Data.secret(temp.resolve("key"), key);
        try (Child child = new Place(temp, "daemon").launch("-s", "127.0.0.1", "-p", "0", "--cle", "@" + file)) {
            child.finish(START).exits(5).saysOneLine();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'[files]\naccpt = \"ask\"', files.accept",
        "'[files]\naccept = \"maybe\"', files.accept",
        "'[files\n', ''",
        "'prot = 1', port"
    })
    void aBadConfigurationEndsWith6(String toml, String named) throws Exception {
        Path file = Data.secret(temp.resolve("usi.toml"), toml);
        try (Child child = new Place(temp, "daemon").launch("--config", file.toString())) {
            String said = child.finish(START).exits(6).saysOneLine().err();
            assertTrue(said.contains(named == null ? "" : named), said);
        }
    }

    @Test
    void aConfigurationThatIsNotThereEndsWith6() throws Exception {
        try (Child child = new Place(temp, "daemon")
                .launch("--config", temp.resolve("none.toml").toString())) {
            child.finish(START).exits(6).saysOneLine();
        }
    }
}
