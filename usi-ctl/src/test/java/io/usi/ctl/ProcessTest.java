package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: signals, pipes, terminals, rights. */
@Timeout(90)
class ProcessTest {
    private static final Map<String, Object> TRANSFER =
            Map.of("id", "t1", "direction", "out", "name", "f", "peer", "p1", "state", "active", "bytes", 0);

    @TempDir
    Path temporary;

    private FakeDaemon daemon;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        daemon = new FakeDaemon(temporary.resolve("s"));
        daemon.answer("events.subscribe", Map.of("cursor", 0, "held", 0, "missed", 0));
    }

    @AfterEach
    void end() throws IOException {
        processes.forEach(Process::destroyForcibly);
        daemon.close();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static List<String> command(String classPath, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                classPath,
                "io.usi.ctl.Main"));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private ProcessBuilder ctl(String... arguments) {
        return builder(command(classPath(), arguments));
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("USI_SOCKET", daemon.socket().toString());
        builder.environment().put("USI_TTY", "");
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private Process run(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int exit(Process process) throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
        return process.exitValue();
    }

    @Test
    void ends_with_its_code() throws Exception {
        daemon.answer("session.list", List.of());
        Process process = run(ctl("peers", "--json"));
        assertEquals("[]\n", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, exit(process));
        assertEquals(2, exit(run(ctl("nonsense"))));
        assertEquals(3, exit(run(ctl("--socket", "/nonexistent", "peers"))));
    }

    @Test
    void speaks_utf8() throws Exception {
        daemon.answer("message.send", Map.of("id", "m1", "recipients", List.of()));
        assertEquals(0, exit(run(ctl("send", "Grüße 日本 😀"))));
        assertEquals("Grüße 日本 😀", daemon.params("message.send").get("text"));
    }

    @Test
    void ends_quietly_where_nobody_reads() throws Exception {
        Map<String, Object> event = Map.of(
                "type",
                "message",
                "seq",
                1,
                "time",
                "2026-11-22T21:14:05Z",
                "from",
                "bob",
                "text",
                "x",
                "encrypted",
                true);
        CountDownLatch closed = new CountDownLatch(1);
        daemon.on("events.subscribe", call -> {
            call.answer(Map.of("cursor", 1, "held", 1, "missed", 0));
            call.event(event);
            closed.await();
            call.event(event);
            call.event(event);
            return FakeDaemon.LATER;
        });
        Process process = run(ctl("recv", "--follow"));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertTrue(out.readLine().endsWith("#1 bob: x"));
        out.close();
        closed.countDown();
        assertEquals(0, exit(process));
        assertEquals("", errors(process));
    }

    @Test
    void says_where_results_cannot_be_written() throws Exception {
        daemon.answer("session.list", List.of());
        Process process = run(ctl("peers", "--json").redirectOutput(new File("/dev/full")));
        assertEquals(1, exit(process));
        assertTrue(errors(process).contains("No space left on device"));
    }

    @Test
    void cancels_what_it_sends_on_interruption() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        List<Boolean> order = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        daemon.on("file.send", call -> {
            daemon.stream("token", (in, out) -> {
                in.readNBytes(5);
                reading.countDown();
                assertEquals(-1, in.read());
                order.add(cancelled.getCount() == 0);
                ended.countDown();
            });
            return Map.of("transfers", List.of(TRANSFER), "token", "token");
        });
        daemon.on("transfer.cancel", call -> {
            cancelled.countDown();
            return TRANSFER;
        });
        Process process = run(ctl("sendfile", "-"));
        OutputStream input = process.getOutputStream();
        input.write("begin".getBytes(StandardCharsets.UTF_8));
        input.flush();
        reading.await();
        Tools.run("kill", "-INT", Long.toString(process.pid()));
        assertEquals(130, exit(process));
        ended.await();
        assertEquals(List.of(true), order);
        assertEquals(Map.of("transfer", "t1"), daemon.params("transfer.cancel"));
        assertEquals("", errors(process));
    }

    @Test
    void removes_what_it_receives_on_interruption() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        daemon.on("file.accept", call -> {
            daemon.stream("token", (in, out) -> {
                out.write(new byte[100_000]);
                writing.countDown();
                in.read();
            });
            return Map.of("id", "t1", "name", "f", "size", 1_000_000, "state", "active", "token", "token");
        });
        daemon.answer("file.offers", List.of(Map.of("id", "o1")));
        daemon.answer("transfer.cancel", TRANSFER);
        Path folder = temporary.resolve("folder");
        Process process = run(ctl("accept", "o1", "--into", folder.toString()));
        writing.await();
        assertEquals(1, count(folder));
        Tools.run("kill", "-TERM", Long.toString(process.pid()));
        assertEquals(143, exit(process));
        assertEquals(0, count(folder));
        assertEquals(Map.of("transfer", "t1"), daemon.params("transfer.cancel"));
        assertEquals("", errors(process));
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void cancels_where_the_disk_is_full() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("folder"));
        daemon.on("file.accept", call -> {
            daemon.stream("token", (in, out) -> out.write(new byte[5_000_000]));
            return Map.of("id", "t1", "name", "f", "size", 5_000_000, "state", "active", "token", "token");
        });
        daemon.answer("transfer.cancel", TRANSFER);
        // A limit on the size of files fails writing as a full disk does.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "trap '' XFSZ; ulimit -f 1000; exec \"$@\"", "sh"));
        command.addAll(command(classPath(), "accept", "o1", "--into", folder.toString()));
        Process process = run(builder(command));
        assertEquals(1, exit(process));
        String errors = errors(process);
        assertEquals(1, errors.lines().count(), errors);
        assertTrue(errors.contains("cannot be written"), errors);
        assertEquals(0, count(folder));
        assertEquals(Map.of("transfer", "t1"), daemon.params("transfer.cancel"));
    }

    @Test
    void hides_a_password_on_a_terminal() throws Exception {
        daemon.answer("session.fingerprint", Map.of("peer", "p1"));
        daemon.answer("challenge.start", Map.of("peer", "p1", "match", true));
        String line = "'" + String.join("' '", command(classPath(), "challenge", "alice")) + "'";
        ProcessBuilder builder = builder(List.of("script", "-qec", line, "/dev/null"));
        builder.environment().put("USI_TTY", "012");
        Tools.run("script", "--version");
        Process process = run(builder.redirectErrorStream(true));
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        while (!seen.toString().endsWith("Password: ")) {
            int c = out.read();
            assertTrue(c >= 0, seen::toString);
            seen.append((char) c);
        }
        process.getOutputStream().write("s3same\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        for (int c = out.read(); c >= 0; c = out.read()) {
            seen.append((char) c);
        }
        assertEquals(0, exit(process), seen::toString);
        assertFalse(seen.toString().contains("s3same"), seen::toString);
        assertTrue(seen.toString().contains("match"), seen::toString);
        assertEquals("s3same", daemon.params("challenge.start").get("password"));
    }

    @Test
    void names_the_setting_that_lets_somebody_in() throws Exception {
        Files.setPosixFilePermissions(daemon.socket(), PosixFilePermissions.fromString("---------"));
        assertSettings(failed(7, powerless("peers")));
        Path closed = Files.createDirectory(temporary.resolve("closed"), mode("---------"));
        assertSettings(
                failed(7, powerless("peers", "--socket", closed.resolve("s").toString())));
    }

    private static void assertSettings(String errors) {
        assertTrue(errors.contains("control.group"), errors);
    }

    @Test
    void sends_nothing_that_it_cannot_read() throws Exception {
        Path file = Files.createFile(temporary.resolve("secret"), mode("---------"));
        failed(1, powerless("sendfile", file.toString()));
        Path folder = Files.createDirectory(temporary.resolve("mixed"), mode("rwxr-xr-x"));
        Files.createFile(folder.resolve("readable"), mode("rw-r--r--"));
        Path inside = Files.createFile(folder.resolve("inside"), mode("---------"));
        String errors = failed(1, powerless("sendfile", folder.toString()));
        assertTrue(errors.contains(inside + ": permission denied"), errors);
        Path closed = Files.createDirectory(temporary.resolve("closed"), mode("---------"));
        failed(1, powerless("sendfile", closed.toString()));
        failed(1, powerless("sendfile", closed.resolve("x").toString()));
        assertEquals(List.of(), daemon.calls());
        Files.setPosixFilePermissions(daemon.socket(), PosixFilePermissions.fromString("rw-rw-rw-"));
        daemon.answer("file.offers", List.of(Map.of("id", "o1")));
        failed(1, powerless("accept", "o1", "--into", closed.resolve("x").toString()));
        failed(1, powerless("accept", "o1", "--into", closed.toString()));
        assertEquals(daemon.calls(), daemon.calls("file.offers"));
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** A command of a user whom permissions bind: root is none, so another user takes its place, with what it can read. */
    private ProcessBuilder powerless(String... arguments) throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            return ctl(arguments);
        }
        Tools.run("setpriv", "--version");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path copies = temporary.resolve("classes");
        List<String> readable = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            Path copy = copies.resolve(Integer.toString(readable.size()));
            if (!Files.exists(copy)) {
                Files.createDirectories(copies);
                copy(Path.of(entry), copy);
            }
            readable.add(copy.toString());
        }
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));
        command.addAll(command(String.join(File.pathSeparator, readable), arguments));
        return builder(command);
    }

    /** Runs a command that must fail with this code and one line; returns that line. */
    private String failed(int code, ProcessBuilder builder) throws Exception {
        Process process = run(builder);
        String errors = errors(process);
        assertEquals(code, exit(process), errors);
        assertEquals(1, errors.lines().count(), errors);
        return errors;
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
