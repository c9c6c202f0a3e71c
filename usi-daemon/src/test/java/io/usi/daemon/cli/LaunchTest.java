package io.usi.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.UsiException;
import io.usi.daemon.cli.Launch.Surroundings;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.plugin.TestPlugin;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
    /** Shows what it got in a system property, and gives a key where it got a secret. */
    private static final String KEY_PLUGIN = TestPlugin.setting("key.cle", "--cle", "SECRET") + """
              Optional<char[]> got = Optional.empty();
              public void configure(Values v) throws PluginException {
                  got = v.takeSecret("key.cle");
                  System.setProperty("test.got", got.map(String::new).orElse("nothing"));
                  if (got.isPresent() && got.get().length < 4) throw new PluginException("--cle: too short");
              }
              public Optional<byte[]> presetKey() { return got.map(c -> new byte[16]); }
              """;

    private static final String SINK_PLUGIN = TestPlugin.setting("files.directory", "", "PATH") + """
              public void configure(Values v) { System.setProperty("test.path", "" + v.path("files.directory")); }
              public boolean ready() { return true; }
              public Reception receive(String n, long s) { return null; }
              """;

    @TempDir
    Path folder;

    private final List<Launch.Run> runs = new ArrayList<>();
    private InputStream input = InputStream.nullInputStream();
    private Optional<Path> shipped = Optional.empty();
    private Language language = Language.ENGLISH;

    @AfterEach
    void close() {
        runs.forEach(run -> run.plugins().close());
    }

    @Test
    void withoutAnythingItRunsWithTheDefaults() {
        Config config = run().config();
        assertEquals(Optional.empty(), config.listen());
        assertEquals(List.of(), config.connect());
        assertEquals(12_800, config.port());
    }

    @Test
    void everyOptionHasItsNamesInBothLanguages() {
        for (String listen : List.of("-s", "--serveur", "--listen")) {
            assertEquals(
                    Optional.of(new Config.Listen(Optional.empty())),
                    run(listen).config().listen());
            assertEquals(
                    Optional.of(new Config.Listen(Optional.of("::1"))),
                    run(listen, "::1").config().listen());
        }
        for (String connect : List.of("-c", "--client", "--connect")) {
            assertEquals(
                    List.of(target("localhost", 12_800)), run(connect).config().connect());
            assertEquals(
                    List.of(target("a", 12_800), target("localhost", 12_800), target("::1", 5)),
                    run(connect, "a", connect, connect, "[::1]:5").config().connect());
        }
        for (String name : List.of("-m", "--nom", "--name")) {
            assertEquals("Élise", run(name, "Élise").config().name());
            assertEquals("", run(name, "").config().name());
        }
        for (String port : List.of("-p", "--port")) {
            assertEquals(5, run(port, "5").config().port());
        }
        assertTrue(run("-n").config().notifications());
        assertTrue(run("--notifications").config().notifications());
        assertTrue(run("-d").config().dev());
        assertTrue(run("--dev").config().dev());
        assertEquals(Protocol.USI2, run("--protocol", "2").config().protocol());
        assertEquals(Protocol.AUTO, run("--protocol=auto").config().protocol());
        assertEquals(Protocol.USI3, run("--protocol=3").config().protocol());
        assertEquals(
                Optional.of(Path.of("x/y").toAbsolutePath()),
                run("--socket", "x/y").config().socket());
    }

    @Test
    void anOptionalValueNeverSwallowsTheNextOption() {
        Config config = run("-s", "-c", "host", "-nd", "-c", "-p", "7").config();
        assertEquals(Optional.of(new Config.Listen(Optional.empty())), config.listen());
        assertEquals(List.of(target("host", 7), target("localhost", 7)), config.connect());
        assertTrue(config.notifications() && config.dev());
        config = run("--connect=host", "-s127.0.0.1", "-p12").config();
        assertEquals(Optional.of(new Config.Listen(Optional.of("127.0.0.1"))), config.listen());
        assertEquals(List.of(target("host", 12)), config.connect());
        expect(2, "there is no option --nothing; the nearest is --", "-s", "--nothing");
    }

    @Test
    void errorsOfUseAreOneLineThatPointsToTheHelp() {
        expect(2, "--port is given more than once", "-p", "1", "--port", "2");
        expect(2, "--listen is given more than once", "-s", "-s");
        expect(2, "--port needs a value", "-p");
        expect(2, "--name needs a value", "-m", "-s");
        expect(2, "there is no option --prot; the nearest is --port", "--prot", "5");
        expect(2, "there is no option --prot; the nearest is --port", "--prot=5");
        expect(2, "there is no option -x", "-x5");
        expect(2, "there is a word too many", "-n", "word");
        expect(2, "there is a word too many", "-c", "a", "b");
        expect(2, "--port: expected a whole number from 0 to 65535", "-p", "65536");
        expect(2, "--port: expected a whole number from 0 to 65535", "-p", "x");
        expect(2, "--port: expected a whole number from 0 to 65535", "--port=");
        expect(2, "--connect: expected a port from 1 to 65535", "-c", "host:0");
        expect(2, "--connect: expected a port from 1 to 65535", "-p", "0", "-c", "host");
        expect(2, "--connect: expected a host", "-c", "a b");
        expect(2, "--listen: expected an address of this machine, without a port", "-s", "[::1]:12800");
        expect(2, "--name: expected a name without | and >>", "-m", "a|b");
        expect(2, "--name: expected a name of at most 64", "-m", "a".repeat(65));
        expect(2, "--protocol: expected \"auto\", \"2\" or \"3\"", "--protocol", "4");
        expect(2, "there is a word too many", "--", "-n");
    }

    @Test
    void noErrorRepeatsWhatMayBeASecret() {
        for (List<String> arguments : List.of(
                List.of("--cle", "hunter2"),
                List.of("--cle=hunter2"),
                List.of("-khunter2"),
                List.of("-k", "hunter2"),
                List.of("hunter2"),
                List.of("-p", "1", "hunter2"))) {
            UsiException refused =
                    assertThrows(UsiException.class, () -> run(arguments.toArray(String[]::new)), arguments.toString());
            assertFalse(Objects.requireNonNull(refused.getMessage()).contains("unter2"), refused.getMessage());
        }
    }

    @Test
    void theCommandLineGoesBeforeTheFile() throws IOException {
        String file = file("port = 1\nname = 'file'\nconnect = ['a', 'b']\nlisten = true\nnotifications = true\n");
        Config config = run("--config", file, "-p", "2", "-c", "c").config();
        assertEquals(2, config.port());
        assertEquals("file", config.name());
        assertEquals(List.of(target("c", 2)), config.connect());
        assertTrue(config.listen().isPresent() && config.notifications());
        expect(6, "usi.toml:1:1: prot: there is no such key; the nearest is port", "--config", file("prot = 5"));
        expect(6, "cannot read the configuration file " + folder.resolve("none"), "--config=" + folder.resolve("none"));
    }

    @Test
    void pluginsBringTheirOptionsHelpAndKeys() throws IOException {
        plugins();
        String help = help("--help");
        assertTrue(help.contains("--cle=X") && help.contains("help of key.cle"), help);
        assertTrue(help.contains("--files-directory=X"), help);
        assertTrue(help.contains("Example:") && help.contains("usi-daemon --listen"), help);
        language = Language.FRENCH;
        assertTrue(help("-h").contains("aide de key.cle"), help);
        run("--files-directory", "in");
        assertEquals("" + Optional.of(Path.of("in").toAbsolutePath()), System.getProperty("test.path"));
        run("--config", file("files.directory = 'in'"));
        assertEquals("" + Optional.of(folder.resolve("in")), System.getProperty("test.path"));
        expect(
                6,
                "1:1: files.director: there is no such key; the nearest is files.directory",
                "--config",
                file("files.director = 'in'"));
    }

    @Test
    void theFolderOfThePluginsMayComeFromEitherSide() throws IOException {
        plugins();
        Path plugins = shipped.orElseThrow();
        shipped = Optional.empty();
        expect(2, "there is no option --cle", "--cle", "secret");
        assertFalse(help("-h").contains("--cle"));
        assertEquals(
                Optional.of(plugins),
                run("--plugins", plugins.toString(), "--cle", "secret").config().pluginDirectory());
        assertEquals("secret", System.getProperty("test.got"));
        String file = file("plugins.directory = '" + plugins.getFileName() + "'");
        assertEquals(
                Optional.of(plugins),
                run("--config=" + file, "--cle", "other").config().pluginDirectory());
        assertEquals("other", System.getProperty("test.got"));
        assertTrue(help("--config", file, "-h").contains("--cle"));
        assertEquals(2, run("--plugins=" + plugins).plugins().list().size());
    }

    @Test
    void whatPluginsMayBeUsedIsKnownBeforeTheyAreRead() throws IOException {
        plugins();
        String none = file("plugins.allow = []");
        assertFalse(help("--config", none, "-h").contains("--cle"));
        expect(2, "(unusable plugins: key, sink)", "--config", none, "--cle", "secret");
        assertTrue(run("--config", none).plugins().list().toString().contains("plugins.allow does not have"));
        String sum = "0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD";
        assertEquals(64, sum.length());
        run("--config", file("plugins.allow = ['" + sum + "']"));
        for (String wrong : List.of("'" + sum + "'", "['" + sum + "0']", "[1]", "['']", "['" + "g".repeat(64) + "']")) {
            expect(6, "plugins.allow: expected a list of SHA-256 sums", "--config", file("plugins.allow = " + wrong));
        }
    }

    @Test
    void helpAndVersionAreThereWhateverElseIsWrong() throws IOException {
        assertTrue(help("-p", "x", "--help", "--config", "none").contains("--port"));
        assertTrue(help("-nh").contains("--port"));
        assertEquals("usi-daemon 1.2\n", help("-v"));
        assertEquals("usi-daemon 1.2\n", help("--version", "--config", "none"));
        assertEquals("usi-daemon 1.2\n", help("-nv"));
    }

    @Test
    void aSecretComesFromAFileFromStandardInputOrWithAWarning() throws IOException {
        plugins();
        Path file = Files.writeString(folder.resolve("key"), "frôm file\r\nsecond line\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertEquals(List.of(), run("--cle", "@" + file).warnings());
        assertEquals("frôm file", System.getProperty("test.got"));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        List<String> open = run("--cle=@" + file).warnings();
        assertEquals(1, open.size());
        assertTrue(open.get(0).contains("everybody can read it; chmod 600 " + file), open.get(0));

        input = new ByteArrayInputStream("from input\nrest".getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(), run("--cle", "-").warnings());
        assertEquals("from input", System.getProperty("test.got"));
        assertEquals("rest", new String(input.readAllBytes(), StandardCharsets.UTF_8));

        List<String> literal = run("--cle", "literal").warnings();
        assertEquals("literal", System.getProperty("test.got"));
        assertEquals(
                List.of("--cle: others can see this secret in the list of processes; give --cle @FILE or --cle -"),
                literal);

        expect(5, "--cle: too short", "--cle", "-");
        expect(
                5,
                "--cle: cannot read " + folder.resolve("none") + ": there is no such file",
                "--cle",
                "@" + folder.resolve("none"));
        expect(5, "--cle: too short", "--cle", "abc");
        input = new ByteArrayInputStream(new byte[5_000]);
        expect(5, "--cle: its first line is longer than 4096 bytes", "--cle", "-");
        input = new ByteArrayInputStream(new byte[] {(byte) 0xff, '\n'});
        expect(5, "--cle: its first line is not UTF-8", "--cle", "-");
    }

    @Test
    void aSecretOfTheFileNeedsAFileOfItsOwn() throws IOException {
        plugins();
        String file = file("key.cle = 'hunter2'");
        run("--config", file);
        assertEquals("hunter2", System.getProperty("test.got"));
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));
        expect(6, "chmod 600", "--config", file);
    }

    @Test
    void whereAPluginCannotBeUsedItsOptionSaysSo() throws IOException {
        plugins();
        Files.writeString(shipped.orElseThrow().resolve("key.jar"), "damaged");
        expect(2, "(unusable plugins: key)", "--cle", "secret");
        expect(6, "(unusable plugins: key)", "--config", file("key.cle = 'secret'"));
        assertEquals(2, run().plugins().list().size());
    }

    @Test
    void exitCodesAreDistinct() {
        assertEquals(
                9,
                java.util.Arrays.stream(ExitCode.values())
                        .mapToInt(ExitCode::code)
                        .distinct()
                        .count());
        assertEquals(1, ExitCode.of(io.usi.daemon.ErrorCode.IO).code());
    }

    private void plugins() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxr-xr-x"));
        TestPlugin.of("key").extension("Key", "KeyProvider", KEY_PLUGIN).build(plugins);
        TestPlugin.of("sink").extension("Sink", "FileSink", SINK_PLUGIN).build(plugins);
        shipped = Optional.of(plugins);
    }

    private String file(String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("usi.toml"), toml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private Launch launch(String... arguments) {
        return Launch.of(List.of(arguments), new Surroundings("1.2", shipped, input, Sentences.in(language)));
    }

    private Launch.Run run(String... arguments) {
        Launch.Run run = assertInstanceOf(Launch.Run.class, launch(arguments));
        runs.add(run);
        return run;
    }

    private String help(String... arguments) {
        return assertInstanceOf(Launch.Print.class, launch(arguments)).text();
    }

    private void expect(int exit, String words, String... arguments) {
        UsiException refused = assertThrows(UsiException.class, () -> launch(arguments));
        String shown = Objects.requireNonNull(refused.getMessage());
        assertTrue(shown.contains(words), shown);
        assertFalse(shown.contains("\n"), shown);
        assertEquals(exit, ExitCode.of(refused.code()).code(), shown);
        if (exit == 2) {
            assertTrue(shown.contains("see usi-daemon --help"), shown);
        }
    }

    private static Target target(String host, int port) {
        return new Target(host, port, Optional.empty());
    }
}
