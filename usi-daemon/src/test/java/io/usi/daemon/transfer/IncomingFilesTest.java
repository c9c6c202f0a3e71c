package io.usi.daemon.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Timer;
import io.usi.daemon.config.Config.Accept;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.TestPlugin;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.PluginException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that go into a sink: what it sees when, and what people are told. */
@Timeout(60)
class IncomingFilesTest {
    private static final byte[] CONTENT = {1, 2, 3};

    /** Writes into the file named by a system property from its first call on. */
    private static final String SINK = """
            public boolean ready() { return true; }
            public boolean authenticOnly() { return Boolean.getBoolean("test.careful"); }
            public Reception receive(String name, long size) throws IOException {
                while (new File(System.getProperty("test.sink") + ".wait").exists()) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                var out = new FileOutputStream(System.getProperty("test.sink"));
                return new Reception() {
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }
                    public String commit() { return name; }
                    public void close() throws IOException { out.close(); }
                };
            }
            """;

    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    private final EventLog events = new EventLog(Clock.systemUTC(), Duration.ofHours(1));
    private final Offers offers = new Offers(Clock.systemUTC(), timer, events, Duration.ofMinutes(10));
    private final Transfers transfers = new Transfers(Clock.systemUTC(), events);
    private final Peer anne = new Peers().add(Peer.Direction.IN, "192.0.2.1:5", true);
    private final BlockingQueue<Notice> notices = new LinkedBlockingQueue<>();
    private PluginHost plugins;
    private Path sunk;

    private IncomingFiles files(Accept policy, boolean careful) throws IOException {
        sunk = folder.resolve("sunk");
        System.setProperty("test.sink", sunk.toString());
        System.setProperty("test.careful", Boolean.toString(careful));
        Path jars = Files.createDirectory(folder.resolve("plugins"));
        TestPlugin.of("sink").extension("Sink", "FileSink", SINK).build(jars);
        plugins = PluginHost.load(jars);
        plugins.configure(Map.of());
        SpoolStore spools = new SpoolStore(folder, 1024 * 1024);
        return new IncomingFiles(offers, transfers, spools, timer, plugins, policy, notices::add);
    }

    @AfterEach
    void stop() {
        plugins.close();
        timer.close();
    }

    private static Destination destination(Inbound inbound) throws Exception {
        return assertInstanceOf(
                        Offer.Decision.Accepted.class, inbound.decision().get(Loopback.PATIENCE_S, TimeUnit.SECONDS))
                .destination();
    }

    @Test
    void filesThatAreTakenByThemselvesAndHaveNowhereToGoAreWarnedOf() {
        plugins = PluginHost.none();
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            SpoolStore spools = new SpoolStore(folder, 1024 * 1024);
            IncomingFiles files =
                    new IncomingFiles(offers, transfers, spools, timer, plugins, Accept.ALWAYS, notices::add);
            files.policy(Accept.ALWAYS);
            files.policy(Accept.ASK);
            assertEquals(1, log.toString(StandardCharsets.UTF_8).lines().count(), log::toString);
            files.policy(Accept.ALWAYS);
            assertEquals(Accept.ALWAYS, files.policy());
        } finally {
            System.setErr(err);
        }
        List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(1).contains("nowhere to go"), lines::toString);
    }

    @Test
    void aCarefulSinkSeesNothingBeforeAllIsAuthentic() throws Exception {
        IncomingFiles files = files(Accept.ALWAYS, true);
        Destination destination = destination(files.receive(anne, "a", 3));
        destination.write(CONTENT, 0, 3);
        assertFalse(Files.exists(sunk));
        destination.commit().get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertArrayEquals(CONTENT, Files.readAllBytes(sunk));
        assertInstanceOf(Transfer.State.Done.class, transfers.list().get(0).state());
    }

    @Test
    void aCarefulSinkIsNotEvenCalledForAForgedFile() throws Exception {
        IncomingFiles files = files(Accept.ALWAYS, true);
        Destination destination = destination(files.receive(anne, "a", 3));
        destination.write(CONTENT, 0, 3);
        destination.abort(ErrorCode.FILE_ALTERED, "the file was altered on its way");
        assertFalse(Files.exists(sunk));
        Transfer.State.Failed failed = assertInstanceOf(
                Transfer.State.Failed.class, transfers.list().get(0).state());
        assertEquals(ErrorCode.FILE_ALTERED, failed.code());
    }

    @Test
    void anEmptyFileReachesACarefulSink() throws Exception {
        IncomingFiles files = files(Accept.ALWAYS, true);
        destination(files.receive(anne, "a", 0)).commit().get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals(0, Files.size(sunk));
    }

    @Test
    void anotherSinkSeesTheBytesAsTheyCome() throws Exception {
        IncomingFiles files = files(Accept.ALWAYS, false);
        Destination destination = destination(files.receive(anne, "a", 3));
        assertTrue(Files.exists(sunk));
        destination.write(CONTENT, 0, 3);
        destination.commit().get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertArrayEquals(CONTENT, Files.readAllBytes(sunk));
    }

    @Test
    void peopleAreToldWhatThereIsToDecideAndWhenThereIsNothingLeft() throws Exception {
        IncomingFiles files = files(Accept.ASK, false);
        Decisions desk = new OfferDecisions(offers, files, Sentences.in(Language.FRENCH));
        files.receive(anne, "a\u001b\n", 3);
        assertEquals(
                List.of(new Notice(Notice.Kind.FILE_OFFERED, "192.0.2.1:5", true, "a", "o1", 3)), List.copyOf(notices));
        desk.refuse("o1");
        assertEquals(
                new Notice(Notice.Kind.OFFER_ENDED, "", true, "", "o1", 0),
                List.copyOf(notices).get(1));
        Inbound second = files.receive(anne, "b", 3);
        desk.accept("o2");
        destination(second);
        assertEquals("o2", List.copyOf(notices).get(3).offer());
        PluginException late = assertThrows(PluginException.class, () -> desk.accept("o2"));
        assertTrue(late.getMessage().startsWith("aucune proposition"), late::getMessage);
        assertThrows(PluginException.class, () -> desk.refuse("o9"));
    }

    @Test
    void whatIsTakenAtOnceNeedsNoDecision() throws Exception {
        IncomingFiles files = files(Accept.ALWAYS, false);
        files.receive(anne, "a", 3);
        assertEquals(
                new Notice(Notice.Kind.FILE_OFFERED, "192.0.2.1:5", true, "a", "", 3),
                notices.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void aSlowSinkKeepsNobodyButItsFile() throws Exception {
        IncomingFiles files = files(Accept.ALWAYS, false);
        Files.createFile(folder.resolve("sunk.wait"));
        CompletableFuture<Offer.Decision> decision = files.receive(anne, "a", 3).decision();
        assertFalse(decision.isDone());
        Files.delete(folder.resolve("sunk.wait"));
        assertInstanceOf(Offer.Decision.Accepted.class, decision.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }
}
