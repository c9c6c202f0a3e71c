package io.usi.daemon.plugin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Secret;
import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PluginHostTest {
    private static final KeyQuestion NOT_ASKED = (question, taker) -> {
        throw new AssertionError(question);
    };
    private static final Decisions NOBODY = new Decisions() {
        @Override
        public void accept(String offer) {
            throw new AssertionError();
        }

        @Override
        public void refuse(String offer) {
            throw new AssertionError();
        }
    };
    private static final Notice NOTICE = new Notice(Notice.Kind.MESSAGE, "peer", true, "text", "", 0);
    private static final String FOR_EVER =
            "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }";

    /** A sink that writes into a folder named by a system property of its own, so that a test can look. */
    private static final String GOOD_SINK = """
            public boolean ready() { return true; }
            public Reception receive(String name, long size) throws IOException {
                StringBuilder got = new StringBuilder();
                return new Reception() {
                    public void write(byte[] b, int o, int n) { got.append(new String(b, o, n)); }
                    public String commit() { return name + "=" + got; }
                    public void close() { System.setProperty("test.closed", name); }
                };
            }
            """;

    @TempDir
    Path folder;

    private PluginHost host = PluginHost.none();

    @BeforeEach
    void clean() {
        System.clearProperty("test.shown");
        System.clearProperty("test.closed");
        System.clearProperty("test.life");
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aMissingFolderMeansNoPlugins() {
        load(folder.resolve("none"));
        assertEquals(List.of(), host.list());
        assertTrue(host.sink().isEmpty());
        assertTrue(host.presetKey(NOT_ASKED).isEmpty());
    }

    @Test
    void aSinkTakesAFileWithThePluginsOwnContextClassLoader() throws IOException {
        TestPlugin.of("good")
                .extension(
                        "Good",
                        "FileSink",
                        GOOD_SINK.replace(
                                "got.append(",
                                "if (Thread.currentThread().getContextClassLoader() != getClass().getClassLoader())"
                                        + " throw new IllegalStateException(); got.append("))
                .build(folder);
        started();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (SinkReception reception = host.sink().orElseThrow().receive("name", 4)) {
            reception.write("xdata".getBytes(java.nio.charset.StandardCharsets.UTF_8), 1, 4);
            assertEquals("name=data", reception.commit());
        }
        assertEquals(before, Thread.currentThread().getContextClassLoader());
        assertEquals("name", System.getProperty("test.closed"));
        assertEquals(
                List.of(new PluginInfo(
                        "good", "1.2.3", "started", List.of("FileSink"), java.util.Optional.empty(), false)),
                host.list());
    }

    @Test
    void aSettingReachesItsExtensionAndNoOther() throws IOException {
        String show = """
                public void configure(Values v) throws PluginException {
                    char[] s = v.takeSecret("t.secret").get();
                    System.setProperty("test.shown", new String(s) + v.takeSecret("t.secret").isPresent());
                    try { v.text("t.other"); } catch (IllegalArgumentException e) { return; }
                    throw new PluginException("saw too much");
                }
                public void show(Notice n, Decisions d) { }
                """;
        TestPlugin.of("one")
                .extension("One", "Notifier", TestPlugin.setting("t.secret", "--secret", "SECRET") + show)
                .extension(
                        "Two",
                        "Notifier",
                        TestPlugin.setting("t.other", "", "TEXT") + "public void show(Notice n, Decisions d) { }")
                .build(folder);
        load(folder);
        assertEquals(
                List.of(List.of("--secret"), List.of("--t-other")),
                host.settings().stream().map(PluginSetting::options).toList());
        Secret secret = new Secret("hush".toCharArray());
        host.configure(Map.of("t.secret", secret, "t.other", "text"));
        assertEquals("hushfalse", System.getProperty("test.shown"));
        assertThrows(IllegalStateException.class, secret::copy);
        assertEquals("started", only().state());
        assertEquals(List.of("Notifier", "--secret", "Notifier", "--t-other"), only().contributes());
    }

    @Test
    void whatCannotBeUsedIsListedAndTheOthersServe() throws IOException {
        TestPlugin.of("good").extension("Good", "FileSink", GOOD_SINK).build(folder);
        Files.writeString(folder.resolve("damaged.jar"), "PK and then nothing");
        Path whole =
                TestPlugin.of("cut").extension("Cut", "FileSink", GOOD_SINK).build(folder);
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(whole, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        TestPlugin.of("old")
                .manifest("Plugin-Requires", ">=2.0.0")
                .extension("Old", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("nonsense")
                .manifest("Plugin-Requires", "whatever you like")
                .extension("Nonsense", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("anonymous")
                .manifest("Plugin-Id", "")
                .extension("Anonymous", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("odd-id")
                .manifest("Plugin-Id", "../x")
                .extension("Odd", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("needy")
                .manifest("Plugin-Dependencies", "good")
                .extension("Needy", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("twin")
                .manifest("Plugin-Id", "good")
                .extension("Twin", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("fat")
                .extension("Fat", "FileSink", GOOD_SINK)
                .source("io/usi/plugin/PluginApi.java", "package io.usi.plugin; public class PluginApi {}")
                .build(folder);
        TestPlugin.of("bare").type("Bare", "class Bare {}").build(folder);
        TestPlugin.of("stranger")
                .extension("Stranger", "org.pf4j.ExtensionPoint", "")
                .build(folder);
        TestPlugin.of("thrower")
                .extension("Thrower", "FileSink", "public Thrower() { throw new Error(\"private\"); }" + GOOD_SINK)
                .build(folder);
        TestPlugin.of("snoop")
                .extension(
                        "Snoop",
                        "FileSink",
                        "static final Object O = io.usi.daemon.ErrorCode.IO; public Snoop() { O.hashCode(); }"
                                + GOOD_SINK)
                .build(folder);
        started();
        expectProblem("damaged", "damaged, or not a jar");
        expectProblem("cut", "damaged, or not a jar");
        expectProblem("old", "needs version >=2.0.0 of the plugin API, and this daemon has 1.0.0");
        expectProblem("nonsense", "manifest makes no sense");
        expectProblem("anonymous", "no Plugin-Id");
        expectProblem("odd-id", "Plugin-Id must be");
        expectProblem("needy", "depends on other plugins");
        expectProblem("twin", "another plugin has the id good");
        assertTrue(info("twin").needsRestart());
        expectProblem("fat", "copy of the API");
        expectProblem("bare", "no extensions");
        expectProblem("stranger", "no extension point that this daemon knows");
        expectProblem("thrower", "the constructor of Thrower threw java.lang.Error");
        expectProblem("snoop", "the constructor of Snoop threw");
        assertFalse(host.list().toString().contains("private"));
        assertEquals("started", info("good").state());
        assertTrue(host.sink().isPresent());
        assertEquals(
                ErrorCode.STATE,
                assertThrows(UsiException.class, () -> host.start("fat")).code());
    }

    @Test
    void takenNamesAreRefusedWhole() throws IOException {
        Map<String, String> settings = Map.of(
                "b-option", TestPlugin.setting("b.x", "--port", "TEXT"),
                "c-key", TestPlugin.setting("files.accept", "--c", "TEXT"),
                "d-table", TestPlugin.setting("files.accept.more", "--d", "TEXT"),
                "e-again", TestPlugin.setting("a.x", "--e", "TEXT"),
                "f-again", TestPlugin.setting("f.x", "--alpha", "TEXT"),
                "g-odd", TestPlugin.setting("g.x", "---g h", "TEXT"),
                "h-flat", TestPlugin.setting("flat", "--h", "TEXT"),
                "i-throws", "public List<Setting> settings() { throw new IllegalStateException(); }",
                "j-null", "public List<Setting> settings() { return null; }");
        TestPlugin.of("a-first")
                .extension("Ext", "FileSink", TestPlugin.setting("a.x", "--alpha", "TEXT") + GOOD_SINK)
                .build(folder);
        for (Map.Entry<String, String> each : settings.entrySet()) {
            TestPlugin.of(each.getKey())
                    .extension("Ext", "FileSink", each.getValue() + GOOD_SINK)
                    .build(folder);
        }
        host = PluginHost.load(folder, Set.of("files.accept"), Set.of("--port"), java.util.Optional.empty());
        host.configure(Map.of());
        expectProblem("b-option", "option --port exists already");
        expectProblem("c-key", "setting files.accept exists already");
        expectProblem("d-table", "setting files.accept.more exists already");
        expectProblem("e-again", "setting a.x exists already");
        expectProblem("f-again", "option --alpha exists already");
        expectProblem("g-odd", "must look like");
        expectProblem("h-flat", "form table.key");
        expectProblem("i-throws", "settings() threw java.lang.IllegalStateException");
        expectProblem("j-null", "at most 64 settings");
        assertEquals(
                List.of("a.x"),
                host.settings().stream().map(s -> s.setting().key()).toList());
    }

    @Test
    void aWriteableFolderOrJarIsRefused() throws IOException {
        Path jar =
                TestPlugin.of("good").extension("Good", "FileSink", GOOD_SINK).build(folder);
        mode(jar, "rw-rw-rw-");
        started();
        assertTrue(only().problem().orElseThrow().startsWith("it is not used: everybody can write to it"));
        assertTrue(host.sink().isEmpty());

        mode(jar, "rw-r--r--");
        mode(folder, "rwxrwxrwx");
        started();
        assertEquals("failed", only().state());
        assertTrue(only().problem().orElseThrow().startsWith("no plugin of this folder is used: everybody can"));
        mode(folder, "rwx------");

        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        mode(elsewhere, "rwxrwxrwx");
        Files.createSymbolicLink(folder.resolve("good.jar"), Files.move(jar, elsewhere.resolve("good.jar")));
        started();
        assertTrue(only().problem().orElseThrow().contains("everybody can write to it (" + elsewhere));
    }

    @Test
    void onlyAllowedJarsAreUsedWhereThereIsAList() throws Exception {
        Path one = TestPlugin.of("one").extension("One", "FileSink", GOOD_SINK).build(folder);
        Path two = TestPlugin.of("two")
                .extension(
                        "Two", "FileSink", "public Two() { System.setProperty(\"test.life\", \"run\"); }" + GOOD_SINK)
                .build(folder);
        allowing(Set.of(sum(one)));
        assertEquals("started", info("one").state());
        expectProblem("two", "it is not used: plugins.allow does not have its SHA-256 sum, " + sum(two));
        assertNull(System.getProperty("test.life"), "nothing of it runs");

        allowing(Set.of());
        expectProblem("one", sum(one));
        Files.write(two, new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        allowing(Set.of(sum(one), "0".repeat(64)));
        expectProblem("two", sum(two));
        allowing(Set.of(sum(one), sum(two)));
        assertEquals("run", System.getProperty("test.life"));
    }

    private void allowing(Set<String> sums) {
        host.close();
        host = PluginHost.load(folder, Set.of(), Set.of(), java.util.Optional.of(sums));
        host.configure(Map.of());
    }

    private static String sum(Path file) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void whatIsNoFileOrTooLongIsNotRead() throws Exception {
        Path pipe = folder.resolve("pipe.jar");
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor());
        Files.createDirectory(folder.resolve("directory.jar"));
        try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(folder.resolve("bomb.jar")))) {
            out.putNextEntry(new java.util.jar.JarEntry("META-INF/MANIFEST.MF"));
            out.write("Manifest-Version: 1.0\r\nPlugin-Id: bomb\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            byte[] nothing = new byte[1 << 20];
            for (int mib = 0; mib < 600; mib++) {
                out.write(nothing);
            }
        }
        mode(folder.resolve("bomb.jar"), "rw-r--r--");
        assertTimeoutPreemptively(Duration.ofSeconds(20), this::started);
        expectProblem("pipe", "it is not a file");
        expectProblem("directory", "it is not a file");
        expectProblem("bomb", "its manifest is longer than 65535 bytes");
    }

    @Test
    void nothingIsWrittenIntoTheFolder() throws IOException {
        TestPlugin.of("good").extension("Good", "FileSink", GOOD_SINK).build(folder);
        mode(folder, "r-xr-xr-x");
        Map<Path, Object> before = tree();
        started();
        host.stop("good");
        host.start("good");
        host.close();
        assertEquals(before, tree());
        mode(folder, "rwx------");
    }

    @Test
    void aNotifierThatThrowsSaysSoAndGoesOn() throws Exception {
        TestPlugin.of("bad").extension("Bad", "Notifier", """
                        int n;
                        public void show(Notice notice, Decisions d) throws PluginException {
                            n++;
                            System.setProperty("test.shown", "" + n);
                            if (n == 1) throw new PluginException("no bus\\u001b[31m\\nat all");
                            if (n == 2) throw new StackOverflowError("private");
                            if (n == 3) throw new OutOfMemoryError("private");
                        }
                        """).build(folder);
        started();
        host.notify(NOTICE, NOBODY);
        await(() -> only().problem().equals(java.util.Optional.of("no bus [31m at all")));
        host.notify(NOTICE, NOBODY);
        await(() -> only().problem().equals(java.util.Optional.of("show() threw java.lang.StackOverflowError")));
        host.notify(NOTICE, NOBODY);
        await(() -> only().problem().equals(java.util.Optional.of("memory ran out in show()")));
        host.notify(NOTICE, NOBODY);
        await(() -> only().problem().isEmpty());
        assertEquals("started", only().state());
    }

    @Test
    void whatIsThrownMayItselfThrowAndBlock() throws Exception {
        for (Map.Entry<String, String> each :
                Map.of("thrower", "throw new Error();", "blocker", FOR_EVER).entrySet()) {
            TestPlugin.of(each.getKey())
                    .extension(
                            "Bad",
                            "FileSink",
                            "static class Odd extends PluginException { Odd() { super(\"\"); }"
                                    + " public String getMessage() { " + each.getValue() + " } }"
                                    + "public void configure(Values v) throws PluginException { throw new Odd(); }"
                                    + GOOD_SINK)
                    .build(folder);
        }
        started();
        expectProblem("thrower", "configure() threw test.Bad$Odd");
        expectProblem("blocker", "configure() did not return within 5 s");
    }

    @Test
    void aProtocolThatFailsToSayWhereItListensEndsNoStart() throws Exception {
        TestPlugin.of("mute").extension("Mute", "PeerProtocol", """
                        public String name() { return "mute"; }
                        public boolean encrypted() { return true; }
                        public Optional<java.net.InetSocketAddress> listen() { throw new StackOverflowError(); }
                        public Link open(Wire wire) { return null; }
                        """).build(folder);
        started();
        assertTrue(host.protocols().get(0).listen().isEmpty());
        expectProblem("mute", "listen() threw java.lang.StackOverflowError", "started");
    }

    @Test
    void aNotifierThatBlocksIsNotCalledAgainAndHoldsUpNobody() throws Exception {
        TestPlugin.of("blocker")
                .extension(
                        "Blocker",
                        "Notifier",
                        "public void show(Notice n, Decisions d) { System.setProperty(\"test.life\", n.text());"
                                + FOR_EVER + "}")
                .build(folder);
        TestPlugin.of("fine")
                .extension(
                        "Fine",
                        "Notifier",
                        "public void show(Notice n, Decisions d) { System.setProperty(\"test.shown\", n.text()); }")
                .build(folder);
        started();
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            for (int i = 0; i < 10_000; i++) {
                host.notify(new Notice(Notice.Kind.MESSAGE, "p", true, "first".substring(0, 1 + i % 5), "", 0), NOBODY);
            }
        });
        await(() -> System.getProperty("test.life") != null);
        host.notify(new Notice(Notice.Kind.MESSAGE, "p", true, "last", "", 0), NOBODY);
        await(() -> "last".equals(System.getProperty("test.shown")));
        await(() -> info("blocker").state().equals("failed"));
        assertEquals(
                "show() did not return within 10 s", info("blocker").problem().orElseThrow());
        assertEquals("started", info("fine").state());
        System.clearProperty("test.life");
        host.notify(NOTICE, NOBODY);
        await(() -> "text".equals(System.getProperty("test.shown")));
        assertEquals(null, System.getProperty("test.life"));
        assertEquals("started", host.start("blocker").state());
        host.notify(NOTICE, NOBODY);
        await(() -> "text".equals(System.getProperty("test.life")));
    }

    @Test
    void aSinkThatBlocksCostsItsOwnFilesOnly() throws Exception {
        TestPlugin.of("blocker")
                .extension(
                        "Blocker",
                        "FileSink",
                        "public boolean ready() {" + FOR_EVER
                                + "} public Reception receive(String n, long s) { return null; }")
                .build(folder);
        TestPlugin.of("good").extension("Good", "FileSink", GOOD_SINK).build(folder);
        started();
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            try (SinkReception reception = host.sink().orElseThrow().receive("a", 0)) {
                assertEquals("a=", reception.commit());
            }
        });
        expectProblem("blocker", "ready() did not return within 1 s");
        assertTimeoutPreemptively(Duration.ofMillis(900), () -> host.sink().orElseThrow());
    }

    @Test
    void aSinkMayRefuseAFileWithoutBeingAtFault() throws IOException {
        TestPlugin.of("full").extension("Full", "FileSink", """
                        public boolean ready() { return true; }
                        public Reception receive(String name, long size) throws IOException {
                            if (size > 10) throw new IOException("disk\\nfull");
                            if (size == 10) throw new IllegalStateException(name);
                            return null;
                        }
                        """).build(folder);
        started();
        SinkHandle sink = host.sink().orElseThrow();
        UsiException full = assertThrows(UsiException.class, () -> sink.receive("a", 11));
        assertEquals(ErrorCode.IO, full.code());
        assertEquals("the file could not be stored: disk full", full.getMessage());
        assertTrue(only().problem().isEmpty());
        assertEquals(
                ErrorCode.PLUGIN,
                assertThrows(UsiException.class, () -> sink.receive("private", 10))
                        .code());
        assertEquals(
                "receive() threw java.lang.IllegalStateException",
                only().problem().orElseThrow());
        assertEquals(
                ErrorCode.PLUGIN,
                assertThrows(UsiException.class, () -> sink.receive("a", 1)).code());
        host.stop("full");
        assertEquals(
                ErrorCode.PLUGIN,
                assertThrows(UsiException.class, () -> sink.receive("a", 11)).code());
    }

    @Test
    void aCancelEndsAWriteThatWaitsAndLeavesNoInterruptBehind() throws Exception {
        TestPlugin.of("slow").extension("Slow", "FileSink", """
                        public boolean ready() { return true; }
                        public Reception receive(String name, long size) {
                            return new Reception() {
                                public void write(byte[] b, int o, int n) throws IOException {
                                    System.setProperty("test.life", "in");
                                    try { Thread.sleep(600_000); }
                                    catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                        throw new InterruptedIOException();
                                    }
                                }
                                public String commit() { return "no"; }
                                public void close() { System.setProperty("test.closed", "yes"); }
                            };
                        }
                        """).build(folder);
        started();
        SinkReception reception = host.sink().orElseThrow().receive("a", 1);
        Thread canceller = new Thread(() -> {
            await(() -> System.getProperty("test.life") != null);
            reception.cancel();
        });
        canceller.start();
        UsiException failure = assertThrows(UsiException.class, () -> reception.write(new byte[1], 0, 1));
        assertEquals(ErrorCode.IO, failure.code());
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(
                ErrorCode.STATE,
                assertThrows(UsiException.class, () -> reception.write(new byte[1], 0, 1))
                        .code());
        assertEquals(
                ErrorCode.STATE,
                assertThrows(UsiException.class, reception::commit).code());
        reception.close();
        assertEquals("yes", System.getProperty("test.closed"));
        canceller.join();
        assertTrue(only().problem().isEmpty());
    }

    @Test
    void aSinkThatIgnoresACancelIsNotUsedAgain() throws Exception {
        TestPlugin.of("deaf")
                .extension(
                        "Deaf",
                        "FileSink",
                        GOOD_SINK.replace(
                                "got.append(",
                                "System.setProperty(\"test.life\", \"in\"); if (n > 0)" + FOR_EVER + " got.append("))
                .build(folder);
        started();
        SinkReception reception = host.sink().orElseThrow().receive("a", 1);
        Thread transfer = new Thread(() -> reception.write(new byte[1], 0, 1));
        transfer.setDaemon(true);
        transfer.start();
        await(() -> System.getProperty("test.life") != null);
        reception.cancel();
        await(() -> only().state().equals("failed"));
        assertEquals(
                "it did not return within 10 s of an interrupt",
                only().problem().orElseThrow());
        assertTrue(host.sink().isEmpty());
    }

    @Test
    void aReceptionThatComesTooLateIsClosed() throws Exception {
        TestPlugin.of("late")
                .extension(
                        "Late",
                        "FileSink",
                        GOOD_SINK.replace(
                                "StringBuilder got",
                                "try { Thread.sleep(600_000); } catch (InterruptedException e) { } StringBuilder got"))
                .build(folder);
        started();
        SinkHandle sink = host.sink().orElseThrow();
        assertEquals(
                ErrorCode.PLUGIN,
                assertThrows(UsiException.class, () -> sink.receive("a", 1)).code());
        await(() -> "a".equals(System.getProperty("test.closed")));
        expectProblem("late", "receive() did not return within 10 s");
    }

    @Test
    void startAndStopReachThePluginItself() throws IOException {
        TestPlugin.of("living")
                .manifest("Plugin-Class", "test.Life")
                .type("Life", """
                        public class Life extends org.pf4j.Plugin {
                            static String life = "";
                            Thread left;
                            public void start() { note("start"); }
                            public void stop() { note("stop"); }
                            static void note(String s) { life += s + " "; System.setProperty("test.life", life); }
                        }
                        """)
                .extension(
                        "Sink", "FileSink", "public void configure(Values v) { Life.note(\"configure\"); }" + GOOD_SINK)
                .build(folder);
        started();
        assertEquals("start configure ", System.getProperty("test.life"));
        assertEquals("stopped", host.stop("living").state());
        assertEquals("stopped", host.stop("living").state());
        assertTrue(host.sink().isEmpty());
        assertEquals("started", host.start("living").state());
        assertEquals("started", host.start("living").state());
        assertTrue(host.sink().isPresent());
        host.close();
        host.close();
        assertEquals("start configure stop start stop ", System.getProperty("test.life"));
        assertEquals(
                ErrorCode.NO_SUCH_PLUGIN,
                assertThrows(UsiException.class, () -> host.stop("other")).code());
    }

    @Test
    void aPluginThatCannotStartOrLeavesThreadsSaysSo() throws IOException {
        TestPlugin.of("dead")
                .manifest("Plugin-Class", "test.Dead")
                .type(
                        "Dead",
                        "public class Dead extends org.pf4j.Plugin { public void start() { throw new Error(); } }")
                .extension("Sink", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("absent")
                .manifest("Plugin-Class", "test.Absent")
                .extension("Sink", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("leaky")
                .extension(
                        "Leaky",
                        "FileSink",
                        "public void configure(Values v) { Thread t = new Thread(() -> {" + FOR_EVER
                                + "}); t.setDaemon(true); t.start(); }" + GOOD_SINK)
                .build(folder);
        started();
        expectProblem("dead", "start() threw java.lang.Error");
        expectProblem("absent", "its Plugin-Class cannot be used");
        assertEquals(
                ErrorCode.PLUGIN,
                assertThrows(UsiException.class, () -> host.start("dead")).code());
        PluginInfo leaky = host.stop("leaky");
        assertEquals("stopped", leaky.state());
        assertEquals(
                "it was stopped, but left threads running (1)", leaky.problem().orElseThrow());
    }

    @Test
    void closingTakesTwoSecondsWhateverThePluginsDo() throws IOException {
        for (String id : List.of("a", "b", "c")) {
            TestPlugin.of(id)
                    .manifest("Plugin-Class", "test.Stubborn")
                    .type(
                            "Stubborn",
                            "public class Stubborn extends org.pf4j.Plugin { public void stop() {" + FOR_EVER + "} }")
                    .extension("Sink", "FileSink", GOOD_SINK)
                    .build(folder);
        }
        started();
        assertTimeoutPreemptively(Duration.ofSeconds(4), () -> host.close());
    }

    @Test
    void onePresetKeyIsTakenAndNoOtherThing() throws IOException {
        provider("a", "Optional.of(new byte[24])");
        started();
        assertArrayEquals(new byte[24], host.presetKey(NOT_ASKED).orElseThrow());

        provider("b", "Optional.empty()");
        started();
        assertArrayEquals(new byte[24], host.presetKey(NOT_ASKED).orElseThrow());

        provider("b", "Optional.of(new byte[16])");
        started();
        expectRefusal(ErrorCode.PLUGIN, "two plugins give a preset key, a and b");

        provider("b", "Optional.of(new byte[5])");
        Files.delete(folder.resolve("a.jar"));
        started();
        expectRefusal(ErrorCode.KEY, "plugin b gave a key of 5 bytes");

        provider("b", "fail(new PluginException(\"the card is not in the reader\"))");
        started();
        expectRefusal(ErrorCode.KEY, "the card is not in the reader");

        provider("b", "fail(new IllegalStateException(\"private\"))");
        started();
        expectRefusal(ErrorCode.PLUGIN, "presetKey() threw java.lang.IllegalStateException");
    }

    @Test
    void aValueThatAPluginWillNotHaveStopsTheStart() throws IOException {
        String fussy = "public void configure(Values v) throws PluginException {"
                + " if (v.flag(\"x.fail\")) throw new PluginException(\"will not have it\"); }";
        TestPlugin.of("fussy")
                .extension("Fussy", "FileSink", TestPlugin.setting("x.fail", "", "FLAG") + fussy + GOOD_SINK)
                .build(folder);
        load(folder);
        UsiException refused = assertThrows(UsiException.class, () -> host.configure(Map.of("x.fail", true)));
        assertEquals(ErrorCode.CONFIG, refused.code());
        assertEquals("will not have it", refused.getMessage());
        started();
        assertEquals("started", only().state());

        TestPlugin.of("fussy")
                .extension(
                        "Fussy",
                        "KeyProvider",
                        TestPlugin.setting("x.fail", "", "FLAG")
                                + "public void configure(Values v) { throw new Error(); }"
                                + "public Optional<byte[]> presetKey() { return Optional.empty(); }")
                .build(folder);
        load(folder);
        assertEquals(
                ErrorCode.KEY,
                assertThrows(UsiException.class, () -> host.configure(Map.of("x.fail", true)))
                        .code());
        started();
        expectProblem("fussy", "configure() threw java.lang.Error");
        assertTrue(host.presetKey(NOT_ASKED).isEmpty());
    }

    @Test
    void stoppingAndStartingHoldsUpNoNotice() throws Exception {
        TestPlugin.of("blocker")
                .manifest("Plugin-Class", "test.Slow")
                .type("Slow", "public class Slow extends org.pf4j.Plugin { public void stop() {" + FOR_EVER + "} }")
                .extension("Sink", "FileSink", GOOD_SINK)
                .build(folder);
        TestPlugin.of("fine")
                .extension(
                        "Fine",
                        "Notifier",
                        "public void show(Notice n, Decisions d) { System.setProperty(\"test.shown\", n.text()); }")
                .build(folder);
        started();
        Thread stopper = new Thread(() -> host.stop("blocker"));
        stopper.start();
        await(() -> stopper.getState() == Thread.State.TIMED_WAITING);
        host.notify(NOTICE, NOBODY);
        await(() -> "text".equals(System.getProperty("test.shown")));
        assertTrue(stopper.isAlive());
        assertEquals(2, host.list().size());
        stopper.join();
        expectProblem("blocker", "stop() did not return within 5 s", "stopped");
    }

    @Test
    void whatAProviderAsksIsAskedUntilItTakesTheAnswer() throws IOException {
        TestPlugin.of("asks")
                .extension(
                        "Asks",
                        "KeyProvider",
                        "private byte[] key;"
                                + "public Optional<String> question() { return Optional.of(\"The\\u001b word\"); }"
                                + "public void answer(char[] a) throws PluginException {"
                                + "  if (a.length == 1) throw new PluginException(\"too short\");"
                                + "  if (a.length == 2) throw new IllegalStateException(\"private\");"
                                + "  key = new byte[a.length]; }"
                                + "public Optional<byte[]> presetKey() { return Optional.of(key); }")
                .build(folder);
        started();
        List<String> heard = new ArrayList<>();
        assertArrayEquals(
                new byte[16],
                host.presetKey((question, taker) -> {
                            heard.add(question);
                            heard.add(refusal(ErrorCode.KEY, () -> taker.accept(new char[1])));
                            heard.add(refusal(ErrorCode.KEY, () -> taker.accept(new char[1_025])));
                            heard.add(refusal(ErrorCode.PLUGIN, () -> taker.accept(new char[2])));
                            taker.accept(new char[16]);
                        })
                        .orElseThrow());
        assertEquals("The  word", heard.get(0));
        assertEquals("too short", heard.get(1));
        assertTrue(heard.get(2).contains("1024"), heard.get(2));
        assertTrue(heard.get(3).contains("answer() threw java.lang.IllegalStateException"), heard.get(3));
        UsiException nobody = new UsiException(ErrorCode.KEY, "nobody answered");
        assertEquals(
                "nobody answered",
                refusal(
                        ErrorCode.KEY,
                        () -> host.presetKey((question, taker) -> {
                            throw nobody;
                        })));
    }

    private static String refusal(ErrorCode code, Executable call) {
        UsiException refused = assertThrows(UsiException.class, call);
        assertEquals(code, refused.code());
        return Objects.requireNonNull(refused.getMessage());
    }

    private void provider(String id, String result) throws IOException {
        TestPlugin.of(id)
                .extension(
                        "Provider",
                        "KeyProvider",
                        "public Optional<byte[]> presetKey() throws PluginException { return " + result + "; }"
                                + "static Optional<byte[]> fail(PluginException e) throws PluginException { throw e; }"
                                + "static Optional<byte[]> fail(RuntimeException e) { throw e; }")
                .build(folder);
    }

    private void expectRefusal(ErrorCode code, String message) {
        UsiException refused = assertThrows(UsiException.class, () -> host.presetKey(NOT_ASKED));
        assertEquals(code, refused.code());
        String shown = Objects.requireNonNull(refused.getMessage());
        assertTrue(shown.contains(message), shown);
    }

    private void load(Path from) {
        host.close();
        host = PluginHost.load(from);
    }

    private void started() {
        load(folder);
        host.configure(Map.of());
    }

    private PluginInfo only() {
        assertEquals(1, host.list().size());
        return host.list().get(0);
    }

    /** A failed plugin is listed under its id, or its jar's name; of two with one id, the one that failed. */
    private PluginInfo info(String id) {
        List<PluginInfo> found =
                host.list().stream().filter(info -> info.id().equals(id)).toList();
        assertEquals(1, found.size(), () -> host.list().toString());
        return found.get(0);
    }

    private void expectProblem(String id, String words) {
        expectProblem(id, words, "failed");
    }

    private void expectProblem(String id, String words, String state) {
        PluginInfo info = info(id);
        assertEquals(state, info.state(), info::toString);
        String problem = info.problem().orElseThrow();
        assertTrue(problem.contains(words), problem);
        assertFalse(problem.contains("\n"), problem);
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Map<Path, Object> tree() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.collect(java.util.stream.Collectors.toMap(file -> file, file -> {
                try {
                    return Files.getLastModifiedTime(file);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come true within 30 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }
}
