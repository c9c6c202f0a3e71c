package io.usi.ctl.doctor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Exit;
import io.usi.ctl.Version;
import io.usi.ctl.doctor.Finding.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    private static final String USER = System.getProperty("user.name");

    @TempDir
    Path temp;

    private static Finding only(List<Finding> findings) {
        assertEquals(1, findings.size(), findings::toString);
        return findings.get(0);
    }

    private static Finding is(State state, String text, Finding finding) {
        assertEquals(state, finding.state(), finding::toString);
        assertTrue((finding.what() + " " + finding.advice()).contains(text), finding::toString);
        return finding;
    }

    @Test
    void aClockThatCannotBeRightIsAProblem() {
        is(State.PROBLEM, "set the clock", only(ClockCheck.look(0)));
        is(
                State.PROBLEM,
                "2242",
                only(ClockCheck.look(Instant.parse("2242-01-01T00:00:00Z").toEpochMilli())));
        assertFalse(only(ClockCheck.look(Instant.parse("2027-01-01T00:00:00Z").toEpochMilli()))
                        .state()
                == State.PROBLEM);
    }

    @Test
    void aSocketIsForItsUserAlone() throws Exception {
        Path socket = temp.resolve("s");
        assertEquals(
                Exit.NO_DAEMON,
                is(State.PROBLEM, "none at", only(SocketCheck.look(socket))).exit());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
            is(State.OK, "rw-rw----", only(SocketCheck.look(socket)));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            is(State.PROBLEM, "chmod o= ", only(SocketCheck.look(socket)));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx----w-"));
            is(State.PROBLEM, "chmod o-w ", only(SocketCheck.look(socket)));
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        }
        is(State.PROBLEM, "no socket", only(SocketCheck.look(Files.createFile(temp.resolve("file")))));
    }

    @Test
    void aDaemonOfAnotherVersionOrLockedIsAProblem() {
        Map<String, Object> status =
                new HashMap<>(Map.of("version", Version.read(), "pid", 1, "user", "u", "uptime_s", 61));
        is(State.OK, "1m01s", only(DaemonCheck.look(status)));
        status.put("version", "0.0.1");
        is(State.PROBLEM, "restart", only(DaemonCheck.look(status)));
        status.put("state", "locked");
        is(State.PROBLEM, "usi-ctl unlock", only(DaemonCheck.look(status)));
    }

    @Test
    void aPortIsLookedUpAndNobodyConnects() throws Exception {
        String listening;
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            listening = "127.0.0.1:" + server.getLocalPort();
            is(
                    State.NOTE,
                    "no other machine",
                    only(PortCheck.ofDaemon(Map.of("listening", listening, "also_listening", List.of()))));
            String all = "*:" + server.getLocalPort();
            is(State.OK, "firewall", only(PortCheck.ofDaemon(Map.of("listening", all, "also_listening", List.of()))));
            server.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, server::accept);
        }
        is(
                State.PROBLEM,
                "nothing listens",
                only(PortCheck.ofDaemon(Map.of("listening", listening, "also_listening", List.of()))));
        is(State.NOTE, "does not listen", only(PortCheck.ofDaemon(Map.of("also_listening", List.of()))));
    }

    @Test
    void aPluginThatComplainsIsAProblem() {
        is(State.OK, "1 running", only(PluginsCheck.look(List.of(Map.of("id", "a", "state", "started")))));
        is(
                State.PROBLEM,
                "usi-ctl plugins start b",
                only(PluginsCheck.look(List.of(
                        Map.of("id", "a", "state", "started"),
                        Map.of("id", "b", "state", "failed", "problem", "broken")))));
    }

    @Test
    void aPluginThatNoStartMendsNeedsARestart() {
        Finding broken = is(
                State.PROBLEM,
                "restart the daemon",
                only(PluginsCheck.look(
                        List.of(Map.of("id", "b", "state", "failed", "problem", "broken", "needs_restart", true)))));
        assertFalse(broken.advice().contains("plugins start"), broken::toString);
    }

    @Test
    void filesThatAreAcceptedNeedAPlace() {
        assertEquals(List.of(), FilesCheck.look(Map.of("accept", "always", "sink", true)));
        assertEquals(List.of(), FilesCheck.look(Map.of("accept", "ask", "sink", false)));
        is(State.PROBLEM, "files.directory", only(FilesCheck.look(Map.of("accept", "always", "sink", false))));
    }

    @Test
    void aSocketThatItsOwnUserMayNotOpenGetsItsModeBack() throws Exception {
        Path socket = temp.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, Set.of());
            Finding own = is(State.PROBLEM, "chmod 600 " + socket, only(SocketCheck.look(socket)));
            assertEquals(Exit.NOT_PERMITTED, own.exit());
        }
    }

    @Test
    void aFolderThatADaemonWouldRefuseIsNamedBeforeOneIsStarted() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<Finding> findings = SocketCheck.look(folder.resolve("s"));
        assertEquals(2, findings.size(), findings::toString);
        is(State.PROBLEM, "none at", findings.get(0));
        is(State.PROBLEM, "chmod o-w " + folder, findings.get(1));
        Files.setAttribute(folder, "unix:mode", 01777);
        is(State.PROBLEM, "--socket", SocketCheck.look(folder.resolve("s")).get(1));
        assertEquals(1, SocketCheck.look(temp.resolve("no/such/s")).size());
    }

    @Test
    void theBusMattersWhereNotificationsAreShown() throws Exception {
        Map<String, Object> status = Map.of("user", USER, "notifications", true);
        List<Map<String, Object>> plugins = List.of(Map.of("id", "notify-libnotify", "state", "started"));
        is(State.SKIPPED, "not needed", BusCheck.look(Map.of("user", USER, "notifications", false), plugins, Map.of()));
        is(State.SKIPPED, "not needed", BusCheck.look(status, List.of(), Map.of()));
        is(
                State.SKIPPED,
                "somebody",
                BusCheck.look(Map.of("user", "somebody else", "notifications", true), plugins, Map.of()));
        is(State.PROBLEM, "no session bus", BusCheck.look(status, plugins, Map.of()));
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", temp.toString());
        is(State.PROBLEM, "nothing answers", BusCheck.look(status, plugins, environment));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(temp.resolve("bus")));
            is(State.OK, "answers", BusCheck.look(status, plugins, environment));
            is(
                    State.OK,
                    "answers",
                    BusCheck.look(
                            status,
                            plugins,
                            Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + temp.resolve("bus") + ",guid=0")));
        }
    }

    private Finding bus(String address) {
        return BusCheck.look(
                Map.of("user", USER, "notifications", true),
                List.of(Map.of("id", "notify-libnotify", "state", "started")),
                Map.of("DBUS_SESSION_BUS_ADDRESS", address, "XDG_RUNTIME_DIR", "/nonexistent"));
    }

    @Test
    void everyAddressOfDBusIsUnderstood() throws Exception {
        Path socket = temp.resolve("a bus");
        String path = "path=" + socket.toString().replace(" ", "%20");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            for (String address : List.of(
                    "unix:" + path,
                    "unix:" + path + ",guid=0123",
                    "unix:guid=0123," + path,
                    "unix:" + path + ";",
                    "unix:path=/nonexistent;unix:" + path,
                    "unix:abstract=/tmp/dbus-x,guid=0;unix:" + path)) {
                is(State.OK, "answers", bus(address));
            }
        }
        is(State.SKIPPED, "unix:abstract", bus("unix:abstract=/tmp/dbus-Xy1,guid=0123"));
        is(State.SKIPPED, "tcp:host", bus("tcp:host=localhost,port=1"));
        is(State.SKIPPED, "autolaunch:", bus("autolaunch:"));
        is(State.SKIPPED, "unix:abstract", bus("unix:path=/nonexistent;unix:abstract=x"));
        is(State.PROBLEM, "nothing answers", bus("unix:path=/nonexistent;unix:path=/nonexistent/too"));
        for (String wrong : List.of(
                "x",
                ";",
                ":path=/x",
                "unix:path",
                "unix:path=/a%2",
                "unix:path=/a%zz",
                "unix:path=/a b",
                "unix:path=/a,path=/b")) {
            is(State.PROBLEM, "no address of D-Bus", bus(wrong));
        }
    }

    /** A session bus that hangs: its backlog is full, and nobody accepts. */
    @Test
    @Timeout(30)
    void aBusThatDoesNotAcceptIsAProblemAndNoEnd() throws Exception {
        Path socket = temp.resolve("bus");
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket), 1);
            for (boolean room = true; room; ) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(channel);
                channel.configureBlocking(false);
                try {
                    room = channel.connect(UnixDomainSocketAddress.of(socket));
                } catch (IOException e) {
                    room = false;
                }
            }
            is(State.PROBLEM, "nothing answers", bus("unix:path=" + socket));
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void aCheckThatHangsIsGivenUp() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch given = new CountDownLatch(1);
        String found = Bounded.look(
                () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        given.countDown();
                    }
                    return "";
                },
                "late");
        assertEquals("late", found);
        assertDoesNotThrow(() -> assertTrue(given.await(10, TimeUnit.SECONDS), "its thread is told"));
        assertThrows(
                UncheckedIOException.class,
                () -> Bounded.look(
                        () -> {
                            throw new UncheckedIOException(new IOException());
                        },
                        ""));
    }

    @Test
    void eachFindingIsToldAsSoonAsThereIsOne() {
        List<Finding> told = new ArrayList<>();
        List<Finding> all = new Doctor(temp.resolve("none").toString(), Map.of(), told::add).look();
        assertEquals(all, told);
        assertEquals("java", told.get(0).check());
    }

    @Test
    void peersThatAreAwayOrUnverifiedAreWorthKnowing() {
        List<Finding> findings = PeersCheck.look(List.of(
                Map.of("id", "p1", "state", "open", "authenticated", "no", "fingerprint", "ab"),
                Map.of("id", "p4", "state", "open", "authenticated", "no"),
                Map.of("id", "p2", "state", "open", "authenticated", "verified"),
                Map.of(
                        "id",
                        "p3",
                        "state",
                        "waiting",
                        "authenticated",
                        "no",
                        "address",
                        "nas:1",
                        "problem",
                        "refused")));
        assertEquals(2, findings.size());
        is(State.NOTE, "p3 (nas:1)", findings.get(0));
        is(State.NOTE, "verified: 1", findings.get(1));
        assertEquals(Exit.DONE, Doctor.exit(findings));
    }
}
