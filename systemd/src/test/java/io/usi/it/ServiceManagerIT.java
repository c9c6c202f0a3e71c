package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon tells a service manager, as sd_notify(3) has it. */
class ServiceManagerIT {
    private static final String NOBODY = "STATUS=Peers: 0 open, 0 waiting; transfers: 0";

    @TempDir
    Path temp;

    @Test
    void hearsOfTheLifeOfTheService() throws Exception {
        Path toml = Files.writeString(temp.resolve("usi.toml"), "listen = \"127.0.0.1\"\nport = 0\n");
        try (PythonPeer manager = manager();
                Daemon daemon = place("service").with("WATCHDOG_USEC", "400000").start("--config", toml.toString())) {
            Map<String, Object> ready = manager.next("told", told -> lines(told).contains("READY=1"));
            assertEquals(List.of("READY=1", NOBODY), lines(ready));
            assertEquals(daemon.child.pid(), ((Number) ready.get("pid")).longValue());
            for (int i = 0; i < 3; i++) {
                manager.next("told", told -> lines(told).equals(List.of("WATCHDOG=1")));
            }
            try (Daemon peer = new Place(temp, "peer").start("-c", "127.0.0.1:" + daemon.port())) {
                manager.next(
                        "told", told -> lines(told).equals(List.of("STATUS=Peers: 1 open, 0 waiting; transfers: 0")));
                assertEquals(0, peer.stop().exit());
            }

            Files.writeString(toml, "listen = \"127.0.0.1\"\nport = 0\n[messages]\nexpire = \"1h\"\n");
            daemon.ctl("reload");
            Map<String, Object> reloading =
                    manager.next("told", told -> lines(told).contains("RELOADING=1"));
            assertTrue(lines(reloading).get(1).matches("MONOTONIC_USEC=[0-9]+"), lines(reloading)::toString);
            manager.next("told", told -> lines(told).contains("READY=1"));

            daemon.stop();
            manager.next("told", told -> lines(told).contains("STOPPING=1"));
        }
    }

    @Test
    void hearsThatAPersonHasToUnlockIt() throws Exception {
        try (PythonPeer manager = manager();
                Child daemon = place("locked")
                        .launch("-s", "127.0.0.1", "-p", "0", "--passphrase", "--passphrase-salt", "it")) {
            Map<String, Object> ready = manager.next("told", told -> lines(told).contains("READY=1"));
            assertEquals("STATUS=Locked: waits for usi-ctl unlock", lines(ready).get(1));
            new Place(temp, "other")
                    .with(
                            "USI_SOCKET",
                            temp.resolve("locked/run/usi/control.sock").toString())
                    .ctlReading("six words that nobody else knows\n", "unlock")
                    .exits(0);
            manager.next("told", told -> lines(told).equals(List.of(NOBODY)));
            daemon.signal("TERM");
            manager.next("told", told -> lines(told).contains("STOPPING=1"));
        }
    }

    @Test
    void itsAbsenceIsSurvived() throws Exception {
        try (Daemon daemon = place("alone").start("-s", "127.0.0.1", "-p", "0")) {
            Await.until("a warning", () -> daemon.log()
                    .contains("WARN The service manager could not be told how the service is"));
            assertEquals(0, daemon.stop().exit());
        }
    }

    private Place place(String name) throws Exception {
        return new Place(temp, name)
                .with("NOTIFY_SOCKET", temp.resolve("notify").toString());
    }

    private PythonPeer manager() throws Exception {
        PythonPeer manager = new PythonPeer(PythonPeer.start(
                "service_manager.py", temp, temp.resolve("notify").toString()));
        manager.next("listening");
        return manager;
    }

    private static List<String> lines(Map<String, Object> told) {
        return ((List<?>) told.get("lines")).stream().map(String::valueOf).toList();
    }
}
