package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.FakeDaemon.Call;
import io.usi.ctl.Tools;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendFileTest extends DaemonTest {
    private static final String METHOD = "file.send";

    private volatile Call subscription;
    private volatile byte[] received;

    @BeforeEach
    void accept_subscriptions() {
        daemon.on("events.subscribe", call -> {
            subscription = call;
            return Map.of("cursor", 5, "held", 0, "missed", 0);
        });
    }

    private static Map<String, Object> transfer(String id, String state, Object... more) {
        Map<String, Object> transfer = new HashMap<>(
                Map.of("id", id, "direction", "out", "name", "f", "peer", "p1", "state", state, "bytes", 5));
        for (int i = 0; i < more.length; i += 2) {
            transfer.put((String) more[i], more[i + 1]);
        }
        return transfer;
    }

    private void ended(Map<String, Object> transfer) throws IOException {
        subscription.event(Map.of("type", "transfer", "seq", 6, "transfer", transfer));
    }

    /** A daemon that wants the bytes; the transfer is done when it has them. */
    private void takesBytes() {
        daemon.on(METHOD, call -> {
            daemon.stream("token", (in, out) -> {
                received = in.readAllBytes();
                ended(transfer("t1", "done"));
            });
            return Map.of("transfers", List.of(transfer("t1", "waiting")), "token", "token");
        });
    }

    /** A daemon that reads the file itself. */
    private void readsPath() {
        daemon.on(METHOD, call -> {
            // Before the answer: nothing may be lost.
            ended(transfer("t1", "done"));
            return Map.of("transfers", List.of(transfer("t1", "active")));
        });
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return Files.write(temporary.resolve(name), content);
    }

    @Test
    void a_name_that_begins_with_a_dash_needs_two_before_it() {
        run("sendfile", "-dash.txt").fails(2, "no option -dash.txt", "put --");
        run("sendfile").fails(2, "FILE is missing");
    }

    @Test
    void a_name_that_is_not_utf_8_is_told_from_one_that_is_not_there() {
        run("sendfile", "lat\ufffdin.txt").fails(1, "not UTF-8", "--name NAME - <FILE");
        run("sendfile", "/nonexistent").fails(1, "is not there");
    }

    @Test
    void gives_the_bytes_to_the_daemon() throws IOException {
        takesBytes();
        Path file = file("é 日本.bin", 3_000_001);
        assertEquals("", run("sendfile", file.toString()).succeeds().out());
        assertArrayEquals(Files.readAllBytes(file), received);
        assertEquals(
                Map.of(
                        "name",
                        "é 日本.bin",
                        "size",
                        3_000_001,
                        "path",
                        file.toRealPath().toString()),
                daemon.params(METHOD));
        assertEquals(Map.of("types", List.of("transfer")), daemon.params("events.subscribe"));
    }

    @Test
    void leaves_the_file_to_the_daemon() throws IOException {
        readsPath();
        run(
                        "sendfile",
                        "--to",
                        "alice",
                        "--to",
                        "bob",
                        "--authenticated",
                        "--name",
                        "x\u001b.txt",
                        file("f", 5).toString())
                .succeeds();
        Map<String, Object> params = daemon.params(METHOD);
        assertEquals(List.of("alice", "bob"), params.get("to"));
        assertEquals(true, params.get("authenticated"));
        assertEquals("x\u001b.txt", params.get("name"));
    }

    @Test
    void sends_what_a_link_leads_to() throws IOException {
        readsPath();
        Path file = file("f", 5);
        Path link = Files.createSymbolicLink(temporary.resolve("link.txt"), file);
        run("sendfile", link.toString()).succeeds();
        assertEquals("link.txt", daemon.params(METHOD).get("name"));
        assertEquals(file.toRealPath().toString(), daemon.params(METHOD).get("path"));
    }

    @Test
    void sends_an_empty_file() throws IOException {
        takesBytes();
        run("sendfile", file("empty", 0).toString()).succeeds();
        assertEquals(0, received.length);
        assertEquals(0, daemon.params(METHOD).get("size"));
    }

    @Test
    void sends_standard_input() {
        takesBytes();
        byte[] bytes = {0, 1, (byte) 0xff, '\n'};
        ctl().in(bytes).run("sendfile", "-").succeeds();
        assertArrayEquals(bytes, received);
        assertEquals(Map.of("name", "stdin"), daemon.params(METHOD));
        ctl().in(bytes).run("sendfile", "--name", "dump.sql", "-").succeeds();
        assertEquals(Map.of("name", "dump.sql"), daemon.calls(METHOD).get(1).params());
    }

    @Test
    void sends_a_named_pipe() throws Exception {
        takesBytes();
        Path pipe = temporary.resolve("pipe");
        Tools.run("mkfifo", pipe.toString());
        Thread writer = new Thread(() -> {
            try {
                Files.writeString(pipe, "through the pipe");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        run("sendfile", pipe.toString()).succeeds();
        writer.join();
        assertEquals("through the pipe", new String(received, StandardCharsets.UTF_8));
        assertEquals(Map.of("name", "pipe"), daemon.params(METHOD));
    }

    @Test
    void sends_a_folder_as_a_tar_stream() throws Exception {
        takesBytes();
        Path folder = Files.createDirectories(temporary.resolve("dossier é"));
        Files.writeString(folder.resolve("a.txt"), "hello");
        run("sendfile", folder + "/").succeeds();
        assertEquals(Map.of("name", "dossier é.tar"), daemon.params(METHOD));
        Path archive = Files.write(temporary.resolve("received.tar"), received);
        assertEquals("hello", Tools.run("tar", "-xOf", archive.toString(), "dossier é/a.txt"));
        run("sendfile", folder + "/.", "--name", "backup").succeeds();
        assertEquals("backup", daemon.calls(METHOD).get(1).params().get("name"));
    }

    @Test
    void checks_every_file_first() throws IOException {
        readsPath();
        run("sendfile", file("f", 5).toString(), temporary.resolve("none").toString())
                .fails(1, "none", "nothing was sent");
        run("sendfile", "a\0b").fails(1, "nothing was sent");
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void sends_several_files_one_after_the_other() throws IOException {
        daemon.on(METHOD, call -> {
            String id = "t" + daemon.calls(METHOD).size();
            boolean bad = "b".equals(call.params().get("name"));
            ended(
                    bad
                            ? transfer(id, "failed", "reason", "refused", "problem", "alice\u001b refused it")
                            : transfer(id, "done"));
            return Map.of("transfers", List.of(transfer(id, "active")));
        });
        run(
                        "sendfile",
                        file("a", 1).toString(),
                        file("b", 2).toString(),
                        file("c", 3).toString())
                .fails(5, "alice\\u{1b} refused it", "t2");
        assertEquals(3, daemon.calls(METHOD).size());
    }

    @Test
    void waits_for_every_recipient() throws IOException {
        daemon.on(METHOD, call -> {
            call.answer(Map.of("transfers", List.of(transfer("t1", "active"), transfer("t2", "active"))));
            ended(transfer("t2", "done"));
            ended(transfer("t9", "failed"));
            ended(transfer("t1", "failed", "reason", "timeout", "problem", "nobody decided"));
            return FakeDaemon.LATER;
        });
        run("sendfile", file("f", 1).toString()).fails(6, "t1", "nobody decided");
    }

    @Test
    void tells_progress_as_events() throws IOException {
        daemon.on(METHOD, call -> {
            call.answer(Map.of("transfers", List.of(transfer("t1", "active"))));
            subscription.event(Map.of("type", "progress", "transfer", transfer("t1", "active")));
            subscription.event(Map.of("type", "progress", "transfer", transfer("t7", "active")));
            ended(transfer("t1", "done"));
            return FakeDaemon.LATER;
        });
        List<Object> lines =
                run("sendfile", "--json", file("f", 1).toString()).succeeds().jsonLines();
        assertEquals(
                List.of(Map.of("type", "progress", "transfer", transfer("t1", "active")), transfer("t1", "done")),
                lines);
        assertEquals(Map.of("types", List.of("progress", "transfer")), daemon.params("events.subscribe"));
    }

    @Test
    void draws_progress_on_a_terminal() throws IOException {
        daemon.on(METHOD, call -> {
            call.answer(Map.of("transfers", List.of(transfer("t1", "waiting", "size", 10))));
            subscription.event(Map.of("type", "progress", "transfer", transfer("t1", "active", "size", 10, "rate", 5)));
            ended(transfer("t1", "done"));
            return FakeDaemon.LATER;
        });
        Ctl.Result result = ctl().with("USI_TTY", "2")
                .with("COLUMNS", "60")
                .run("sendfile", file("f", 1).toString());
        assertEquals(0, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().contains("waits for the peer"), result::err);
        assertTrue(result.err().contains(" 50%  5 B  5 B/s"), result::err);
        assertTrue(result.err().endsWith("\r\u001b[K"), result::err);
    }

    @Test
    void cancels_what_it_cannot_read_to_the_end() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicBoolean ended = new AtomicBoolean();
        daemon.on(METHOD, call -> {
            daemon.stream("token", (in, out) -> {
                in.readNBytes(1_000);
                assertEquals(-1, in.read());
                ended.set(!cancelled.get());
            });
            return Map.of("transfers", List.of(transfer("t1", "active")), "token", "token");
        });
        daemon.on("transfer.cancel", call -> {
            cancelled.set(true);
            ended(transfer("t1", "cancelled", "reason", "cancelled"));
            return transfer("t1", "cancelled");
        });
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[1_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk on fire");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        });
        ctl().in(broken).run("sendfile", "-").fails(1, "disk on fire", "cancelled");
        assertEquals("t1", daemon.calls("transfer.cancel").get(0).params().get("transfer"));
        assertFalse(ended.get(), "the stream ended before it was cancelled, as a whole file does");
    }

    @Test
    void bears_a_daemon_that_needs_no_more_bytes() throws IOException {
        daemon.on(METHOD, call -> {
            daemon.stream("token", (in, out) -> {
                in.read();
                ended(transfer("t1", "failed", "reason", "refused", "problem", "alice refused"));
            });
            return Map.of("transfers", List.of(transfer("t1", "waiting")), "token", "token");
        });
        run("sendfile", file("f", 5_000_000).toString()).fails(5, "alice refused");
    }

    @Test
    void ends_with_the_daemons_word() throws IOException {
        String file = file("f", 5).toString();
        daemon.refuse(METHOD, -32_004, "no_peer", "nobody is connected");
        run("sendfile", file).fails(4, "usi-ctl connect HOST");
        daemon.refuse(METHOD, -32_001, "not_authenticated", "bob is not verified");
        run("sendfile", "--authenticated", file).fails(1, "usi-ctl verify");
        daemon.answer(METHOD, Map.of("transfers", List.of(transfer("t1", "waiting")), "token", "stale"))
                .answer("transfer.cancel", transfer("t1", "cancelled"));
        run("sendfile", file).fails(1, "no such token");
        daemon.on(METHOD, call -> {
            call.answer(Map.of("transfers", List.of(transfer("t1", "active"))));
            call.hangUp();
            return FakeDaemon.LATER;
        });
        run("sendfile", file).fails(3, "closed the connection");
    }
}
