package io.usi.plugins.sinkcommand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.FileSink.Reception;
import io.usi.plugin.Values;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against real processes of {@code /bin/sh}. */
@Timeout(60)
class CommandSinkTest {
    private static final int CHUNK = 64 << 10;
    /** More than a pipe holds. */
    private static final byte[] CONTENT = content(1_000_003);

    @TempDir
    Path temporary;

    private final Running running = new Running(2, Duration.ofMillis(200));

    @AfterEach
    void end() {
        running.stop();
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void withoutACommandItIsNotReady() {
        CommandSink sink = new CommandSink(running);
        sink.configure(new OneText(null));
        assertFalse(sink.ready());
        assertTrue(sink(":").ready());
        assertTrue(sink.authenticOnly());
    }

    @Test
    void aCommandGetsTheBytesTheNameAndTheSize() throws Exception {
        Path out = temporary.resolve("out");
        Path told = temporary.resolve("told");
        String command = "printf '%s|%s|%s' \"$USI_FILE_NAME\" \"$USI_FILE_SIZE\" \"$PWD\" >" + told
                + "; echo noise; echo" + " noise >&2; cat >" + out;
        try (Reception reception = sink(command).receive("../a/-rf\nx y\u202e.txt", CONTENT.length)) {
            writeAll(reception);
            assertEquals("_-rf_x y.txt", reception.commit());
        }
        assertArrayEquals(CONTENT, Files.readAllBytes(out));
        assertEquals("_-rf_x y.txt|" + CONTENT.length + "|/", Files.readString(told));
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        Path out = temporary.resolve("out");
        try (Reception reception = sink("cat >" + out).receive("", 0)) {
            assertEquals("file", reception.commit());
        }
        assertEquals(0, Files.size(out));
    }

    @Test
    void theEnvironmentHoldsNoSecret() {
        ProcessBuilder builder = new Shell(false, ":").process("name", 7);
        Map<String, String> environment = builder.environment();
        assertEquals("name", environment.remove("USI_FILE_NAME"));
        assertEquals("7", environment.remove("USI_FILE_SIZE"));
        assertEquals(System.getenv("PATH"), environment.get("PATH"));
        assertTrue(System.getenv().keySet().containsAll(environment.keySet()));
        // Set by the build for this test.
        assertEquals("secret", System.getenv("ANY_KEY_OF_MINE"));
        assertFalse(environment.containsKey("ANY_KEY_OF_MINE"));
    }

    @Test
    void cmdIsGivenTheLineAndNoNameThatItWouldRun() {
        Shell cmd = new Shell(true, "type con > \"%USI_FILE_NAME%\"");
        assertEquals(
                List.of("/d", "/s", "/c", "\"type con > \"%USI_FILE_NAME%\"\""),
                cmd.arguments().subList(1, 5));
        assertEquals("a_calc_ _else x_PATH_.txt", cmd.name("a&calc) (else x%PATH%.txt"));
        assertEquals("a&b (1).txt", new Shell(false, "").name("a&b (1).txt"));
    }

    @Test
    void anExitOfZeroBeforeTheEndTakesTheFile() throws Exception {
        try (Reception reception = sink("head -c 3 >/dev/null").receive("a", CONTENT.length)) {
            writeAll(reception);
            assertEquals("a", reception.commit());
        }
    }

    @Test
    void whatClosesItsInputIsWaitedFor() throws Exception {
        Path go = temporary.resolve("go");
        String command = "exec <&-; until [ -e " + go + " ]; do sleep 0.02; done; exit ";
        for (int code : new int[] {0, 3}) {
            Files.deleteIfExists(go);
            try (Reception reception = sink(command + code).receive("a", CONTENT.length)) {
                writeAll(reception);
                Files.createFile(go);
                if (code == 0) {
                    assertEquals("a", reception.commit());
                } else {
                    assertEquals("the command refused the file (exit code 3)", refusal(reception::commit));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 7", "head -c 100000 >/dev/null; exit 7"})
    void aNonZeroExitRefusesAtOnce(String command) throws Exception {
        try (Reception reception = sink(command).receive("a", Long.MAX_VALUE)) {
            assertEquals("the command refused the file (exit code 7)", refusal(() -> writeForEver(reception)));
        }
    }

    @Test
    void whatHoldsThePipeAfterTheCommandEndedHoldsNothingUp() throws Exception {
        Path left = temporary.resolve("left");
        String command = "sleep 60 <&0 & echo $! >" + left + "; exit 7";
        try (Reception reception = sink(command).receive("a", Long.MAX_VALUE)) {
            assertEquals("the command refused the file (exit code 7)", refusal(() -> writeForEver(reception)));
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(left).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("sink-command")));
    }

    private static Object writeForEver(Reception reception) throws IOException {
        while (true) {
            reception.write(CONTENT, 0, CHUNK);
        }
    }

    @Test
    void aNonZeroExitAtTheEndRefuses() throws Exception {
        try (Reception reception = sink("cat >/dev/null; exit 4").receive("a", CONTENT.length)) {
            writeAll(reception);
            assertEquals("the command refused the file (exit code 4)", refusal(reception::commit));
        }
    }

    @Test
    void aFileOfAnotherSizeThanWasSaidIsNotTaken() throws Exception {
        Path out = temporary.resolve("out");
        CommandSink sink = sink("cat >/dev/null; touch " + out);
        try (Reception shorter = sink.receive("a", CONTENT.length + 1)) {
            writeAll(shorter);
            assertEquals("it is shorter than was said", refusal(shorter::commit));
        }
        try (Reception longer = sink.receive("a", 1)) {
            assertEquals("it is larger than was said", refusal(() -> {
                longer.write(CONTENT, 0, 2);
                return null;
            }));
        }
        assertFalse(Files.exists(out));
    }

    @Test
    void withoutACommitTheCommandDiesBeforeItsInputEnds() throws Exception {
        Path ended = temporary.resolve("ended");
        Path started = temporary.resolve("started");
        // Each of them would tell of an end of input.
        String command = "trap '' TERM; touch " + started + "; (trap '' TERM; cat >/dev/null; touch " + ended
                + ") ; touch " + ended;
        Reception reception = sink(command).receive("a", CONTENT.length);
        reception.write(CONTENT, 0, 1_000);
        await(() -> Files.exists(started));
        List<ProcessHandle> tree = tree();
        reception.close();
        assertTrue(tree.size() >= 2, tree::toString);
        awaitEnd(tree);
        assertFalse(Files.exists(ended));
        reception.close();
        assertThrows(IOException.class, reception::commit);
        assertThrows(IOException.class, () -> reception.write(CONTENT, 0, 1));
    }

    @Test
    void aCommandMayCleanUpWhenItIsAskedToEnd() throws Exception {
        Path part = temporary.resolve("part");
        String command = "trap 'rm " + part + "; exit 1' TERM; touch " + part + "; while :; do sleep 0.02; done";
        Reception reception = sink(command).receive("a", 1);
        await(() -> Files.exists(part));
        reception.close();
        assertFalse(Files.exists(part));
    }

    @Test
    void anInterruptEndsAWriteIntoACommandThatDoesNotRead() throws Exception {
        Reception reception = sink("sleep 60").receive("a", CONTENT.length);
        FutureTask<String> writing = new FutureTask<>(() -> {
            String refusal = refusal(() -> {
                writeAll(reception);
                return null;
            });
            assertTrue(Thread.interrupted());
            return refusal;
        });
        interruptOnceStuck(writing);
        assertEquals("it was interrupted", writing.get(10, TimeUnit.SECONDS));
        close(reception);
    }

    @Test
    void anInterruptEndsTheWaitForACommandThatDoesNotEnd() throws Exception {
        Reception reception = sink("cat >/dev/null; sleep 60").receive("a", 0);
        FutureTask<String> committing = new FutureTask<>(() -> refusal(reception::commit));
        interruptOnceStuck(committing);
        assertEquals("it was interrupted", committing.get(10, TimeUnit.SECONDS));
        close(reception);
    }

    private static void close(Reception reception) throws Exception {
        List<ProcessHandle> tree = tree();
        reception.close();
        awaitEnd(tree);
    }

    private static void interruptOnceStuck(FutureTask<String> call) throws Exception {
        Thread thread = new Thread(call);
        thread.start();
        await(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        thread.interrupt();
    }

    @Test
    void onlySoManyRunAtOnce() throws Exception {
        CommandSink sink = sink("cat >/dev/null");
        try (Reception first = sink.receive("a", 0)) {
            try (Reception second = sink.receive("a", 0)) {
                assertEquals(
                        "2 commands run at the same time already: try again later",
                        refusal(() -> sink.receive("secret-name", 0)));
                assertEquals("a", second.commit());
            }
            try (Reception third = sink.receive("a", 0)) {
                assertEquals("a", third.commit());
            }
            assertEquals("a", first.commit());
        }
    }

    @Test
    void whatCannotBeStartedTakesNoPlace() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    "the command could not be started",
                    refusal(() -> running.begin(new ProcessBuilder("/nonexistent/sh"), "a", 1)));
        }
        try (Reception reception = sink("cat >/dev/null").receive("a", 0)) {
            assertEquals("a", reception.commit());
        }
    }

    @Test
    void aStopKillsWhatRuns() throws Exception {
        Path ended = temporary.resolve("ended");
        CommandSink sink = sink("cat >/dev/null; touch " + ended);
        Reception reception = sink.receive("a", CONTENT.length);
        reception.write(CONTENT, 0, 10);
        List<ProcessHandle> tree = tree();
        running.stop();
        awaitEnd(tree);
        assertEquals("the command was stopped", refusal(() -> {
            reception.write(CONTENT, 0, 10);
            return null;
        }));
        assertEquals("the command was stopped", refusal(() -> sink.receive("a", 0)));
        running.start();
        try (Reception after = sink.receive("a", 0)) {
            assertEquals("a", after.commit());
        }
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("sink-command")));
    }

    @Test
    void whatACommandLeavesToTheBackgroundGoesOn() throws Exception {
        Path go = temporary.resolve("go");
        Path done = temporary.resolve("done");
        String command = "cat >/dev/null; (until [ -e " + go + " ]; do sleep 0.02; done; touch " + done + ") &";
        try (Reception reception = sink(command).receive("a", CONTENT.length)) {
            writeAll(reception);
            assertEquals("a", reception.commit());
        }
        Files.createFile(go);
        await(() -> Files.exists(done));
    }

    @Test
    void theJarWillNameTheExtension() throws IOException, URISyntaxException {
        URL classes = CommandSink.class.getProtectionDomain().getCodeSource().getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertEquals(
                List.of(CommandSink.class.getName()),
                index.lines().filter(line -> !line.startsWith("#")).toList());
    }

    private CommandSink sink(String command) {
        CommandSink sink = new CommandSink(running);
        sink.configure(new OneText(command));
        return sink;
    }

    private static void writeAll(Reception reception) throws IOException {
        byte[] buffer = new byte[CHUNK];
        for (int at = 0; at < CONTENT.length; at += CHUNK) {
            int length = Math.min(CHUNK, CONTENT.length - at);
            System.arraycopy(CONTENT, at, buffer, 0, length);
            reception.write(buffer, 0, length);
        }
    }

    private static String refusal(Callable<?> call) {
        return assertThrows(IOException.class, call::call).getMessage();
    }

    private static List<ProcessHandle> tree() {
        return ProcessHandle.current().descendants().toList();
    }

    /** Orphans that were killed are there until the first process of the system has taken note. */
    private static void awaitEnd(List<ProcessHandle> tree) throws Exception {
        await(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.sleep(10);
        }
    }

    private record OneText(String given) implements Values {
        @Override
        public Optional<String> text(String key) {
            assertEquals("files.command", key);
            return Optional.ofNullable(given);
        }

        @Override
        public Optional<Path> path(String key) {
            throw new AssertionError(key);
        }

        @Override
        public boolean flag(String key) {
            throw new AssertionError(key);
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            throw new AssertionError(key);
        }
    }
}
