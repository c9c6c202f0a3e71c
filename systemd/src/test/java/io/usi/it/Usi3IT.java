package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The daemon talks USI/3 to a second implementation, which was written from the page alone. */
class Usi3IT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path temp;

    private Place place;

    private Daemon listen(Keys keys) throws Exception {
        place = new Place(temp, "daemon");
        return place.start(keys.daemon(temp, "-s", "127.0.0.1", "-p", "0", "-m", "srv"));
    }

    private Usi3Peer client(Daemon daemon, Keys keys, String name, String... options) throws Exception {
        return Usi3Peer.client(
                temp.resolve(name), daemon.port(), keys.usi3(PythonPeer.concat(options, "--name", name)));
    }

    @Test
    void theSecondImplementationHoldsToPublishedValues() throws Exception {
        Usi3Peer.selfTest(temp.resolve("selftest")).exits(0);
    }

    @ParameterizedTest
    @EnumSource
    void talksToAClient(Keys keys) throws Exception {
        try (Daemon daemon = listen(keys);
                Usi3Peer peer = client(daemon, keys, "py")) {
            Map<String, Object> open = peer.next("open");
            talk(daemon, daemon.peer("py"), peer, open, keys);
            peer.tell("roster");
            assertTrue(peer.next("roster").toString().contains("py"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void talksToAServer(Keys keys) throws Exception {
        try (Usi3Peer peer = Usi3Peer.server(temp.resolve("py"), keys.usi3("--name", "py"))) {
            int port = peer.port();
            try (Daemon daemon =
                    new Place(temp, "daemon").start(keys.daemon(temp, "-c", "127.0.0.1:" + port, "-m", "machine"))) {
                talk(daemon, daemon.peer("py"), peer, peer.next("open"), keys);
                peer.tell(
                        "text", Map.of("text", "relayed", "from", Map.of("address", "192.0.2.1", "name", "Zo\u00e9")));
                assertEquals("Zo\u00e9", daemon.message("relayed").get("from"));
            }
        }
    }

    /** Texts and files both ways. */
    private void talk(Daemon daemon, Map<String, Object> seen, Usi3Peer peer, Map<String, Object> open, Keys keys)
            throws Exception {
        assertEquals(3, seen.get("protocol"));
        assertEquals(open.get(keys == Keys.AUTOMATIC ? "fingerprint" : "sfp"), seen.get("fingerprint"));
        daemon.ctl("send", "--require-delivery", "bonjour \u00e9 \ud83d\udd10");
        peer.hears("bonjour \u00e9 \ud83d\udd10");
        peer.tell("unknown");
        peer.tell("ping");
        peer.next("pong");
        peer.tell("key_update");
        peer.say("under the next key");
        peer.next("ack");
        assertEquals("py", daemon.message("under the next key").get("from"));
        String longest = "x".repeat(64 * 1024 - 10);
        peer.say(longest);
        daemon.message(longest);

        for (int size : new int[] {0, 1, 3_000_000}) {
            Path file = Files.write(temp.resolve("to-py-" + size), Data.random(size));
            try (Child sending = childOf(daemon, "sendfile", file.toString())) {
                long n = ((Number) peer.next("offer").get("n")).longValue();
                peer.tell("accept", Map.of("n", n));
                assertEquals(Data.sha256(file), peer.next("file").get("sha256"));
                sending.finish(PATIENCE).exits(0);
            }
        }
        peer.tell("offer", Map.of("name", "from-py", "size", 2_000_000));
        Object sha256 = peer.next("offered").get("sha256");
        Path folder = temp.resolve("in");
        daemon.ctl("accept", (String) daemon.offer().get("id"), "--into", folder.toString());
        peer.next("sent");
        assertEquals(sha256, Data.sha256(folder.resolve("from-py")));
    }

    private static Child childOf(Daemon daemon, String... arguments) throws Exception {
        return daemon.place().startCtl(arguments);
    }

    @Test
    void reportsWhatIsNotAcknowledgedAndWhatIsRefused() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi3Peer peer = client(daemon, Keys.AUTOMATIC, "py", "--no-ack")) {
            peer.next("open");
            daemon.peer("py");
            Result sent = place.ctl("send", "--wait", "2s", "unheard").exits(6).saysOneLine();
            assertTrue(sent.err().contains("did not say in that time that it has it"), sent.err());
            Path file = Files.write(temp.resolve("refused"), Data.random(1_000));
            try (Child sending = place.startCtl("sendfile", file.toString())) {
                peer.tell("cancel", Map.of("n", peer.next("offer").get("n"), "reason", "refused"));
                sending.finish(PATIENCE).exits(5).saysOneLine();
            }
        }
    }

    @Test
    void aPeerThatComesBackIsTheSameAndGetsTheRestOfAFile() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi3Peer peer = client(daemon, Keys.AUTOMATIC, "py")) {
            peer.next("open");
            Map<String, Object> before = daemon.peer("py");
            daemon.ctl("verify", "py", (String) before.get("fingerprint"));
            String id = "00112233445566778899aabbccddeeff";
            peer.tell("text", Map.of("text", "once", "id", id));
            peer.next("ack");
            Path file = Files.write(temp.resolve("cut"), Data.random(3_000_000));
            try (Child sending = place.startCtl("sendfile", file.toString())) {
                peer.tell("accept", Map.of("n", peer.next("offer").get("n"), "hold", 1_000_000));
                peer.next("progress", event -> ((Number) event.get("taken")).longValue() >= 900_000);
                peer.tell("cut");
                peer.next("ended");
                peer.tell("reconnect");
                assertEquals(true, peer.next("open").get("resumed"));
                assertTrue(((Number) peer.next("offer").get("have")).longValue() >= 900_000);
                assertEquals(
                        Data.sha256(file),
                        peer.next("file", event -> true, PATIENCE).get("sha256"));
                sending.finish(PATIENCE).exits(0);
            }
            Map<String, Object> after = daemon.peer("py");
            assertEquals(before.get("id"), after.get("id"));
            assertEquals("verified", after.get("authenticated"));
            assertNotEquals(before.get("fingerprint"), after.get("fingerprint"));
            peer.tell("text", Map.of("text", "once", "id", id));
            peer.say("and then");
            daemon.message("and then");
            assertEquals(
                    List.of("once", "and then"),
                    daemon.received().stream().map(event -> event.get("text")).toList());

            peer.tell("cut");
            peer.tell("wrong_proof");
            assertEquals(false, peer.next("open").get("resumed"));
            Map<String, Object> stranger = Await.value("a new peer", () -> daemon.peers().stream()
                    .filter(p -> !before.get("id").equals(p.get("id")))
                    .findFirst());
            assertEquals("no", stranger.get("authenticated"));
        }
    }

    @Test
    void aServerThatProvesFalselyIsLeft() throws Exception {
        try (Usi3Peer peer = Usi3Peer.server(temp.resolve("py"), "--name", "py", "--bad-proof")) {
            int port = peer.port();
            try (Daemon daemon = new Place(temp, "daemon").start("-c", "127.0.0.1:" + port)) {
                // It claims to continue a session that never was.
                Await.until("the false proof to be seen", () -> daemon.peers().stream()
                        .anyMatch(p -> String.valueOf(p.get("problem")).contains("could not prove it")));
                assertTrue(daemon.peers().stream().noneMatch(p -> "open".equals(p.get("state"))));
            }
        }
    }

    @Test
    void whoBreaksTheRulesIsSentAwayAndNobodyElse() throws Exception {
        try (Daemon daemon = listen(Keys.AUTOMATIC);
                Usi3Peer calm = client(daemon, Keys.AUTOMATIC, "calm")) {
            calm.next("open");
            List<Map<String, ?>> wrongs = List.of(
                    Map.of("type", 4, "hex", "a0"),
                    Map.of("type", 4, "hex", "bf", "pad", true),
                    Map.of("type", 1, "hex", "a0"),
                    Map.of("type", 2, "hex", "a1646e616d6560"),
                    Map.of("type", 50, "hex", "a0"),
                    Map.of("type", 11, "hex", "0000000141", "pad", false),
                    Map.of("type", 7, "hex", "a0"),
                    Map.of("type", 15, "hex", "a1616e01", "pad", false),
                    Map.of("wire", "00020000"),
                    Map.of("wire", "00000110" + "00".repeat(272)));
            for (int i = 0; i < wrongs.size(); i++) {
                String name = "wrong" + i;
                try (Usi3Peer peer = client(daemon, Keys.AUTOMATIC, name)) {
                    peer.next("open");
                    Object id = daemon.peer(name).get("id");
                    peer.tell("raw", wrongs.get(i));
                    String expected = i == wrongs.size() - 1 ? "altered" : "protocol";
                    Await.until(
                            name + " to be sent away: " + expected,
                            () -> place.ctl("recv", "--all", "--json").objects().stream()
                                    .anyMatch(event -> "left".equals(event.get("type"))
                                            && id.equals(event.get("peer"))
                                            && expected.equals(event.get("reason"))));
                }
            }
            daemon.ctl("send", "--require-delivery", "--to", "calm", "still here");
            calm.hears("still here");
            assertTrue(daemon.received().isEmpty());
        }
    }
}
