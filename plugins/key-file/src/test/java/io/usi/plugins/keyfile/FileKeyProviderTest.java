package io.usi.plugins.keyfile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeyProviderTest {
    private static final String FILE = "key.file";
    private static final String CREDENTIAL = "key.credential";
    private static final String ENVIRONMENT = "key.environment";
    private static final String HEX = "3a4cf61a8c27825faea68b34525b72066dd35dc18e9870755c3135f84de0fcc8";
    private static final String BASE64 = "Okz2Gowngl+upos0UltyBm3TXcGOmHB1XDE1+E3g/Mg=";

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void aFolderOfOnesOwn() throws IOException {
        folder = Files.createDirectory(temp.resolve("own"));
        mode(folder, "rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {HEX, HEX + "\n", "  " + HEX + "\r\n\n", BASE64, BASE64 + "\n"})
    void aFileHoldsAKeyInEitherForm(String content) throws Exception {
        assertKey(Map.of(FILE, file("key", content)), Map.of());
    }

    @Test
    void aFileIsFoundThroughLinks() throws Exception {
        Path file = file("key", HEX);
        assertKey(Map.of(FILE, Files.createSymbolicLink(temp.resolve("link"), file)), Map.of());
        Path throughFolder = Files.createSymbolicLink(temp.resolve("links"), folder);
        assertKey(Map.of(FILE, throughFolder.resolve("key")), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "rwx------"})
    void aFileOfTheOwnersAloneIsRead(String mode) throws Exception {
        assertKey(Map.of(FILE, mode(file("key", HEX), mode)), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw-r--r--", "rw----r--", "rw-----w-", "rw-rw-rw-"})
    void aFileThatOthersCanGetAtIsRefused(String mode) throws Exception {
        Path file = mode(file("key", HEX), mode);
        assertTrue(refused(Map.of(FILE, file), Map.of()).endsWith("chmod 600 " + file.toRealPath()));
        Path link = Files.createSymbolicLink(temp.resolve("link"), file);
        assertTrue(refused(Map.of(FILE, link), Map.of()).endsWith("chmod 600 " + file.toRealPath()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void aFileThatOthersCanReplaceIsRefused(String mode) throws Exception {
        Path file = file("key", HEX);
        mode(folder, mode);
        String message = refused(Map.of(FILE, file), Map.of());
        assertTrue(message.endsWith("chmod go-w " + folder.toRealPath()), message);
    }

    @Test
    void aStickyFolderProtectsItsFiles() throws Exception {
        Path file = file("key", HEX);
        Files.setAttribute(folder, "unix:mode", 01777);
        assertKey(Map.of(FILE, file), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "x", HEX + "00", HEX + " " + HEX, "key: " + HEX})
    void whatIsNoKeyIsRefusedWithoutShowingIt(String content) throws Exception {
        String message = refused(Map.of(FILE, file("key", content)), Map.of());
        assertTrue(message.contains("openssl rand -hex 32"), message);
        assertFalse(message.contains(HEX), message);
    }

    @Test
    void rawBytesAreNoKey() throws Exception {
        for (int length : new int[] {16, 24, 32}) {
            Path file = file("raw" + length, "");
            byte[] raw = new byte[length];
            raw[0] = (byte) 0x80;
            Files.write(file, raw);
            assertTrue(refused(Map.of(FILE, file), Map.of()).contains("there is no key in it"));
        }
    }

    @Test
    void aFileMayHave1024Bytes() throws Exception {
        assertKey(Map.of(FILE, file("key", HEX + " ".repeat(1_024 - HEX.length()))), Map.of());
        String message = refused(Map.of(FILE, file("long", HEX + " ".repeat(1_025 - HEX.length()))), Map.of());
        assertTrue(message.contains("more than 1024 bytes"), message);
    }

    @Test
    @Timeout(20)
    void onlyARegularFileIsOpened() throws Exception {
        Path fifo = folder.resolve("fifo");
        Process made = new ProcessBuilder("mkfifo", "-m", "600", fifo.toString())
                .inheritIO()
                .start();
        assertTrue(made.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, made.exitValue());
        for (Path path : List.of(fifo, folder, Path.of("/dev/zero"), Path.of("/"))) {
            String message = refused(Map.of(FILE, path), Map.of());
            assertTrue(message.contains("no regular file"), message);
        }
    }

    @Test
    void aFileThatIsNotThereIsNotNamed() throws Exception {
        String message = refused(Map.of(FILE, folder.resolve(HEX)), Map.of());
        assertTrue(message.contains("there is no such file"), message);
        assertFalse(message.contains(HEX), message);
        message = refused(Map.of(FILE, file("key", HEX).resolve(HEX)), Map.of());
        assertTrue(message.contains("cannot be read (Not a directory)"), message);
        assertFalse(message.contains(HEX), message);
    }

    @Test
    void aCredentialIsAFileInTheFolderOfTheService() throws Exception {
        mode(file("usi.key", HEX), "r--------");
        mode(folder, "r-x------");
        assertKey(Map.of(CREDENTIAL, "usi.key"), Map.of("CREDENTIALS_DIRECTORY", folder.toString()));
        String message = refused(Map.of(CREDENTIAL, HEX), Map.of("CREDENTIALS_DIRECTORY", folder.toString()));
        assertTrue(message.contains("LoadCredential=NAME:FILE") && !message.contains(HEX), message);
        mode(folder, "rwx------");
    }

    @Test
    void aCredentialThatEverybodyCanReadIsRefused() throws Exception {
        mode(file("usi.key", HEX), "rw-r--r--");
        String message = refused(Map.of(CREDENTIAL, "usi.key"), Map.of("CREDENTIALS_DIRECTORY", folder.toString()));
        assertTrue(message.contains("everybody can get at the file"), message);
    }

    @Test
    void withoutAServiceManagerItIsSaidWhatToDo() throws Exception {
        for (Map<String, String> environment : List.of(Map.<String, String>of(), Map.of("CREDENTIALS_DIRECTORY", ""))) {
            String message = refused(Map.of(CREDENTIAL, "usi.key"), environment);
            assertTrue(message.contains("LoadCredential=") && message.contains("SetCredentialEncrypted="), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../own/key", "/etc/passwd", "a/b", "a:b", "a\nb", "a\u0000b"})
    void aCredentialsNameIsOnePartOfAPath(String name) throws Exception {
        file("key", HEX);
        String message = refused(Map.of(CREDENTIAL, name), Map.of("CREDENTIALS_DIRECTORY", folder.toString()));
        assertTrue(message.contains("this is no name of a credential"), message);
    }

    @Test
    void anEnvironmentVariableHoldsAKey() throws Exception {
        assertKey(Map.of(ENVIRONMENT, "USI_KEY"), Map.of("USI_KEY", HEX));
        assertKey(Map.of(ENVIRONMENT, "USI_KEY"), Map.of("USI_KEY", BASE64));
        assertTrue(
                refused(Map.of(ENVIRONMENT, "USI_KEY"), Map.of("USI_KEY", "")).contains("there is no key in it"));
    }

    @Test
    void aKeyGivenInPlaceOfAVariablesNameIsNotShown() throws Exception {
        String message = refused(Map.of(ENVIRONMENT, HEX), Map.of());
        assertTrue(message.contains("no environment variable of this name") && !message.contains(HEX), message);
    }

    @Test
    void oneSourceAtMost() throws Exception {
        Path file = file("key", HEX);
        for (Map<String, Object> given : List.<Map<String, Object>>of(
                Map.of(FILE, file, CREDENTIAL, "a"),
                Map.of(FILE, file, ENVIRONMENT, "A"),
                Map.of(CREDENTIAL, "a", ENVIRONMENT, "A"),
                Map.of(FILE, file, CREDENTIAL, "a", ENVIRONMENT, "A"))) {
            FileKeyProvider provider = new FileKeyProvider(Map.of("A", HEX));
            PluginException refused = assertThrows(PluginException.class, () -> provider.configure(new Given(given)));
            assertTrue(Objects.requireNonNull(refused.getMessage()).contains("give one of"));
        }
    }

    @Test
    void withoutASettingThereIsNoKey() throws PluginException {
        assertEquals(Optional.empty(), key(Map.of(), Map.of("CREDENTIALS_DIRECTORY", folder.toString())));
    }

    @Test
    void theOptionsAreThoseOfTheKeys() {
        assertEquals(
                List.of(FILE, CREDENTIAL, ENVIRONMENT),
                new FileKeyProvider().settings().stream().map(Setting::key).toList());
    }

    @Test
    void theJarWillNameTheExtension() throws IOException, URISyntaxException {
        URL classes =
                FileKeyProvider.class.getProtectionDomain().getCodeSource().getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertEquals(
                List.of(FileKeyProvider.class.getName()),
                index.lines().filter(line -> !line.startsWith("#")).toList());
    }

    private static void assertKey(Map<String, Object> given, Map<String, String> environment) throws PluginException {
        assertArrayEquals(HexFormat.of().parseHex(HEX), key(given, environment).orElseThrow());
    }

    private static String refused(Map<String, Object> given, Map<String, String> environment) {
        PluginException refused = assertThrows(PluginException.class, () -> key(given, environment));
        String message = Objects.requireNonNull(refused.getMessage());
        String key = given.keySet().iterator().next();
        assertTrue(message.startsWith("--" + key.replace('.', '-') + " (" + key + "): "), message);
        return message;
    }

    private static Optional<byte[]> key(Map<String, Object> given, Map<String, String> environment)
            throws PluginException {
        FileKeyProvider provider = new FileKeyProvider(environment);
        provider.configure(new Given(given));
        return provider.presetKey();
    }

    private Path file(String name, String content) throws IOException {
        return mode(Files.writeString(folder.resolve(name), content), "rw-------");
    }

    private static Path mode(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
}
