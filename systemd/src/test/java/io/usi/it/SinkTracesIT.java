package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Name, size, sender and content of a file stand in no log and on no disk but where the sink puts them. */
class SinkTracesIT {
    private static final String NAME = "file-name-Vr52.bin";
    private static final int SIZE = 1_234_577;
    private static final String SENDER = "sendHx91";
    private static final String CONTENT = "content-Jw38-of-a-file";

    private static final Traces TRACES = new Traces(List.of("Vr52", "1234577", "1,234,577", "Hx91", "Jw38"));

    private enum Sink {
        DIRECTORY,
        COMMAND,
        REFUSING_COMMAND
    }

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"DIRECTORY,2", "DIRECTORY,3", "COMMAND,2", "COMMAND,3", "REFUSING_COMMAND,2", "REFUSING_COMMAND,3"})
    void aSinkLeavesNoTraceElsewhere(Sink sink, int protocol) throws Exception {
        Path file = Files.writeString(
                temp.resolve("sent"), (CONTENT + "\n").repeat(SIZE).substring(0, SIZE));
        Path received = Files.createDirectory(temp.resolve("received"));
        Path goOn = temp.resolve("go-on");
        Place place = new Place(temp, "place");
        Path spool = Files.createDirectory(place.root.resolve("tmp/spool"));
        Path toml = Files.writeString(temp.resolve("usi.toml"), """
                [files]
                accept = "always"
                %s
                [spool]
                directory = "%s"
                """.formatted(setting(sink, received, goOn), spool));
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0", "--config", toml.toString(), "-d");
                // A folder takes what comes at once: there, the network makes it last.
                Proxy proxy = Proxy.slow(daemon.port(), sink == Sink.DIRECTORY ? 150_000 : 100_000_000)) {
            if (protocol == 2) {
                int port = Integer.parseInt(
                        proxy.address().substring(proxy.address().lastIndexOf(':') + 1));
                try (Usi24 peer = Usi24.client(temp.resolve("peer"), port, "--name", SENDER)) {
                    peer.opened();
                    peer.tell("file", Map.of("path", file.toString(), "name", NAME));
                    watch(daemon, sink, received, goOn);
                }
            } else {
                try (Daemon peer = new Place(temp, "sender").start("-c", proxy.address(), "-m", SENDER)) {
                    assertEquals(3, daemon.peer(SENDER).get("protocol"));
                    try (Child sending = peer.place.startCtl("sendfile", "--name", NAME, file.toString())) {
                        watch(daemon, sink, received, goOn);
                        assertEquals(
                                sink == Sink.REFUSING_COMMAND,
                                sending.finish(Await.PATIENCE).exit() != 0);
                    }
                }
            }
            daemon.stop();
            assertFalse(TRACES.in(daemon.log()), daemon::log);
            assertEquals(List.of(), TRACES.in(Traces.filesBelow(place.root)));
            assertTrue(daemon.log().contains("Session with"), () -> "the log tells what happens: " + daemon.log());
        }
    }

    /** Looks while the file comes in and after. */
    private static void watch(Daemon daemon, Sink sink, Path received, Path goOn) throws Exception {
        Await.until("the file to be on its way into the sink", () -> Traces.filesBelow(received).stream()
                .anyMatch(part -> part.toFile().length() > 100_000));
        nothingIsFound(daemon, received);
        assertEquals("active", transfer(daemon).get("state"));

        Files.createFile(goOn);
        Await.until(
                "the transfer to end", () -> !"active".equals(transfer(daemon).get("state")));
        Map<String, Object> ended = transfer(daemon);
        assertTrue(TRACES.in(ended.toString()), () -> "what is looked for is there to be found: " + ended);
        assertEquals(sink == Sink.REFUSING_COMMAND ? "failed" : "done", ended.get("state"), ended::toString);
        if (sink != Sink.REFUSING_COMMAND) {
            assertEquals(SIZE, Files.size(received.resolve(NAME)));
            assertTrue(!TRACES.in(List.of(received.resolve(NAME))).isEmpty());
        }
        nothingIsFound(daemon, received);
    }

    /** One that stops in the middle of each file until the test goes on. */
    private static String setting(Sink sink, Path received, Path goOn) {
        String half = "head -c 200000 >%1$s/part; until [ -e %2$s ]; do sleep 0.05; done; cat >>%1$s/part; "
                .formatted(received, goOn);
        return switch (sink) {
            case DIRECTORY -> "directory = \"" + received + "\"";
            case COMMAND -> "command = '''" + half + "mv " + received + "/part " + received + "/$USI_FILE_NAME'''";
            case REFUSING_COMMAND -> "command = '''" + half + "echo $USI_FILE_NAME; echo $USI_FILE_SIZE >&2; exit 3'''";
        };
    }

    private static Map<String, Object> transfer(Daemon daemon) throws Exception {
        return daemon.ctl("transfers", "--json").array().get(0);
    }

    private static void nothingIsFound(Daemon daemon, Path received) throws Exception {
        assertFalse(TRACES.in(daemon.log()), daemon::log);
        assertEquals(List.of(), TRACES.in(Traces.filesBelow(daemon.place.root)));
        List<Path> open = Traces.openFiles(daemon.child.pid()).stream()
                .filter(descriptor -> !below(received, descriptor))
                .toList();
        assertEquals(List.of(), TRACES.in(open), "in files that the daemon holds open");
    }

    private static boolean below(Path folder, Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(folder);
        } catch (IOException closedMeanwhile) {
            return true;
        }
    }
}
