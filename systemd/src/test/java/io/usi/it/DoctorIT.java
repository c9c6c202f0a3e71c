package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor, with a daemon and without one. */
class DoctorIT {
    @TempDir
    Path temp;

    private static Map<String, Object> found(Result result, String check) {
        return result.array().stream()
                .filter(finding -> check.equals(finding.get("check")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of " + check + " in " + result));
    }

    @Test
    void withoutADaemonItSaysSo() throws Exception {
        Place place = new Place(temp, "place");
        Result said = place.ctl("doctor").exits(3);
        assertEquals("", said.err());
        assertTrue(said.out().contains("PROBLEM"), said.out());
        assertTrue(said.out().contains("start one with usi-daemon"), said.out());
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(12_800));
            Result json = place.ctl("doctor", "--json").exits(3);
            assertEquals("problem", found(json, "port").get("state"));
            assertEquals("note", found(json, "java").get("state"));
        }
    }

    @Test
    void withADaemonNothingIsWrong() throws Exception {
        try (Daemon daemon = new Place(temp, "place").start("-s", "127.0.0.1", "-p", "0", "-c", "127.0.0.1:9")) {
            Await.until(
                    "the other peer to be tried", () -> daemon.peers().get(0).containsKey("problem"));
            Result json = daemon.ctl("doctor", "--json");
            assertTrue(
                    json.array().stream().noneMatch(finding -> "problem".equals(finding.get("state"))), json::toString);
            assertEquals("ok", found(json, "socket").get("state"));
            assertEquals("ok", found(json, "plugins").get("state"));
            assertEquals("skipped", found(json, "dbus").get("state"));
            assertTrue(found(json, "port").get("what").toString().contains(":" + daemon.port()));
            assertTrue(found(json, "peers").get("what").toString().contains("127.0.0.1:9"));
            String french = daemon.place()
                    .with("LANG", "fr_FR.UTF-8")
                    .ctl("doctor")
                    .exits(0)
                    .out();
            assertTrue(french.contains("horloge") && french.contains("démon"), french);
        }
    }

    @Test
    void aDaemonThatWasKilledIsMissed() throws Exception {
        Place place = new Place(temp, "place");
        try (Daemon daemon = place.start()) {
            daemon.child.signal("KILL");
            daemon.child.finish(Await.PATIENCE);
            Result said = place.ctl("doctor").exits(3);
            assertTrue(said.out().contains("nobody answers"), said.out());
        }
    }

    @Test
    void aDesktopWithoutABusIsAProblem() throws Exception {
        try (Daemon daemon = new Place(temp, "place").start("--notifications")) {
            Result json = daemon.place().ctl("doctor", "--json").exits(1);
            assertEquals("problem", found(json, "dbus").get("state"));
            assertEquals(
                    List.of("dbus"),
                    json.array().stream()
                            .filter(finding -> "problem".equals(finding.get("state")))
                            .map(finding -> finding.get("check"))
                            .toList());
        }
    }
}
