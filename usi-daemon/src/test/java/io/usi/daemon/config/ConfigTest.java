package io.usi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {
    @TempDir
    Path folder;

    @Test
    void whatIsNoTomlIsToldOfByItsAbsolutePath() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.toml"), "a = [1, 2");
        Path relative = Path.of("").toAbsolutePath().relativize(file);
        UsiException wrong = assertThrows(UsiException.class, () -> ConfigFile.read(relative));
        assertTrue(wrong.getMessage().startsWith("/"), wrong::getMessage);
        assertTrue(wrong.getMessage().contains("bad.toml:1:10: not valid TOML"), wrong::getMessage);
    }

    @Test
    void theDefaults() {
        Config config = ConfigBuilder.build(Map.of(), Optional.of(Path.of("/shipped")));
        assertEquals(Optional.empty(), config.listen());
        assertEquals(List.of(), config.connect());
        assertEquals(12_800, config.port());
        assertEquals("", config.name());
        assertEquals(Protocol.AUTO, config.protocol());
        assertFalse(config.dev() || config.notifications());
        assertEquals(Optional.empty(), config.socket());
        assertEquals(Optional.of(Path.of("/shipped")), config.pluginDirectory());
        assertEquals(Config.Accept.ASK, config.files().accept());
        assertEquals(Duration.ofMinutes(10), config.files().offerExpiry());
        assertEquals(16L << 30, config.files().spoolLimit());
        assertTrue(Files.isDirectory(config.files().spoolDirectory()));
        assertEquals(new Config.Limits(1_024, 256, 64, 32), config.limits());
        assertEquals(new Config.Control(Optional.empty(), List.of(), List.of()), config.control());
        assertEquals(Duration.ofHours(24), config.messages().expire());
        assertEquals(Optional.empty(), config.challenge().password());
        assertEquals(Config.Policy.NONE, config.policy());
    }

    @Test
    void everyKeyIsUnderstood() throws IOException {
        Config config = config("""
                listen = "[::1]"
                connect = ["one:1", "[::1]:2", { address = "two:2", protocol = 2 }, { address = "three:3", protocol = "3" }, "lite://four:4"]
                port = 0
                name = " Élise "
                notifications = true
                protocol = "2"
                dev = true
                [control]
                socket = "run/control.sock"
                group = "usi"
                users = ["a", "b"]
                groups = ["c"]
                [plugins]
                directory = "/opt/plugins"
                allow = []
                [files]
                accept = "always"
                offer_expiry = "90s"
                [spool]
                directory = "../spool"
                limit = "500MiB"
                [limits]
                sessions = 1
                sessions_per_address = 2
                openings = 3
                openings_per_address = 4
                [messages]
                expire = "7d"
                [challenge]
                password = "hunter2"
                [room]
                unencrypted = "shared"
                [policy]
                messages = "authenticated"
                files = "verified"
                """);
        assertTrue(config.room().mixed());
        assertEquals(new Config.Policy(Config.Who.AUTHENTICATED, Config.Who.VERIFIED), config.policy());
        assertEquals(Optional.of(new Config.Listen(Optional.of("::1"))), config.listen());
        assertEquals(
                List.of(
                        new Target("one", 1, Optional.empty()),
                        new Target("::1", 2, Optional.empty()),
                        new Target("two", 2, Optional.of(Protocol.USI2)),
                        new Target("three", 3, Optional.of(Protocol.USI3)),
                        new Target("four", 4, Protocol.of("lite"))),
                config.connect());
        assertEquals(0, config.port());
        assertEquals("Élise", config.name());
        assertEquals(Protocol.USI2, config.protocol());
        assertTrue(config.dev() && config.notifications());
        assertEquals(Optional.of(folder.resolve("run/control.sock")), config.socket());
        assertEquals(new Config.Control(Optional.of("usi"), List.of("a", "b"), List.of("c")), config.control());
        assertEquals(Optional.of(Path.of("/opt/plugins")), config.pluginDirectory());
        assertEquals(
                new Config.Files(
                        Config.Accept.ALWAYS, Duration.ofSeconds(90), folder.resolveSibling("spool"), 500L << 20),
                config.files());
        assertEquals(new Config.Limits(1, 2, 3, 4), config.limits());
        assertEquals(Duration.ofDays(7), config.messages().expire());
        Secret password = config.challenge().password().orElseThrow();
        assertArrayEquals("hunter2".toCharArray(), password.copy());
        assertFalse(config.toString().contains("hunter2"), config.toString());
        password.wipe();
        assertThrows(IllegalStateException.class, password::copy);
    }

    @Test
    void theListOfKeysIsThatOfTheTestAbove() {
        assertEquals(26, Set.copyOf(Keys.ALL).size());
        assertEquals(List.of("challenge.password"), Keys.SECRETS);
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of("listen = 5", "1:1: listen: expected true, or an address"),
                Arguments.of(
                        "listen = 'host:12800'", "1:1: listen: expected an address of this machine, without a port"),
                Arguments.of("listen = ''", "1:1: listen: expected a text that is not empty"),
                Arguments.of("connect = 'host'", "1:1: connect: expected a list"),
                Arguments.of("connect = [5]", "1:1: connect: expected a list"),
                Arguments.of("connect = ['host:0']", "1:1: connect: expected a port from 1 to 65535"),
                Arguments.of("connect = [{protocol = '2'}]", "1:1: connect: expected an address in each table"),
                Arguments.of("connect = [{address = 'a', port = 5}]", "1:1: connect: expected address and protocol"),
                Arguments.of(
                        "connect = [{address = 'a', protocol = '4'}]",
                        "1:1: connect: expected \"auto\", \"2\", \"3\" or the name of a plugin's protocol"),
                Arguments.of("connect = ['4://a']", "1:1: connect: expected auto, 2, 3 or the name of a plugin"),
                Arguments.of("room.unencrypted = true", "1:1: room.unencrypted: expected"),
                Arguments.of("policy.files = \"unverified\"", "1:1: policy.files: expected one of"),
                Arguments.of("port = 65536", "1:1: port: expected a whole number from 0 to 65535"),
                Arguments.of("port = -1", "1:1: port: expected a whole number from 0 to 65535"),
                Arguments.of("port = 9223372036854775807", "1:1: port: expected a whole number"),
                Arguments.of("port = '12800'", "1:1: port: expected a whole number"),
                Arguments.of("port = 1.5", "1:1: port: expected a whole number"),
                Arguments.of("name = 5", "1:1: name: expected a text in quotation marks"),
                Arguments.of("name = 'a|b'", "1:1: name: expected a name without"),
                Arguments.of("name = 'a>>b'", "1:1: name: expected a name without"),
                Arguments.of("name = \"a\\u0007b\"", "1:1: name: expected a name without control characters"),
                Arguments.of("name = \"a\\u202eb\"", "1:1: name: expected a name without control characters"),
                Arguments.of("notifications = 'yes'", "1:1: notifications: expected true or false"),
                Arguments.of("protocol = 'usi'", "1:1: protocol: expected \"auto\", \"2\" or \"3\""),
                Arguments.of(
                        "files.accept = 'maybe'", "1:1: files.accept: expected one of \"ask\", \"always\", \"never\""),
                Arguments.of("files.offer_expiry = 600", "1:1: files.offer_expiry: expected a duration from 1s to 7d"),
                Arguments.of("files.offer_expiry = '0s'", "1:1: files.offer_expiry: expected a duration from 1s to 7d"),
                Arguments.of("files.offer_expiry = '999999999d'", "1:1: files.offer_expiry: expected a duration"),
                Arguments.of("files.offer_expiry = '10 minutes'", "1:1: files.offer_expiry: expected a duration"),
                Arguments.of("spool.limit = '16GB'", "1:1: spool.limit: expected a number of bytes, at least 1048576"),
                Arguments.of("spool.limit = '99999999999TiB'", "1:1: spool.limit: expected a number of bytes"),
                Arguments.of("spool.limit = 5", "1:1: spool.limit: expected a number of bytes"),
                Arguments.of("spool.directory = '~/x'", "1:1: spool.directory: ~ means nothing here"),
                Arguments.of("limits.sessions = 0", "1:1: limits.sessions: expected a whole number from 1 to 100000"),
                Arguments.of("control.users = 'me'", "1:1: control.users: expected a list of texts"),
                Arguments.of("control.users = [1]", "1:1: control.users: expected a text"),
                Arguments.of("challenge.password = 5", "1:1: challenge.password: expected a text"),
                Arguments.of("prot = 5", "1:1: prot: there is no such key; the nearest is port"),
                Arguments.of(
                        "files.acept = 'ask'", "1:1: files.acept: there is no such key; the nearest is files.accept"),
                Arguments.of("fils = {accept = 'ask'}", "1:1: fils: there is no such key; the nearest is files"),
                Arguments.of("'files.accept' = 'ask'", "1:1: files.accept: there is no such key"),
                Arguments.of("port.number = 5", "1:1: port: expected a whole number"),
                Arguments.of("files = 5", "1:1: files: there is no such key"),
                Arguments.of("a = [1, 2", "1:10: not valid TOML"),
                Arguments.of("port = 1\nport = 2", "2:1: not valid TOML: port previously defined at line 1, column 1"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void errorsSayWhereAndWhatIsExpected(String toml, String message) {
        UsiException refused = assertThrows(UsiException.class, () -> config(toml));
        assertEquals(ErrorCode.CONFIG, refused.code());
        String shown = Objects.requireNonNull(refused.getMessage());
        assertTrue(shown.startsWith(folder.resolve("usi.toml") + ":" + message), shown);
        assertFalse(shown.contains("\n"), shown);
    }

    @Test
    void lineAndColumnAreThoseOfTheKey() {
        UsiException refused =
                assertThrows(UsiException.class, () -> config("# a comment\n[files]\naccept = 'ask'\n  expiry = 5\n"));
        assertTrue(Objects.requireNonNull(refused.getMessage()).contains("usi.toml:4:3: files.expiry: "));
        UsiException longName = assertThrows(UsiException.class, () -> config("name = '" + "é".repeat(65) + "'"));
        assertTrue(Objects.requireNonNull(longName.getMessage()).contains("at most 64 characters"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "challenge.password = hunter2",
                "challenge.password = hunter2 # more",
                "challenge.password = \"hunter2",
                "challenge.password = \"\\hunter2\"",
                "challenge.password 'hunter2'",
                "challenge.password = 'hunter2' hunter2",
                "challenge.password = 'hunter2",
                "[challenge]\npassword = 'x'\nhunter2",
                "challenge.password = {a = 'hunter2'}",
                "challenge.password = ['hunter2']"
            })
    void noErrorShowsASecret(String toml) {
        UsiException refused = assertThrows(UsiException.class, () -> config(toml));
        String shown = Objects.requireNonNull(refused.getMessage());
        assertFalse(shown.contains("unter2"), shown);
    }

    @Test
    void aSecretThatOthersCanReadIsRefused() throws IOException {
        Path file = write("challenge.password = 'hunter2'\n");
        for (String open : List.of("rw-r--r--", "rw----r--")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            UsiException refused = assertThrows(UsiException.class, () -> values(file));
            String shown = Objects.requireNonNull(refused.getMessage());
            assertTrue(shown.contains("can read it: chmod 600 " + file) && !shown.contains("hunter2"), shown);
        }
        Files.writeString(file, "port = 5");
        assertEquals(5L, values(file).get("port").value());
    }

    @Test
    void whatCannotBeReadSaysWhy() throws IOException {
        expectUnreadable(folder.resolve("none"), "there is no such file");
        expectUnreadable(folder, "directory");
        Path file = folder.resolve("binary");
        Files.write(file, new byte[] {'a', '=', (byte) 0xff});
        expectUnreadable(file, "not UTF-8");
        Files.write(file, new byte[(1 << 20) + 1]);
        expectUnreadable(file, "larger than 1 MiB");
    }

    @Test
    void theNearestKeyTakesTheFewestEdits() {
        assertEquals("limits.sessions", Keys.nearest("limit.session", Keys.ALL));
        assertEquals("name", Keys.nearest("NAME", Keys.ALL));
        assertEquals("messages.expire", Keys.nearest("message.expires", Keys.ALL));
    }

    private static void expectUnreadable(Path file, String words) {
        UsiException refused = assertThrows(UsiException.class, () -> ConfigFile.read(file));
        assertEquals(ErrorCode.CONFIG, refused.code());
        String shown = Objects.requireNonNull(refused.getMessage());
        assertTrue(shown.contains(words) && shown.contains(file.toString()), shown);
    }

    private Config config(String toml) throws IOException {
        return ConfigBuilder.build(values(write(toml)), Optional.empty());
    }

    private static Map<String, Given> values(Path file) {
        return new HashMap<>(ConfigFile.read(file).values(Set.copyOf(Keys.ALL), Set.copyOf(Keys.SECRETS)));
    }

    private Path write(String toml) throws IOException {
        Path file = folder.resolve("usi.toml");
        Files.writeString(file, toml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
