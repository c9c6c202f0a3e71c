package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The preset key from where it is kept, or from what its user knows. */
class KeyPluginsIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String KEY = HexFormat.of().formatHex(Data.random(32));
    private static final String PASSPHRASE = "Ça a été très bête à Noël";

    @TempDir
    Path temp;

    private Path secrets;

    @BeforeEach
    void secretsOfOnesOwn() throws Exception {
        secrets = Files.createDirectory(
                temp.resolve("secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Test
    void theKeyInAFileIsThatOfCle() throws Exception {
        Path file = Data.secret(secrets.resolve("usi.key"), KEY + "\n");
        try (Daemon server = server(new Place(temp, "server"), "--key-file", file.toString());
                Daemon client = client(server, new Place(temp, "client"), "--cle", "@" + file)) {
            chat(server, client);
            assertNowhere(KEY, server, client);
        }
    }

    @Test
    void aFileThatItsGroupCanReadEndsTheStart() throws Exception {
        Path file = Data.secret(secrets.resolve("usi.key"), KEY + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Place place = new Place(temp, "place");
        try (Child child = place.launch("--key-file", file.toString())) {
            Result end = child.finish(LIMIT).exits(5).saysOneLine();
            assertTrue(end.err().contains("chmod 600 " + file.toRealPath()), end.err());
            assertFalse(end.err().contains(KEY), end.err());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Daemon daemon = place.start("--key-file", file.toString())) {
            assertEquals("preset", daemon.status().get("key"));
        }
    }

    @Test
    void aCredentialAndAVariableHoldKeys() throws Exception {
        Data.secret(secrets.resolve("usi.key"), KEY);
        Path toml = Files.writeString(temp.resolve("usi.toml"), "[key]\ncredential = \"usi.key\"\n");
        Place service = new Place(temp, "service").with("CREDENTIALS_DIRECTORY", secrets.toString());
        Place shell = new Place(temp, "shell").with("USI_KEY", KEY);
        try (Daemon server = server(service, "--config", toml.toString());
                Daemon client = client(server, shell, "--key-environment", "USI_KEY")) {
            chat(server, client);
            assertNowhere(KEY, server, client);
        }
    }

    @Test
    void withoutWhatItNeedsNothingStarts() throws Exception {
        Place place = new Place(temp, "place");
        for (Map.Entry<String, List<String>> wrong : Map.of(
                        "LoadCredential=", List.of("--key-credential", "usi.key"),
                        "no environment variable", List.of("--key-environment", "USI_KEY"),
                        "no such file",
                                List.of("--key-file", secrets.resolve("none").toString()),
                        "give one of", List.of("--key-environment", "USI_KEY", "--key-credential", "usi.key"),
                        "add --passphrase", List.of("--passphrase-salt", "team"))
                .entrySet()) {
            try (Child child = place.launch(wrong.getValue().toArray(String[]::new))) {
                Result end = child.finish(LIMIT).exits(5).saysOneLine();
                assertTrue(end.err().contains(wrong.getKey()), end.err());
            }
        }
    }

    @Test
    void whoKnowsThePassphraseIsInTheGroup() throws Exception {
        String[] words = {"--passphrase", "--passphrase-salt", "équipe"};
        try (Daemon server = server(new Place(temp, "server"), words)) {
            assertEquals("locked", server.status().get("state"));
            assertEquals("Passphrase for the preset key", server.status().get("question"));
            server.place().ctlReading("too short", "unlock").exits(1).saysOneLine();
            assertEquals("locked", server.status().get("state"));
            unlock(server, PASSPHRASE);
            try (Daemon client = client(server, new Place(temp, "client"), words)) {
                unlock(client, " " + Normalizer.normalize(PASSPHRASE, Normalizer.Form.NFD));
                chat(server, client);
                assertNowhere(PASSPHRASE, server, client);
            }
        }
    }

    @Test
    void whoDoesNotStaysOutside() throws Exception {
        try (Daemon server = server(new Place(temp, "server"), "--passphrase")) {
            unlock(server, PASSPHRASE);
            staysOutside(server, "another", "correct horse battery staple", "--passphrase");
            staysOutside(server, "elsewhere", PASSPHRASE, "--passphrase", "--passphrase-salt", "other");
            try (Daemon client = client(server, new Place(temp, "client"), "--passphrase")) {
                unlock(client, PASSPHRASE);
                chat(server, client);
            }
        }
    }

    private void staysOutside(Daemon server, String name, String passphrase, String... key) throws Exception {
        try (Daemon client = client(server, new Place(temp, name), key)) {
            unlock(client, passphrase);
            Await.until("the sessions to fail twice", () -> client.log().contains("trying again in 2 s"));
            for (Daemon side : List.of(client, server)) {
                assertTrue(side.peers().stream().noneMatch(peer -> "open".equals(peer.get("state"))));
            }
        }
    }

    private static Daemon server(Place place, String... key) throws Exception {
        return place.start(Usi24.concat(key, "-s", "127.0.0.1", "-p", "0", "-m", "server"));
    }

    private static Daemon client(Daemon server, Place place, String... key) throws Exception {
        return place.start(Usi24.concat(key, "-c", "127.0.0.1:" + server.port(), "-m", "client"));
    }

    private static void unlock(Daemon daemon, String passphrase) throws Exception {
        daemon.place().ctlReading(passphrase, "unlock").exits(0);
        assertEquals("preset", daemon.status().get("key"));
    }

    private static void chat(Daemon server, Daemon client) throws Exception {
        assertEquals("preset", server.peer("client").get("authenticated"));
        assertEquals("preset", client.peer("server").get("authenticated"));
        server.ctl("send", "--require-delivery", "from the server");
        client.message("from the server");
        client.ctl("send", "--require-delivery", "from the client");
        server.message("from the client");
    }

    private static void assertNowhere(String secret, Daemon... daemons) throws Exception {
        for (Daemon daemon : daemons) {
            assertFalse(daemon.log().contains(secret));
            assertFalse(Files.readString(Path.of("/proc/" + daemon.child.pid() + "/cmdline"))
                    .contains(secret));
        }
    }
}
