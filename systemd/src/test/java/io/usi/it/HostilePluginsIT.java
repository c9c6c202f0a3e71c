package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What plugins may do wrong, all of it in the folder of one daemon, which chats with another one all the while: each test
 * is about one of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostilePluginsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FOR_EVER =
            "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) { } }";
    private static final String SHOW = "public void show(Notice n, Decisions d) throws PluginException";
    private static final String NO_SHOW = SHOW + " { }";
    private static final String NO_KEY = "public Optional<byte[]> presetKey() { return Optional.empty(); }";

    /** What no log and no answer may hold: the message of what was thrown. */
    private static final String PRIVATE = "private-words";

    private static final String THROW = "throw new Error(\"" + PRIVATE + "\");";

    @TempDir
    static Path temp;

    /** Where a hostile sink reads what it is to do; without it, it takes no files. */
    private Path mode;

    private Path received;
    private Path witness;
    private Path plugins;
    private Map<Path, FileTime> before;
    private Daemon alice;
    private Daemon bob;
    private Control ask;
    private Chat chat;
    private Child waitsForAKey;

    @BeforeAll
    void start() throws Exception {
        mode = temp.resolve("mode");
        received = temp.resolve("received");
        witness = temp.resolve("witness");
        Path usi = Place.copyOfTheDistribution(temp.resolve("usi"));
        plugins = usi.resolve("plugins");
        Path locked = Files.createDirectory(temp.resolve("locked"));
        key("key-blocks", FOR_EVER).into(locked);
        waitsForAKey = new Place(temp, "waits").launch("--plugins", locked.toString());
        damaged();
        unusable();
        notifiers();
        lives();
        sinks();
        permissions();
        before = tree(plugins);
        Path toml = Files.writeString(
                temp.resolve("usi.toml"), "[files]\naccept = \"always\"\ndirectory = \"" + received + "\"\n");
        alice = new Place(temp, "alice")
                .with(usi)
                .start("-s", "127.0.0.1", "-p", "0", "-m", "alice", "--notifications", "--config", toml.toString());
        bob = new Place(temp, "bob").start("-c", "127.0.0.1:" + alice.port(), "-m", "bob");
        assertEquals(3, bob.peer("alice").get("protocol"));
        alice.peer("bob");
        ask = new Control(alice);
        chat = new Chat(alice, bob);
    }

    @AfterEach
    void theChatGoesOn() {
        chat.goesOn();
    }

    @AfterAll
    void end() throws Exception {
        try (Daemon a = alice;
                Daemon b = bob) {
            chat.end();
            ask.close();
            assertEquals(before, tree(plugins), "nothing is written among the plugins");
            String said = a.log()
                    + a.ctl("plugins").out()
                    + a.ctl("plugins", "--json").out();
            assertFalse(said.contains(PRIVATE), said);
            assertFalse(said.contains("\tat "), said);
            assertTrue(said.codePoints().noneMatch(c -> c == 27 || c == 0x202e), "no escapes");
            a.stop().exits(0);
            b.stop().exits(0);
        } finally {
            waitsForAKey.close();
        }
    }

    private void damaged() throws IOException {
        Path whole = HostileJar.of("truncated").extension("Notifier", NO_SHOW).into(plugins);
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));
        Files.write(plugins.resolve("noise.jar"), Data.random(100_000));
        Files.createFile(plugins.resolve("empty.jar"));
        Files.createDirectory(plugins.resolve("folder.jar"));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(plugins.resolve("bomb.jar")))) {
            out.putNextEntry(new JarEntry("META-INF/MANIFEST.MF"));
            out.write("Manifest-Version: 1.0\r\nPlugin-Id: bomb\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] nothing = new byte[1 << 20];
            for (int mib = 0; mib < 300; mib++) {
                out.write(nothing);
            }
        }
    }

    private void unusable() throws IOException {
        HostileJar.of("newer")
                .manifest("Plugin-Requires", ">=2.0.0")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("own-api")
                .source("io/usi/plugin/PluginApi.java", "package io.usi.plugin; public class PluginApi { }")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("zz-twin")
                .manifest("Plugin-Id", "sink-directory")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("static-init")
                .extension(
                        "Notifier",
                        "static { if (true) throw new IllegalStateException(\"" + PRIVATE + "\"); }" + NO_SHOW)
                .into(plugins);
        HostileJar.of("constructor")
                .extension(
                        "Notifier",
                        "public Hostile() { throw new IllegalStateException(\"" + PRIVATE + "\"); }" + NO_SHOW)
                .into(plugins);
        settings("no-settings", "return null;");
        settings("settings-throw", "return settings();");
        settings("settings-block", FOR_EVER);
        settings("taken-option", "return " + setting("taken.option", "--listen") + ";");
        settings("taken-key", "return " + setting("files.accept", "--taken") + ";");
        configure("configure-throws", "throw new Error(\"" + PRIVATE + "\");");
        configure("configure-blocks", FOR_EVER);
        configure(
                "odd-message",
                "throw new PluginException(\"\") { public String getMessage() { throw new Error(\"" + PRIVATE
                        + "\"); } };");
        protocol("no-name", "return null;", "return true;", "return Optional.empty();", "return null;");
        protocol("name-throws", THROW, "return true;", "return Optional.empty();", "return null;");
        protocol("encrypted-throws", "return \"mute\";", THROW, "return Optional.empty();", "return null;");
        protocol("listen-throws", "return \"deaf\";", "return true;", THROW, "return null;");
        protocol("open-throws", "return \"rude\";", "return true;", "return Optional.empty();", THROW);
        protocol(
                "read-throws",
                "return \"curt\";",
                "return true;",
                "return Optional.empty();",
                "return new Link() {"
                        + "public boolean read(Heard room) { " + THROW + " }"
                        + "public void text(String text) { " + THROW + " }"
                        + "public void relay(Author author, String text) { " + THROW + " } };");
    }

    private void protocol(String id, String name, String encrypted, String listen, String open) throws IOException {
        HostileJar.of(id)
                .extension(
                        "PeerProtocol",
                        "public String name() { " + name + " } public boolean encrypted() { " + encrypted + " }"
                                + "public Optional<java.net.InetSocketAddress> listen() { " + listen + " }"
                                + "public Link open(Wire wire) { " + open + " }")
                .into(plugins);
    }

    private void settings(String id, String body) throws IOException {
        HostileJar.of(id)
                .extension("Notifier", "public List<Setting> settings() { " + body + " }" + NO_SHOW)
                .into(plugins);
    }

    private static String setting(String key, String option) {
        return "List.of(new Setting(\"" + key + "\", List.of(\"" + option
                + "\"), Setting.Kind.TEXT, \"X\", \"help\", \"aide\"))";
    }

    private void configure(String id, String body) throws IOException {
        HostileJar.of(id)
                .extension(
                        "Notifier", "public void configure(Values v) throws PluginException { " + body + " }" + NO_SHOW)
                .into(plugins);
    }

    private void notifiers() throws IOException {
        show("show-error", "throw new Error(\"" + PRIVATE + "\");");
        show("show-exception", "throw new IllegalStateException(\"" + PRIVATE + "\");");
        show("show-overflow", "show(n, d);");
        show("show-checked", "Hostile.<RuntimeException>sneak(new IOException(\"" + PRIVATE + "\"));");
        show(
                "show-escapes",
                "throw new PluginException((\"\\u001b]0;x\\u0007\\u202e\\n\" + \"long \".repeat(1000)).repeat(1000));");
        show("show-blocks", FOR_EVER);
        show(
                "witness",
                "try { Files.writeString(Path.of(\"" + witness + "\"), n.text() + \"\\n\", StandardOpenOption.CREATE,"
                        + " StandardOpenOption.APPEND); } catch (IOException e) { throw new UncheckedIOException(e); }");
    }

    private void show(String id, String body) throws IOException {
        HostileJar.of(id)
                .extension(
                        "Notifier",
                        SHOW + " { " + body + " }"
                                + "@SuppressWarnings(\"unchecked\") static <T extends Throwable> void sneak(Throwable t)"
                                + " throws T { throw (T) t; }")
                .into(plugins);
    }

    private void lives() throws IOException {
        HostileJar.of("no-class")
                .manifest("Plugin-Class", "hostile.Nowhere")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("start-throws")
                .lifecycle("public void start() { throw new Error(\"" + PRIVATE + "\"); }")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("stop-throws")
                .lifecycle("public void stop() { " + THROW + " }")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("stop-blocks")
                .lifecycle("public void stop() { " + FOR_EVER + " }")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
        HostileJar.of("leaks")
                .lifecycle("public void start() { for (int i = 0; i < 3; i++) { Thread t = new Thread(() -> { "
                        + FOR_EVER + " }); t.setDaemon(true); t.start(); } }")
                .extension("Notifier", NO_SHOW)
                .into(plugins);
    }

    /** Sinks that come before sink-directory in the order of the jars, and in the daemon's. */
    private void sinks() throws IOException {
        String end = " } public Reception receive(String name, long size) { return null; }";
        HostileJar.of("a-ready-throws")
                .extension("FileSink", "public boolean ready() { throw new Error(\"" + PRIVATE + "\");" + end)
                .into(plugins);
        HostileJar.of("a-ready-blocks")
                .extension("FileSink", "public boolean ready() { " + FOR_EVER + end)
                .into(plugins);
        HostileJar.of("a-sink")
                .extension("FileSink", """
                static final Path MODE = Path.of("MODE");
                static void now(String what) {
                    String mode;
                    try { mode = Files.readString(MODE); } catch (IOException e) { return; }
                    if (mode.equals(what + "-throws")) throw new StackOverflowError("PRIVATE");
                    if (mode.equals(what + "-blocks")) FOREVER
                }
                public boolean ready() { return Files.exists(MODE); }
                public Reception receive(String name, long size) {
                    now("receive");
                    return new Reception() {
                        public void write(byte[] bytes, int offset, int length) { now("write"); }
                        public String commit() { now("commit"); return name; }
                        public void close() { now("close"); }
                    };
                }
                """.replace("MODE\"", mode + "\"")
                        .replace("PRIVATE", PRIVATE)
                        .replace("FOREVER", FOR_EVER))
                .into(plugins);
    }

    private void permissions() throws IOException {
        Path everybody =
                HostileJar.of("for-everybody").extension("Notifier", NO_SHOW).into(plugins);
        Files.setPosixFilePermissions(everybody, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path led = HostileJar.of("led-astray").extension("Notifier", NO_SHOW).into(elsewhere);
        Files.createSymbolicLink(plugins.resolve("led-astray.jar"), led);
        if (root()) {
            Path group =
                    HostileJar.of("for-a-group").extension("Notifier", NO_SHOW).into(plugins);
            Files.setPosixFilePermissions(group, PosixFilePermissions.fromString("rw-rw-r--"));
            Files.setAttribute(group, "unix:gid", 65_534);
            Path foreign =
                    HostileJar.of("of-another").extension("Notifier", NO_SHOW).into(plugins);
            Files.setAttribute(foreign, "unix:uid", 65_534);
        }
    }

    private static boolean root() {
        return new UnixSystem().getUid() == 0;
    }

    private static HostileJar key(String id, String body) {
        return HostileJar.of(id).extension("KeyProvider", NO_KEY.replace("return Optional.empty();", body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            truncated     | its jar is damaged, or not a jar at all
            noise         | its jar is damaged, or not a jar at all
            empty         | its jar is damaged, or not a jar at all
            folder        | it is not a file
            bomb          | its manifest is longer than 65535 bytes
            newer         | it needs version >=2.0.0 of the plugin API, and this daemon has 1.0.0
            zz-twin       | another plugin has the id sink-directory
            own-api       | its jar has a copy of the API in it: give usi-plugin-api the scope provided
            static-init   | the constructor of Hostile threw java.lang.ExceptionInInitializerError
            constructor   | the constructor of Hostile threw java.lang.IllegalStateException
            no-settings   | its class Hostile must declare at most 64 settings
            settings-throw | settings() threw java.lang.StackOverflowError
            settings-block | settings() did not return within 5 s
            taken-option  | its option --listen exists already
            taken-key     | its setting files.accept exists already
            no-name       | its class Hostile must name its protocol with 1 to 16 of a-z and 0-9, a letter first
            name-throws   | name() threw java.lang.Error
            encrypted-throws | encrypted() threw java.lang.Error
            for-everybody | it is not used: everybody can write to it
            led-astray    | it is not used: everybody can write to it
            """)
    void whatCannotBeUsedSaysWhyAndIsLeftOut(String id, String why) throws Exception {
        expect(id, "failed", why);
    }

    @Test
    void whatCannotBeUsedCannotBeStarted() throws Exception {
        String why = alice.place
                .ctl("plugins", "start", "own-api")
                .exits(1)
                .saysOneLine()
                .err();
        assertTrue(why.contains("a copy of the API") && why.contains("mend it, then restart the daemon"), why);
        assertEquals(
                "failed",
                alice.ctl("plugins", "stop", "own-api", "--json").object().get("state"));
    }

    @ParameterizedTest
    @CsvSource({"for-a-group, its group can write to it", "of-another, it belongs to another user (65534)"})
    void whatOthersOwnIsLeftOut(String id, String why) throws Exception {
        if (!root()) {
            Assumptions.abort("only root can give a file away");
        }
        expect(id, "failed", why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            configure-throws | configure() threw java.lang.Error
            configure-blocks | configure() did not return within 5 s
            odd-message      | configure() threw hostile.Hostile$1
            start-throws     | start() threw java.lang.Error
            no-class         | its Plugin-Class cannot be used
            """)
    void whatDoesNotStartSaysWhyAndMayTryAgain(String id, String why) throws Exception {
        expect(id, "failed", why);
        assertTrue(alice.place.ctl("plugins", "start", id).saysOneLine().err().contains(why));
        expect(id, "failed", why);
        alice.ctl("plugins", "stop", id);
        assertEquals("stopped", plugin(id).get("state"));
    }

    @ParameterizedTest
    @CsvSource({
        "show-error, java.lang.Error",
        "show-exception, java.lang.IllegalStateException",
        "show-overflow, java.lang.StackOverflowError",
        "show-checked, java.io.IOException"
    })
    void aNotifierThatThrowsIsCalledAgain(String id, String what) throws Exception {
        String why = "show() threw " + what;
        Await.until("the problem of " + id, () -> why.equals(plugin(id).get("problem")));
        expect(id, "started", why);
        stopAndStart(id);
        Await.until("the problem of " + id, () -> why.equals(plugin(id).get("problem")));
    }

    @Test
    void escapesAndLengthAreTakenOutOfWhatAPluginSays() throws Exception {
        Await.until("the problem", () -> plugin("show-escapes").get("problem") != null);
        String problem = (String) plugin("show-escapes").get("problem");
        assertTrue(problem.length() <= 300 && problem.startsWith("]0;x"), problem);
        assertTrue(problem.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0x202e), problem);
        expect("show-escapes", "started", "long long");
    }

    @Test
    void aNotifierThatBlocksHoldsUpNoOther() throws Exception {
        Await.until("its end", () -> "failed".equals(plugin("show-blocks").get("state")));
        expect("show-blocks", "failed", "show() did not return within 10 s");
        alice.ctl("plugins", "start", "show-blocks");
        assertEquals("started", plugin("show-blocks").get("state"));
        long shown = Files.size(witness);
        Await.until("another notifier to be told", () -> Files.size(witness) > shown);
        assertNull(plugin("witness").get("problem"));
    }

    @ParameterizedTest
    @CsvSource({"stop-throws, stop() threw java.lang.Error", "stop-blocks, stop() did not return within 5 s"})
    void whatDoesNotStopIsStoppedAndMayStartAgain(String id, String why) throws Exception {
        alice.ctl("plugins", "stop", id);
        expect(id, "stopped", why);
        alice.ctl("plugins", "start", id);
        assertEquals("started", plugin(id).get("state"));
    }

    @Test
    void threadsThatStayBehindAreCounted() throws Exception {
        assertNull(plugin("leaks").get("problem"));
        alice.ctl("plugins", "stop", "leaks");
        expect("leaks", "stopped", "it was stopped, but left threads running (3)");
    }

    @Test
    void sinksThatCannotSayWhetherTheyAreReadyAreLeftOut() throws Exception {
        aFileArrives("after ready()");
        expect("a-ready-throws", "started", "ready() threw java.lang.Error");
        expect("a-ready-blocks", "failed", "ready() did not return within 1 s");
    }

    @ParameterizedTest
    @CsvSource({"write", "commit", "close"})
    void aSinkThatThrowsFailsItsFileAlone(String method) throws Exception {
        Files.writeString(mode, method + "-throws");
        try (Child sending = send(temp.resolve("thrown " + method))) {
            Result sent = sending.finish(LIMIT);
            assertEquals(method.equals("close"), sent.exit() == 0, sent::toString);
        }
        String why = method + "() threw java.lang.StackOverflowError";
        Await.until("the problem", () -> why.equals(plugin("a-sink").get("problem")));
        expect("a-sink", "started", why);
        aFileArrives("after " + method);
    }

    @Test
    void whatASinkWillNotTakeWaitsForADecision() throws Exception {
        Files.writeString(mode, "receive-throws");
        String why = "receive() threw java.lang.StackOverflowError";
        try (Child sending = send(temp.resolve("undecided"))) {
            Await.until("the problem", () -> why.equals(plugin("a-sink").get("problem")));
            alice.ctl("refuse", (String) alice.offer().get("id"));
            assertNotEquals(0, sending.finish(LIMIT).exit());
        }
        aFileArrives("after it would not");
    }

    @ParameterizedTest
    @CsvSource({"receive, receive() did not return within 10 s", "write, it did not return within 10 s of an interrupt"
    })
    void aSinkThatBlocksHoldsUpItsFileAlone(String method, String why) throws Exception {
        Files.writeString(mode, method + "-blocks");
        String name = "blocked " + method;
        try (Child sending = send(temp.resolve(name))) {
            Map<String, Object> transfer =
                    Await.value("the transfer", () -> alice.ctl("transfers", "--json").array().stream()
                            .filter(t -> name.equals(t.get("name")))
                            .findFirst());
            chat.goesOn();
            if (method.equals("write")) {
                alice.ctl("cancel", (String) transfer.get("id"));
            } else {
                alice.ctl("refuse", (String) alice.offer().get("id"));
            }
            assertNotEquals(0, sending.finish(LIMIT).exit());
        }
        Await.until("its end", () -> "failed".equals(plugin("a-sink").get("state")));
        expect("a-sink", "failed", why);
        aFileArrives("after " + method + " blocked");
        alice.ctl("plugins", "start", "a-sink");
        assertEquals("started", plugin("a-sink").get("state"));
    }

    @Test
    void aProtocolThatCannotSayWhereItListensListensNowhere() throws Exception {
        expect("listen-throws", "started", "listen() threw java.lang.Error");
    }

    @ParameterizedTest
    @CsvSource({"open-throws, rude, open() threw java.lang.Error", "read-throws, curt, read() threw java.lang.Error"})
    void aProtocolThatThrowsLosesItsOwnSessionAlone(String id, String protocol, String why) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String peer = "127.0.0.1:" + silent.getLocalPort();
            alice.place.ctl("connect", "--protocol", protocol, peer);
            Await.until("the problem", () -> why.equals(plugin(id).get("problem")));
            expect(id, "started", why);
            alice.ctl("disconnect", peer);
        }
    }

    @Test
    void theOthersWork() throws Exception {
        aFileArrives("as always");
        stopAndStart("sink-directory");
        aFileArrives("as before");
        alice.place.ctl("plugins", "start", "nowhere").exits(1).saysOneLine();
    }

    @Test
    void aFolderThatEverybodyCanWriteToIsNotUsed() throws Exception {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.copy(Place.DIST.resolve("plugins/sink-directory.jar"), open.resolve("sink-directory.jar"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (Daemon daemon = new Place(temp, "folder").start("--plugins", open.toString())) {
            Map<String, Object> only = daemon.ctl("plugins", "--json").array().get(0);
            String why = "no plugin of this folder is used: everybody can write to it";
            assertTrue(((String) only.get("problem")).startsWith(why), only::toString);
            assertTrue(daemon.log().contains(why), daemon::log);
            assertEquals(false, daemon.status().get("sink"));
        }
    }

    /** No session is opened without the key that it may hold. */
    @Test
    void aKeyProviderThatThrowsEndsTheStart() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("keys"));
        key("key-throws", "throw new Error(\"" + PRIVATE + "\");").into(folder);
        try (Child child = new Place(temp, "key").launch("--plugins", folder.toString())) {
            String why = child.finish(LIMIT).exits(8).err();
            assertTrue(why.contains("plugin key-throws: presetKey() threw java.lang.Error"), why);
            assertFalse(why.contains(PRIVATE) || why.contains("\tat "), why);
        }
    }

    /** Last, since it has a minute. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aKeyProviderThatBlocksEndsTheStart() throws Exception {
        String why = waitsForAKey.finish(Duration.ofSeconds(90)).exits(8).err();
        assertTrue(why.contains("plugin key-blocks: presetKey() did not return within 60 s"), why);
    }

    /** Asserts how a plugin is, in what programs and what people read: there on its own line. */
    private void expect(String id, String state, String why) throws Exception {
        Map<String, Object> plugin = plugin(id);
        assertEquals(state, plugin.get("state"), plugin::toString);
        String problem = Objects.toString(plugin.get("problem"));
        assertTrue(problem.contains(why) && problem.lines().count() == 1, problem);
        assertTrue(
                alice.ctl("plugins").out().lines().anyMatch(line -> line.startsWith(id + " ") && line.contains(why)),
                why);
        assertTrue(alice.child.errors().stream().anyMatch(line -> line.contains(id + ": ") && line.contains(why)), why);
    }

    private void stopAndStart(String id) throws Exception {
        alice.ctl("plugins", "stop", id);
        assertEquals("stopped", plugin(id).get("state"));
        alice.ctl("plugins", "start", id);
        assertEquals("started", plugin(id).get("state"));
    }

    private List<Map<String, Object>> plugins() throws Exception {
        Object list = ask.call("plugin.list", Map.of()).get("list");
        return ((List<?>) list).stream().map(Json::member).toList();
    }

    private Map<String, Object> plugin(String id) throws Exception {
        return plugins().stream()
                .filter(plugin -> id.equals(plugin.get("id")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id));
    }

    private Child send(Path file) throws Exception {
        Files.write(file, Data.random(100_000));
        return bob.place.startCtl("sendfile", file.toString());
    }

    /** Without a mode the hostile sink takes nothing, and the shipped one does. */
    private void aFileArrives(String name) throws Exception {
        Files.deleteIfExists(mode);
        Path file = temp.resolve(name);
        try (Child sending = send(file)) {
            sending.finish(LIMIT).exits(0);
        }
        assertEquals(-1, Files.mismatch(file, received.resolve(name)));
    }

    private static Map<Path, FileTime> tree(Path root) throws IOException {
        Map<Path, FileTime> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.forEach(file -> {
                try {
                    tree.put(file, Files.getLastModifiedTime(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return tree;
    }
}
