package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConnectionTest {
    @TempDir
    Path temporary;

    private FakeDaemon daemon() throws IOException {
        return new FakeDaemon(temporary.resolve("s"));
    }

    @Test
    void says_that_no_daemon_is_there() throws IOException {
        Path none = temporary.resolve("none");
        Ctl.at(none).run("status").fails(3, none.toString(), "usi-daemon", "--socket");
        Path file = Files.createFile(temporary.resolve("file"));
        Ctl.at(file).run("status").fails(3, file.toString());
        Path dead = temporary.resolve("dead");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(dead));
        }
        Ctl.at(dead).run("send", "x").fails(3, dead.toString());
        Ctl.at(file.resolve("below")).run("status").fails(3);
    }

    @Test
    void finds_the_socket_by_option_variable_and_runtime_folder() throws IOException {
        Path runtime = Files.createDirectories(temporary.resolve("run/usi"));
        try (FakeDaemon daemon = new FakeDaemon(runtime.resolve("control.sock"))) {
            daemon.answer("session.list", List.of());
            String option = daemon.socket().toString();
            String run = runtime.getParent().toString();
            for (String[] arguments : new String[][] {
                {"--socket", option, "peers", "--json"}, {"peers", "--socket=" + option, "--json"},
                {"--json", "--socket=" + option, "peers"}, {"--json", "peers", "--json", "--socket", option}
            }) {
                assertEquals(
                        List.of(),
                        Ctl.alone()
                                .with("USI_SOCKET", "/nonexistent")
                                .run(arguments)
                                .succeeds()
                                .json());
            }
            Ctl.alone().with("XDG_RUNTIME_DIR", run).run("peers", "--json").succeeds();
            Ctl.alone()
                    .with("XDG_RUNTIME_DIR", run)
                    .with("USI_SOCKET", "")
                    .run("peers", "--json")
                    .succeeds();
            Ctl.alone()
                    .with("XDG_RUNTIME_DIR", run)
                    .with("USI_SOCKET", "/nonexistent")
                    .run("peers")
                    .fails(3);
            Ctl.alone().with("XDG_RUNTIME_DIR", "/nonexistent").run("peers").fails(3, "/nonexistent/usi/control.sock");
        }
    }

    @Test
    void refuses_a_path_that_no_socket_can_have() {
        Ctl.at(Path.of("/tmp/" + "é".repeat(60))).run("status").fails(2, "125 bytes", "107");
        Ctl.alone().run("--socket", "a\0b", "status").fails(2);
    }

    @Test
    void says_that_the_daemon_went_away() throws IOException {
        try (FakeDaemon daemon = daemon()) {
            daemon.on("daemon.status", call -> {
                call.hangUp();
                return FakeDaemon.LATER;
            });
            Ctl.at(daemon.socket()).run("status").fails(3, "closed the connection");
        }
    }

    @Test
    void shows_why_the_daemon_does_not_serve_it() throws Exception {
        Path socket = temporary.resolve("full");
        String line = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32007,\"message\":\"you may not\","
                + "\"data\":{\"reason\":\"not_permitted\"}}}\n";
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20; i++) {
                    try (var channel = server.accept()) {
                        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            thread.start();
            for (int i = 0; i < 20; i++) {
                Ctl.at(socket).run("status").fails(7, "you may not", "control.users");
            }
            thread.join();
        }
    }

    @Test
    void does_not_wait_for_a_daemon_that_hangs() throws IOException {
        try (FakeDaemon daemon = daemon()) {
            daemon.on("session.list", call -> FakeDaemon.LATER);
            long start = System.nanoTime();
            Ctl.at(daemon.socket()).run("peers").fails(6, "does not answer");
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            assertTrue(seconds >= 9 && seconds < 20, () -> seconds + " s");
        }
    }

    @Test
    void bears_nonsense() throws IOException {
        for (String nonsense : List.of("nonsense", "5", "{}", "{\"id\":null}", "[]", "{\"id\":1,\"error\":5}")) {
            try (FakeDaemon daemon = daemon()) {
                daemon.on("daemon.status", call -> {
                    call.raw(nonsense);
                    return FakeDaemon.LATER;
                });
                Ctl.at(daemon.socket()).run("status").fails(1, "usi-ctl");
            }
        }
    }

    @Test
    void reads_no_line_without_end() throws IOException {
        try (FakeDaemon daemon = daemon()) {
            daemon.on("daemon.status", call -> {
                call.raw("x".repeat(17 << 20));
                return FakeDaemon.LATER;
            });
            Ctl.at(daemon.socket()).run("status").fails(1, "without end");
        }
    }

    @Test
    void ends_with_the_code_of_the_error() throws IOException {
        Map<Integer, Integer> exits = Map.of(
                -32_001, 1, -32_002, 2, -32_004, 4, -32_005, 5, -32_006, 6, -32_007, 7, -32_602, 2, -32_601, 1, -32_603,
                1, -1, 1);
        for (Map.Entry<Integer, Integer> each : exits.entrySet()) {
            try (FakeDaemon daemon = daemon()) {
                daemon.refuse("session.close", each.getKey(), "whatever", "because\u001b of\nthat");
                Ctl.at(daemon.socket()).run("disconnect", "p1").fails(each.getValue(), "because\\u{1b} of\\u{a}that");
            }
        }
    }

    @Test
    void takes_the_largest_answer() throws IOException {
        try (FakeDaemon daemon = daemon()) {
            daemon.answer("session.list", List.of(Map.of("id", "p1", "name", "x".repeat(12 << 20))));
            assertTrue(Ctl.at(daemon.socket())
                            .run("peers", "--json")
                            .succeeds()
                            .out()
                            .length()
                    > 12 << 20);
        }
    }
}
