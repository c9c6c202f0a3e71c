package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.FakeDaemon.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptTest extends DaemonTest {
    private final byte[] content = new byte[1_000_003];
    private volatile Call subscription;
    private Path folder;

    @BeforeEach
    void prepare() throws IOException {
        new Random(3).nextBytes(content);
        folder = temporary.resolve("new/folder");
        daemon.answer("file.offers", List.of(Map.of("id", "o1"), Map.of("id", "o2")))
                .answer("file.verified", Map.of())
                .answer("file.stored", Map.of())
                .answer("transfer.cancel", transfer("cancelled"));
        gives("file.bin");
    }

    private static Map<String, Object> transfer(String state) {
        return Map.of(
                "id",
                "t1",
                "direction",
                "in",
                "name",
                "file.bin",
                "size",
                1_000_003,
                "peer",
                "p1",
                "state",
                state,
                "bytes",
                0);
    }

    private void gives(String name) {
        daemon.on("file.accept", call -> {
            daemon.stream("token", (in, out) -> out.write(content));
            Map<String, Object> accepted = new HashMap<>(transfer("active"));
            accepted.put("name", name);
            accepted.put("token", "token");
            return accepted;
        });
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void puts_it_into_a_folder() throws IOException {
        assertEquals(
                folder.resolve("file.bin") + "\n",
                run("accept", "o1", "--into", folder.toString()).succeeds().out());
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("file.bin")));
        assertEquals(List.of("file.bin"), names());
        assertEquals(Map.of("offer", "o1", "into", "stream"), daemon.params("file.accept"));
        assertEquals(Map.of("transfer", "t1"), daemon.params("file.stored"));
    }

    @Test
    void is_final_only_when_it_is_authentic() throws IOException {
        daemon.on("file.verified", call -> {
            assertEquals(1, names().size());
            assertTrue(names().get(0).startsWith(".usi-"));
            assertEquals(content.length, Files.size(folder.resolve(names().get(0))));
            return Map.of();
        });
        daemon.on("file.stored", call -> {
            assertEquals(List.of("file.bin"), names());
            return Map.of();
        });
        run("accept", "o1", "--into", folder.toString()).succeeds();
        daemon.refuse("file.verified", -32_005, "file_altered", "the file was altered on its way");
        run("accept", "o2", "--into", folder.toString()).fails(5, "altered");
        assertEquals(List.of("file.bin"), names());
    }

    @Test
    void goes_on_with_what_an_earlier_try_left() throws Exception {
        daemon.answer("file.offers", List.of(Map.of("id", "o1", "name", "file.bin", "size", content.length)));
        daemon.refuse("file.verified", -32_005, "peer_gone", "the peer went away");
        run("accept", "o1", "--into", folder.toString(), "--continue").fails(5, "went away");
        assertEquals(1, names().size());
        Path part = folder.resolve(names().get(0));
        int kept = content.length / 3;
        Files.write(part, Arrays.copyOf(content, kept));

        daemon.answer("file.verified", Map.of());
        daemon.on("file.accept", call -> {
            daemon.stream("token", (in, out) -> {
                out.write(("{\"offset\":" + kept + "}\n").getBytes(StandardCharsets.US_ASCII));
                out.write(content, kept, content.length - kept);
            });
            Map<String, Object> accepted = new HashMap<>(transfer("active"));
            accepted.put("token", "token");
            return accepted;
        });
        run("accept", "o1", "--into", folder.toString(), "--continue").succeeds();
        Map<String, Object> asked = daemon.calls("file.accept").get(1).params();
        assertEquals(kept, ((Number) asked.get("have")).intValue());
        assertTrue(((String) asked.get("have_sha256")).matches("[0-9a-f]{64}"));
        assertEquals(List.of("file.bin"), names());
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("file.bin")));
    }

    @Test
    void takes_no_part_that_is_somebody_elses_too() throws Exception {
        daemon.answer("file.offers", List.of(Map.of("id", "o1", "name", "file.bin", "size", content.length)));
        daemon.refuse("file.verified", -32_005, "peer_gone", "the peer went away");
        run("accept", "o1", "--into", folder.toString(), "--continue").fails(5, "went away");
        Path part = folder.resolve(names().get(0));
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-rw-rw-"));
        run("accept", "o1", "--into", folder.toString(), "--continue").fails(1, "not this user's alone");
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
        Files.createLink(folder.resolve("other"), part);
        run("accept", "o1", "--into", folder.toString(), "--continue").fails(1, "not this user's alone");
    }

    @Test
    void replaces_nothing_and_leaves_its_folder_never() throws IOException {
        gives("../../../../../../tmp/evil\u001b\u202e.sh");
        run("accept", "o1", "--into", folder.toString()).succeeds();
        String out = run("accept", "o1", "--into", folder.toString()).succeeds().out();
        assertEquals(List.of("evil__ (1).sh", "evil__.sh"), names());
        assertEquals(folder.resolve("evil__ (1).sh") + "\n", out);
    }

    @Test
    void uses_the_current_folder_where_the_daemon_has_no_sink() throws IOException {
        daemon.answer("daemon.status", Map.of("sink", false));
        gives("usi-accepted-" + System.nanoTime() + ".bin");
        Path file = Path.of(run("accept", "o1").succeeds().out().strip());
        assertEquals(Path.of("").toAbsolutePath(), file.getParent());
        assertArrayEquals(content, Files.readAllBytes(file));
        Files.delete(file);
    }

    @Test
    void uses_the_daemons_sink() {
        daemon.answer("daemon.status", Map.of("sink", true));
        daemon.on("events.subscribe", call -> {
            subscription = call;
            return Map.of("cursor", 5, "held", 0, "missed", 0);
        });
        Map<String, Object> done = new HashMap<>(transfer("done"));
        done.put("stored_as", "/srv/files/a\u001b.bin");
        daemon.on("file.accept", call -> {
            call.answer(transfer("active"));
            subscription.event(Map.of("type", "transfer", "transfer", done));
            return FakeDaemon.LATER;
        });
        assertEquals("/srv/files/a\\u{1b}.bin\n", run("accept", "o1").succeeds().out());
        assertEquals(Map.of("offer", "o1", "into", "sink"), daemon.params("file.accept"));
        assertEquals(done, run("accept", "o1", "--json").succeeds().json());
        done.put("state", "failed");
        done.put("reason", "peer_gone");
        done.put("problem", "the peer went away");
        run("accept", "o1").fails(5, "the peer went away");
    }

    @Test
    void writes_it_to_standard_output_once_it_is_authentic() {
        for (String[] arguments :
                new String[][] {{"accept", "o1", "-"}, {"accept", "--into", "-", "o1"}, {"accept", "o1", "-", "--json"}
                }) {
            assertArrayEquals(content, run(arguments).succeeds().bytes());
        }
        assertEquals(
                Map.of("offer", "o1", "into", "stream", "verified", true),
                daemon.calls("file.accept").get(0).params());
        assertEquals(3, daemon.calls("file.stored").size());
        daemon.refuse("file.stored", -32_005, "peer_gone", "the peer went away");
        assertEquals(5, run("accept", "o1", "-").exit());
    }

    @Test
    void prints_json() {
        daemon.answer("transfer.wait", transfer("done"));
        Map<?, ?> result = (Map<?, ?>) run("accept", "o1", "--into", folder.toString(), "--json")
                .succeeds()
                .json();
        assertEquals("done", result.get("state"));
        assertEquals(folder.resolve("file.bin").toString(), result.get("stored_as"));
    }

    @Test
    void wants_a_folder() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        run("accept", "o1", "--into", file.toString()).fails(1, "no folder");
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void leaves_nothing_where_it_is_refused() throws IOException {
        daemon.refuse("file.accept", -32_001, "no_such_offer", "there is no offer o9");
        run("accept", "o9", "--into", folder.toString()).fails(1, "usi-ctl offers");
        assertFalse(Files.exists(folder), "no folder for an offer that is none");
        run("accept", "o1", "--into", folder.toString()).fails(1, "usi-ctl offers");
        assertEquals(List.of(), names());
        assertEquals(List.of(), daemon.calls("transfer.cancel"));
    }

    @Test
    void leaves_nothing_where_the_daemon_goes_away() throws IOException {
        daemon.on("file.verified", call -> {
            call.hangUp();
            return FakeDaemon.LATER;
        });
        run("accept", "o1", "--into", folder.toString()).fails(3, "closed the connection");
        assertEquals(List.of(), names());
    }

    @Test
    void draws_progress_on_a_terminal() {
        daemon.on("file.accept", call -> {
            daemon.stream("token", (in, out) -> {
                out.write(content, 0, 500_000);
                Thread.sleep(300);
                out.write(content, 500_000, content.length - 500_000);
            });
            Map<String, Object> accepted = new HashMap<>(transfer("active"));
            accepted.put("token", "token");
            return accepted;
        });
        Ctl.Result result =
                ctl().with("USI_TTY", "2").with("COLUMNS", "70").run("accept", "o1", "--into", folder.toString());
        assertEquals(0, result.exit());
        assertTrue(result.err().contains("file.bin ["), result::err);
        assertTrue(result.err().endsWith("\r\u001b[K"), result::err);
    }
}
