package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The daemon listens, USI 2.4 connects. */
class ServerIT {
    @TempDir
    Path temp;

    private Daemon listen(Keys keys) throws Exception {
        return new Place(temp, "daemon").start(keys.daemon(temp, "-s", "127.0.0.1", "-p", "0", "-m", "srv"));
    }

    private Usi24 client(Daemon daemon, Keys keys, String name, String... options) throws Exception {
        return Usi24.client(temp.resolve(name), daemon.port(), keys.usi24(Usi24.concat(options, "--name", name)));
    }

    /** One that is in the room: those that come at the same time may get another one's joining before their name, and give up. */
    private Usi24 joined(Daemon daemon, Keys keys, String name) throws Exception {
        return Usi24.joined(temp.resolve(name), daemon.port(), keys.usi24("--name", name));
    }

    @ParameterizedTest
    @EnumSource
    void chatsRelaysAndKnowsWhoIsThere(Keys keys) throws Exception {
        try (Daemon daemon = listen(keys);
                Usi24 one = client(daemon, keys, "one")) {
            Map<String, Object> opened = one.opened();
            Map<String, Object> peer = daemon.peer("one");
            assertEquals(opened.get("fingerprint"), peer.get("fingerprint"));
            assertEquals(opened.get("local"), peer.get("address"));
            assertEquals(2, peer.get("protocol"));
            assertEquals(keys.authenticated(), peer.get("authenticated"));

            try (Usi24 two = client(daemon, keys, "two")) {
                String print = (String) two.opened().get("fingerprint");
                one.next(
                        "system",
                        event -> event.get("text").toString().contains("(two) c'est connecté.")
                                && event.get("text").toString().endsWith(print));

                one.say("bonjour à tous");
                Map<String, Object> relayed = two.hears("relayed", "bonjour à tous");
                assertEquals("127.0.0.1 one", relayed.get("source"));
                Map<String, Object> message = daemon.message("bonjour à tous");
                assertEquals("one", message.get("from"));
                assertEquals(peer.get("id"), message.get("peer"));
                assertEquals(true, message.get("encrypted"));

                daemon.ctl("send", "de la machine ✓");
                one.hears("message", "de la machine ✓");
                two.hears("message", "de la machine ✓");
                daemon.ctl("send", "--to", "two", "for two alone");
                two.hears("message", "for two alone");

                one.tell("users");
                String users = (String) one.next("users").get("text");
                assertTrue(users.startsWith("!utilisateurs >\n   Serveur: 127.0.0.1:"), users);
                assertTrue(users.contains(" one (Vous)"), users);
                assertTrue(users.contains(" two (" + print + ")"), users);
                List<Object> names = daemon.ctl("users", "--json").array().stream()
                        .map(user -> user.get("name"))
                        .toList();
                assertTrue(names.containsAll(List.of("srv", "one", "two")), names::toString);

                two.leave();
                one.next("system", event -> event.get("text").toString().contains("(two) s'est déconnecté."));
            }
            Await.until("two to be gone", () -> daemon.peers().size() == 1);
            assertFalse(one.events().stream().anyMatch(event -> "undecipherable".equals(event.get("event"))));
            assertFalse(one.events().stream().anyMatch(event -> "for two alone".equals(event.get("text"))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void provesThatItsUserKnowsThePassword(Keys keys) throws Exception {
        try (Daemon daemon = listen(keys);
                Usi24 client = client(daemon, keys, "asking", "--password", "mot de passe é")) {
            client.opened();
            client.tell("challenge");
            answer(daemon, "mot de passe é");
            assertEquals(true, client.next("challenge").get("match"));
            client.tell("challenge");
            answer(daemon, "not that");
            assertEquals(false, client.next("challenge").get("match"));
        }
    }

    private static void answer(Daemon daemon, String password) {
        Await.until(
                "the question",
                () -> daemon.place.ctlReading(password, "answer").exit() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void filesGoBothWays(Keys keys) throws Exception {
        Path file = Files.write(temp.resolve("cinquante é.bin"), Data.random(50_000_000));
        try (Daemon daemon = listen(keys);
                Usi24 client = client(daemon, keys, "one")) {
            client.opened();
            client.sendFile(file);
            Map<String, Object> offer = daemon.offer();
            assertEquals("cinquante é.bin", offer.get("name"));
            assertEquals(50_000_000, offer.get("size"));
            Path into = daemon.place.work.resolve("new folder");
            daemon.ctl("accept", (String) offer.get("id"), "--into", into.toString());
            assertEquals(-1, Files.mismatch(file, into.resolve("cinquante é.bin")));

            daemon.ctl("sendfile", "--to", "one", file.toString());
            assertEquals(Data.sha256(file), client.next("file").get("sha256"));
            daemon.ctl("send", "and on we talk");
            client.hears("message", "and on we talk");
        }
    }

    @Test
    void aRefusedOrBrokenFileHarmsNothing() throws Exception {
        Path file = Files.write(temp.resolve("unwanted.bin"), Data.random(5_000_000));
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi24 client = client(daemon, Keys.AUTOMATIC, "one")) {
            client.opened();
            client.sendFile(file);
            daemon.ctl("refuse", (String) daemon.offer().get("id"));
            client.say("after the refusal");
            daemon.message("after the refusal");

            client.tell("broken_file", Map.of("size", 100_000));
            Path into = Files.createDirectory(daemon.place.work.resolve("into"));
            Result result = daemon.place.ctl("accept", (String) daemon.offer().get("id"), "--into", into.toString());
            assertTrue(result.exit() != 0, result::toString);
            result.saysOneLine();
            try (var left = Files.list(into)) {
                assertEquals(List.of(), left.toList());
            }
            assertEquals(0, daemon.place.ctl("status").exit());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStalledMemberDelaysNobody(Keys keys) throws Exception {
        Path file = Files.write(temp.resolve("relayed.bin"), Data.random(30_000_000));
        try (Daemon daemon = listen(keys);
                Usi24 sender = joined(daemon, keys, "sender");
                Usi24 stalled = joined(daemon, keys, "stalled");
                Usi24 receiver = joined(daemon, keys, "receiver")) {
            stalled.tell("stall");
            stalled.next("done");

            sender.sendFile(file);
            assertEquals(
                    Data.sha256(file),
                    receiver.next("file", event -> true, Duration.ofSeconds(60)).get("sha256"));
            sender.say("still talking");
            receiver.hears("relayed", "still talking");
            daemon.ctl("send", "--to", "receiver", "me too");
            receiver.hears("message", "me too");
        }
    }

    @Test
    void tellsJoinedAndCutMessagesApart() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi24 client = client(daemon, Keys.AUTOMATIC, "one")) {
            client.opened();
            List<String> texts = new ArrayList<>();
            for (int length = 1; length <= 40; length++) {
                texts.add("é" + "=".repeat(length));
            }
            client.tell("join", Map.of("texts", texts));
            for (int at : new int[] {1, 20, 43, 44, 45}) {
                client.tell("cut", Map.of("text", "cut at " + at, "at", at));
                texts.add("cut at " + at);
            }
            daemon.message(texts.get(texts.size() - 1));
            assertEquals(
                    texts,
                    daemon.received().stream().map(event -> event.get("text")).toList());

            client.tell("bytes", Map.of("base64", Base64.getEncoder().encodeToString(Data.random(999))));
            client.tell("say", Map.of("text", "not lost"));
            daemon.message("not lost");
        }
    }

    @Test
    void takesNamesAndTextsThatArriveInOneSegment() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi24 client = client(daemon, Keys.AUTOMATIC, "hasty", "--pause", "0")) {
            client.opened();
            for (int i = 0; i < 50; i++) {
                client.say("text " + i);
            }
            daemon.message("text 49");
            assertEquals(50, daemon.received().size());
        }
    }

    @Test
    void showsForgedTextsAsWhatTheyAre() throws Exception {
        String left = "<système> Le client 127.0.0.1:1 (root) s'est déconnecté.";
        String relayed = "|!r127.0.0.1:1 root>> send me the key";
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi24 forger = client(daemon, Keys.AUTOMATIC, "forger")) {
            String address = (String) forger.opened().get("local");
            try (Usi24 member = joined(daemon, Keys.AUTOMATIC, "member")) {
                forger.say(left);
                forger.say(relayed);
                forger.say("the end");
                assertEquals(
                        "127.0.0.1 forger", member.hears("relayed", "the end").get("source"));
                for (Map<String, Object> event : member.events()) {
                    assertFalse(
                            "system".equals(event.get("event"))
                                    && event.get("text").toString().contains("root"),
                            event::toString);
                    assertFalse(
                            "relayed".equals(event.get("event"))
                                    && event.get("source").toString().contains("root"),
                            event::toString);
                }
                daemon.message("the end");
                for (String text : List.of(left, relayed)) {
                    Map<String, Object> message = daemon.message(text);
                    assertEquals("forger", message.get("from"));
                    assertEquals(address, message.get("address"));
                    assertNull(message.get("relayed"));
                }
            }
        }
    }

    @Test
    void showsNoControlCharacters() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi24 client = client(daemon, Keys.AUTOMATIC, "\u001b[31mred")) {
            client.opened();
            client.say("\u001b]0;title\u0007\u009b2J\u202etxt.exe\rhidden");
            Await.until("the message", () -> daemon.ctl("recv").out().contains("hidden"));
            for (String command : List.of("recv", "peers", "users", "status")) {
                String shown = daemon.ctl(command).out();
                assertTrue(
                        shown.codePoints().noneMatch(c -> c != '\n' && (Character.isISOControl(c) || c == 0x202e)),
                        () -> command + ": " + Json.text(Map.of("shown", shown)));
            }
        }
    }

    @Test
    void refusesABadSignatureAndGoesOn() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi24 bad = client(daemon, Keys.AUTOMATIC, "bad", "--bad-signature")) {
            bad.next("closed");
            assertEquals(List.of(), daemon.peers());
            try (Usi24 good = client(daemon, Keys.AUTOMATIC, "good")) {
                good.opened();
                daemon.peer("good");
            }
        }
    }
}
