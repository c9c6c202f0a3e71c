package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests' own peer: a fault in it would be taken for one of the product's. */
class Usi24IT {
    @TempDir
    Path temp;

    @Test
    void computesThePublishedVectors() throws Exception {
        Path vectors = Path.of(System.getProperty("basedir", ""), "../usi-daemon/src/test/resources/vectors.json");
        Usi24.selfTest(vectors.toAbsolutePath().normalize()).exits(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00112233445566778899AABBCCDDEEFF"})
    void talksToItself(String key) throws Exception {
        List<String> options = new ArrayList<>(List.of("--password", "right"));
        if (!key.isEmpty()) {
            options.addAll(List.of("--cle", key));
        }
        Path file = Files.write(temp.resolve("é.bin"), Data.random(3_000_000));
        try (Usi24 server = Usi24.server(temp.resolve("server"), options.toArray(String[]::new))) {
            int port = server.port();
            try (Usi24 one = opened(server, client(port, "one", options));
                    Usi24 two = opened(server, client(port, "two", options))) {

                one.say("bonjour é");
                server.hears("message", "bonjour é");
                assertTrue(two.hears("relayed", "bonjour é")
                        .get("source")
                        .toString()
                        .endsWith(" one"));
                server.say("à tous");
                one.hears("message", "à tous");
                two.hears("message", "à tous");
                one.tell("users");
                assertTrue(one.next("users").get("text").toString().contains(" one (Vous)"));
                two.tell("challenge");
                assertEquals(true, two.next("challenge").get("match"));

                one.sendFile(file);
                assertEquals(Data.sha256(file), server.next("file").get("sha256"));
                assertEquals(Data.sha256(file), two.next("file").get("sha256"));

                one.tell("join", Map.of("texts", List.of("a", "b")));
                server.next("undecipherable");
                one.tell("cut", Map.of("text", "whole", "at", 30));
                server.next("undecipherable");
                two.leave();
                one.next("system", event -> event.get("text").toString().contains("(two) s'est déconnecté."));
            }
        }
    }

    @Test
    void refusesABadSignature() throws Exception {
        try (Usi24 server = Usi24.server(temp);
                Usi24 client = Usi24.client(temp, server.port(), "--bad-signature")) {
            server.next("refused");
            client.next("closed");
        }
    }

    private static Usi24 opened(Usi24 server, Usi24 client) {
        assertEquals(server.next("open").get("fingerprint"), client.opened().get("fingerprint"));
        return client;
    }

    private Usi24 client(int port, String name, List<String> options) throws Exception {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--name", name));
        return Usi24.client(temp.resolve(name), port, all.toArray(String[]::new));
    }
}
