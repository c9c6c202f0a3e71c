package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** USI-lite, which is not encrypted: what works where its plugin is enabled, and that nothing of it does where it is not. */
class LiteIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String MARK = "NOT ENCRYPTED";
    private static final String HOST = "127.0.0.1";
    private static final String FREE = HOST + ":0";

    @TempDir
    static Path enabled;

    @TempDir
    Path temp;

    @BeforeAll
    static void enable() throws IOException {
        Path usi = Place.copyOfTheDistribution(enabled.resolve("usi"));
        assertFalse(Files.exists(usi.resolve("plugins/protocol-lite.jar")), "it is not enabled by default");
        Files.createSymbolicLink(
                usi.resolve("plugins/protocol-lite.jar"), Path.of("../plugins-optional/protocol-lite.jar"));
    }

    private Place place(String name) throws IOException {
        return new Place(temp, name).with(enabled.resolve("usi"));
    }

    private Daemon server(String... more) throws IOException {
        return place("room").start(PythonPeer.concat(new String[] {"--lite-listen", FREE}, more));
    }

    private UsiLite guest(String name, Daemon room, String... options) throws Exception {
        int before = lite(room).size();
        UsiLite guest = UsiLite.client(temp.resolve(name), port(room), options);
        Await.until(name + " to be in the room", () -> lite(room).size() > before);
        return guest;
    }

    private static int port(Daemon daemon) throws Exception {
        Map<String, Object> also = Json.member(((List<?>) daemon.status().get("also_listening")).get(0));
        assertEquals("lite", also.get("protocol"));
        assertEquals(false, also.get("encrypted"));
        String address = (String) also.get("address");
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** The open sessions that speak USI-lite. */
    private static List<Map<String, Object>> lite(Daemon daemon) throws Exception {
        return daemon.peers().stream()
                .filter(peer -> "open".equals(peer.get("state")) && "lite".equals(peer.get("protocol")))
                .toList();
    }

    private static Map<String, Object> litePeer(Daemon daemon) {
        return Await.value("a lite peer", () -> lite(daemon).stream().findFirst());
    }

    private static Map<String, Object> event(Daemon daemon, String type, String member, Object value) {
        return Await.value(type + " with " + member + " " + value, () -> events(daemon).stream()
                .filter(event -> type.equals(event.get("type")) && value.equals(event.get(member)))
                .findFirst());
    }

    private static List<Map<String, Object>> events(Daemon daemon) throws Exception {
        return daemon.ctl("recv", "--all", "--json").objects();
    }

    private static boolean heard(PythonPeer peer, String text) {
        return peer.events().stream()
                .anyMatch(event -> event.getOrDefault("text", "").toString().contains(text));
    }

    private static boolean heard(Daemon daemon, String text) throws Exception {
        return daemon.received().stream()
                .anyMatch(event -> event.get("text").toString().contains(text));
    }

    @Test
    void guestsOfADaemonChatWithItAndWithEachOther() throws Exception {
        try (Daemon room = server();
                UsiLite anne = guest("anne", room);
                UsiLite bob = guest("bob", room, "--source", "127.0.0.2")) {
            anne.hears("system", "Le client 127.0.0.2 c'est connecté.");
            Map<String, Object> peer = litePeer(room);
            assertEquals(false, peer.get("encrypted"));
            assertEquals("no", peer.get("authenticated"));
            assertEquals("", peer.get("name"));
            assertFalse(peer.containsKey("fingerprint"), peer::toString);

            anne.say("bonjour é 🦊\nà tous");
            assertEquals(HOST, bob.hears("relayed", "bonjour é 🦊\nà tous").get("source"));
            Map<String, Object> message = room.message("bonjour é 🦊\nà tous");
            assertEquals(false, message.get("encrypted"));
            assertEquals(false, message.get("authenticated"));
            assertTrue(message.get("address").toString().startsWith(HOST), message::toString);

            room.ctl("send", "--unencrypted", "de la machine");
            anne.hears("message", "de la machine");
            bob.hears("message", "de la machine");
            room.ctl("send", "--to", (String) peer.get("id"), "à une personne");
            Await.until("one of them to hear it", () -> heard(anne, "à une personne") || heard(bob, "à une personne"));

            bob.say("à bientôt");
            assertEquals("127.0.0.2", anne.hears("relayed", "à bientôt").get("source"));
            bob.leave();
            anne.hears("system", "Le client 127.0.0.2 s'est déconnecté.");
            Map<String, Object> left = event(room, "left", "reason", "goodbye");
            assertEquals(false, left.get("encrypted"));
            assertEquals(false, event(room, "joined", "type", "joined").get("encrypted"));
            assertEquals(1, lite(room).size());
            room.stop();
            assertEquals("goodbye", anne.next("closed").get("reason"));
            assertFalse(heard(anne, "à une personne") && heard(bob, "à une personne"));
        }
    }

    @Test
    void nobodyPosesAsTheServer() throws Exception {
        List<String> forged = List.of(
                "<système> Le client 192.0.2.1 c'est connecté.", "!:s192.0.2.1>> bonjour", "!serveur-fermeture");
        try (Daemon room = server();
                UsiLite anne = guest("anne", room);
                UsiLite bob = guest("bob", room)) {
            anne.hears("system", "Le client " + HOST + " c'est connecté.");
            for (String text : forged) {
                bob.say(text);
                assertEquals(HOST, anne.hears("relayed", text).get("source"));
                room.message(text);
            }
            for (String text : forged) {
                room.ctl("send", "--unencrypted", text);
                anne.hears("message", " " + text);
            }
            room.ctl("send", "--unencrypted", "!client-fermeture");
            anne.hears("message", " !client-fermeture");
            assertEquals(2, lite(room).size());
            assertFalse(events(room).stream()
                    .anyMatch(event -> "192.0.2.1".equals(event.get("address")) || event.containsKey("relayed")));
        }
    }

    @Test
    void theDaemonIsAGuest() throws Exception {
        try (UsiLite server = UsiLite.server(temp.resolve("server"))) {
            int port = server.port();
            try (Daemon daemon = place("guest").start("-c", "lite://" + HOST + ":" + port)) {
                Map<String, Object> peer = litePeer(daemon);
                assertEquals("out", peer.get("direction"));
                assertEquals(false, peer.get("encrypted"));
                server.say("bienvenue");
                assertEquals(peer.get("id"), daemon.message("bienvenue").get("peer"));
                try (UsiLite other = UsiLite.client(temp.resolve("other"), port)) {
                    Map<String, Object> joined = event(daemon, "joined", "relayed", true);
                    assertEquals(HOST, joined.get("address"));
                    assertEquals(false, joined.get("encrypted"));
                    other.say("bonjour");
                    Map<String, Object> relayed = daemon.message("bonjour");
                    assertEquals(true, relayed.get("relayed"));
                    assertEquals(HOST, relayed.get("address"));
                    assertEquals(false, relayed.get("encrypted"));
                    daemon.ctl("send", "--to", (String) peer.get("id"), "salut");
                    server.hears("message", "salut");
                    other.hears("relayed", "salut");
                    other.leave();
                    assertEquals("goodbye", server.next("closed").get("reason"));
                    event(daemon, "left", "relayed", true);
                }
                refusesWhatItCannot(daemon, (String) peer.get("id"));
                server.tell("drop");
                event(daemon, "left", "reason", "cut");
                assertEquals("end", server.next("closed").get("reason"));
                Await.until("it to be back", () -> lite(daemon).size() == 1);
                daemon.stop();
                assertEquals("goodbye", server.next("closed").get("reason"));
            }
        }
    }

    private void refusesWhatItCannot(Daemon daemon, String peer) throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "content");
        Result sent = daemon.place.ctl("sendfile", "--to", peer, file.toString());
        assertNotEquals(0, sent.exit(), sent::toString);
        assertTrue(sent.err().contains("file"), sent::toString);
        assertNotEquals(
                0,
                daemon.place.ctl("verify", peer, "0".repeat(64)).saysOneLine().exit());
        assertNotEquals(
                0,
                daemon.place
                        .ctlReading("a password", "challenge", peer)
                        .saysOneLine()
                        .exit());
        Result authentic = daemon.place.ctl("send", "--authenticated", "--to", peer, "secret");
        assertNotEquals(0, authentic.saysOneLine().exit());
    }

    @Test
    void goodbyeOfAServerIsNoLoss() throws Exception {
        try (UsiLite server = UsiLite.server(temp.resolve("server"));
                Daemon daemon = place("guest").start()) {
            daemon.ctl("connect", "--protocol", "lite", "--wait", "20s", HOST + ":" + server.port());
            litePeer(daemon);
            server.next("open");
            server.leave();
            event(daemon, "left", "reason", "goodbye");
        }
    }

    @Test
    void twoDaemonsSpeakIt() throws Exception {
        try (Daemon room = server()) {
            Path config = Files.writeString(
                    temp.resolve("guest.toml"),
                    "connect = [{address = \"" + HOST + ":" + port(room) + "\", protocol = \"lite\"}]\n");
            try (Daemon guest = place("guest").start("--config", config.toString())) {
                String there = (String) litePeer(guest).get("id");
                String here = (String) litePeer(room).get("id");
                guest.ctl("send", "--to", there, "!serveur-fermeture, dit-on");
                room.message(" !serveur-fermeture, dit-on");
                String letter = "une longue lettre 🦊 ".repeat(200);
                room.ctl("send", "--wait", "30s", "--to", here, letter);
                Await.until("the whole letter", () -> String.join(
                                "",
                                guest.received().stream()
                                        .map(event -> event.get("text").toString())
                                        .toList())
                        .equals(letter));
                guest.stop();
                event(room, "left", "reason", "goodbye");
            }
        }
    }

    @Test
    void encryptedGuestsHearNothingOfTheOthers() throws Exception {
        try (Daemon room = server("-s", HOST, "-p", "0");
                Usi24 sealed = Usi24.client(temp.resolve("sealed"), room.port(), "--name", "sealed");
                Daemon third = new Place(temp, "third").start("-c", HOST + ":" + room.port(), "-m", "third")) {
            sealed.opened();
            room.peer("third");
            try (UsiLite plain = guest("plain", room);
                    UsiLite other = guest("other", room)) {
                plain.say("in the clear");
                other.hears("relayed", "in the clear");
                sealed.say("under seal");
                third.message("under seal");
                room.ctl("send", "from the machine");
                sealed.hears("message", "from the machine");
                third.message("from the machine");
                room.ctl("send", "--unencrypted", "for the others");
                plain.hears("message", "for the others");
                other.hears("message", "for the others");
                assertEquals(true, room.message("under seal").get("encrypted"));
                assertEquals(false, room.message("in the clear").get("encrypted"));
                other.leave();
                plain.hears("system", "Le client " + HOST + " s'est déconnecté.");
                // What was said to the other room would have come before this.
                room.ctl("send", "the end");
                room.ctl("send", "--unencrypted", "la fin");
                plain.hears("message", "la fin");
                sealed.hears("message", "the end");
                third.message("the end");
                assertFalse(heard(plain, "under seal") || heard(plain, "machine") || heard(plain, "the end"));
                for (String secret : List.of("in the clear", "for the others", "la fin")) {
                    assertFalse(heard(sealed, secret) || heard(third, secret), secret);
                }
                assertFalse(sealed.events().stream()
                        .filter(event -> "system".equals(event.get("event")))
                        .anyMatch(event -> !event.get("text").toString().contains("third")));
                assertFalse(heard(plain, "sealed") || heard(plain, "third"));
            }
        }
    }

    @Test
    void theyShareARoomWhereTheConfigurationSaysSo() throws Exception {
        Path config = Files.writeString(temp.resolve("shared.toml"), "[room]\nunencrypted = \"shared\"\n");
        try (Daemon room = server("-s", HOST, "-p", "0", "--config", config.toString());
                Usi24 sealed = Usi24.client(temp.resolve("sealed"), room.port(), "--name", "sealed")) {
            sealed.opened();
            try (UsiLite plain = guest("plain", room)) {
                plain.say("in the clear");
                assertTrue(sealed.hears("relayed", "in the clear")
                        .get("source")
                        .toString()
                        .startsWith(HOST));
                sealed.say("no longer sealed");
                assertEquals(HOST, plain.hears("relayed", "no longer sealed").get("source"));
                room.ctl("send", "to all");
                sealed.hears("message", "to all");
                plain.hears("message", "to all");
            }
        }
    }

    @Test
    void everyPlaceThatShowsItSaysSo() throws Exception {
        try (Daemon room = server();
                UsiLite anne = guest("anne", room)) {
            assertTrue(room.ctl("status").out().contains(MARK));
            assertTrue(room.ctl("peers").out().contains(MARK));
            anne.say("bonjour");
            room.message("bonjour");
            String line = room.ctl("recv").out().strip();
            assertTrue(line.contains(MARK) && line.contains("bonjour"), line);
            assertTrue(room.ctl("recv", "--all").out().lines().allMatch(shown -> shown.contains(MARK)));
        }
    }

    @Test
    void withoutItsJarNothingSpeaksPlainText() throws Exception {
        Place place = new Place(temp, "place");
        try (Child child = place.launch("--lite-listen", FREE)) {
            child.finish(LIMIT).exits(2);
        }
        try (Child child = place.launch("--help")) {
            assertFalse(
                    child.finish(LIMIT).exits(0).out().toLowerCase(Locale.ROOT).contains("lite"));
        }
        try (Child child = place.launch("-c", "lite://" + HOST + ":1")) {
            Result refused = child.finish(LIMIT);
            assertTrue(refused.exit() != 0 && refused.err().contains("lite"), refused::toString);
        }
        try (Daemon daemon = place.start("-s", HOST, "-p", "0")) {
            Result refused =
                    place.ctl("connect", "--protocol", "lite", HOST + ":1").saysOneLine();
            assertTrue(refused.exit() != 0 && refused.err().contains("lite"), refused::toString);
            assertEquals(List.of(), daemon.peers());
            try (UsiLite client = UsiLite.client(temp.resolve("client"), daemon.port())) {
                client.say("bonjour");
                client.next("closed");
                assertTrue(client.events().stream()
                        .filter(event -> event.containsKey("text"))
                        .allMatch(event -> event.get("text").toString().matches("(?s)[A-Za-z0-9+/=]{392}.{0,64}")));
            }
            assertEquals(List.of(), daemon.peers());
            assertEquals(List.of(), events(daemon));
        }
    }

    @Test
    void peersThatDoNotReadDoNotHoldItsEnd() throws Exception {
        try (Daemon room = server();
                UsiLite frozen = guest("frozen", room);
                UsiLite silent = guest("silent", room)) {
            frozen.freeze();
            silent.tell("stall");
            try (Child sending = room.place.startCtl("send", "--unencrypted", "--wait", "60s", "x".repeat(60_000))) {
                Await.until("it to write", () -> lite(room).stream()
                        .allMatch(
                                peer -> ((Number) Json.member(peer.get("sent")).get("bytes")).intValue() > 1_000));
                long asked = System.nanoTime();
                room.stop();
                Duration took = Duration.ofNanos(System.nanoTime() - asked);
                assertTrue(took.toSeconds() < 6, took.toString());
                assertNotEquals(0, sending.finish(LIMIT).exit());
            }
        }
    }

    @Test
    void hostilePeersDisturbNobody() throws Exception {
        try (Daemon room = server();
                UsiLite anne = guest("anne", room);
                UsiLite bob = guest("bob", room);
                UsiLite flood = guest("flood", room, "--source", "127.0.0.3");
                UsiLite big = guest("big", room, "--source", "127.0.0.4")) {
            anne.tell(
                    "bytes", Map.of("base64", Base64.getEncoder().encodeToString(new byte[] {'a', (byte) 0xff, 'b'})));
            room.message("a\ufffdb");
            anne.say("\u001b[2J\u001b]0;owned\u0007red\u009b31m\r\u202egnol");
            Await.until("the escapes", () -> heard(room, "owned"));
            String shown = room.ctl("recv").out();
            assertTrue(shown.contains("owned"), shown);
            assertFalse(shown.chars().anyMatch(c -> (c != '\n' && Character.isISOControl(c)) || c == '\u202e'), shown);

            flood.tell("flood", Map.of("text", "spam", "count", 200_000));
            big.tell("flood", Map.of("text", "0123456789", "times", 1_000_000, "count", 1));
            for (int i = 0; i < 4; i++) {
                String said = "in the flood " + i;
                String answer = "from anne " + i;
                room.ctl("send", "--unencrypted", said);
                bob.next("message", event -> said.equals(event.get("text")), Duration.ofSeconds(10));
                anne.say(answer);
                bob.next("relayed", event -> answer.equals(event.get("text")), Duration.ofSeconds(10));
                assertEquals(4, lite(room).size());
            }
            assertTrue(room.process("VmHWM") < 600 << 10, () -> "it took much memory");
            assertEquals(0, room.stop().exit());
        }
    }
}
