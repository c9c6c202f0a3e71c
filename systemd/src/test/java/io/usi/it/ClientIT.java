package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** USI 2.4 listens, the daemon connects. */
class ClientIT {
    @TempDir
    Path temp;

    private Usi24 server(Keys keys, String... options) throws Exception {
        return Usi24.server(temp.resolve("server"), keys.usi24(Usi24.concat(options, "--name", "room")));
    }

    private Daemon connect(Keys keys, int port, String name) throws Exception {
        return new Place(temp, name).start(keys.toUsi24(temp, "-c", "127.0.0.1:" + port, "-m", name));
    }

    @ParameterizedTest
    @EnumSource
    void chatsAndHearsTheOtherMembers(Keys keys) throws Exception {
        try (Usi24 server = server(keys)) {
            int port = server.port();
            try (Daemon daemon = connect(keys, port, "machine")) {
                // Before the other member comes: the server tells of openings in their order.
                Map<String, Object> peer = daemon.peer("room");
                assertEquals(server.next("open").get("fingerprint"), peer.get("fingerprint"));
                assertEquals("machine", server.next("name").get("name"));
                assertEquals(keys.authenticated(), peer.get("authenticated"));
                assertEquals("out", peer.get("direction"));
                try (Usi24 member = Usi24.client(temp.resolve("m"), port, keys.usi24("--name", "member"))) {
                    hearsTheOtherMembers(daemon, server, member);
                }
            }
        }
    }

    private static void hearsTheOtherMembers(Daemon daemon, Usi24 server, Usi24 member) throws Exception {
        Object print = member.opened().get("fingerprint");

        daemon.ctl("send", "from the machine é");
        server.hears("message", "from the machine é");
        assertTrue(member.hears("relayed", "from the machine é")
                .get("source")
                .toString()
                .endsWith(" machine"));

        server.say("from the server");
        assertEquals("room", daemon.message("from the server").get("from"));
        member.say("from a member");
        Map<String, Object> relayed = daemon.message("from a member");
        assertEquals("member", relayed.get("from"));
        assertEquals(true, relayed.get("relayed"));

        List<Map<String, Object>> users = daemon.ctl("users", "--json").array();
        assertTrue(
                users.stream()
                        .anyMatch(user -> "member".equals(user.get("name")) && print.equals(user.get("fingerprint"))),
                users::toString);
        assertTrue(users.stream().anyMatch(user -> "room".equals(user.get("name"))), users::toString);
    }

    @ParameterizedTest
    @EnumSource
    void asksForThePassword(Keys keys) throws Exception {
        try (Usi24 server = server(keys, "--password", "mot de passe é");
                Daemon daemon = connect(keys, server.port(), "machine")) {
            daemon.peer("room");
            daemon.place.ctlReading("mot de passe é", "challenge", "room").exits(0);
            daemon.place.ctlReading("not that", "challenge", "room").exits(5).saysOneLine();
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesGoBothWays(Keys keys) throws Exception {
        Path file = Files.write(temp.resolve("cinquante.bin"), Data.random(50_000_000));
        try (Usi24 server = server(keys);
                Daemon daemon = connect(keys, server.port(), "machine")) {
            daemon.peer("room");
            daemon.ctl("sendfile", "--name", "renamed.bin", file.toString());
            Map<String, Object> got = server.next("file");
            assertEquals("renamed.bin", got.get("name"));
            assertEquals(Data.sha256(file), got.get("sha256"));

            server.sendFile(file);
            Path into = daemon.place.work.resolve("into");
            daemon.ctl("accept", (String) daemon.offer().get("id"), "--into", into.toString());
            assertEquals(-1, Files.mismatch(file, into.resolve("cinquante.bin")));
            server.say("and on we talk");
            daemon.message("and on we talk");
        }
    }

    @Test
    void waitsForAServerAndComesBack() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Daemon daemon = connect(Keys.AUTOMATIC, port, "machine")) {
            Await.until("a reason why it waits", () -> daemon.peers().get(0).containsKey("problem"));
            assertEquals("waiting", daemon.peers().get(0).get("state"));
            daemon.place.ctl("send", "nobody there").exits(4).saysOneLine();
            for (String text : List.of("the first time", "the second time")) {
                try (Usi24 server = server(Keys.AUTOMATIC, "--port", Integer.toString(port))) {
                    server.next("name");
                    daemon.peer("room");
                    server.say(text);
                    daemon.message(text);
                }
                Await.until("the loss to be noticed", () -> "waiting"
                        .equals(daemon.peers().get(0).get("state")));
            }
        }
    }
}
