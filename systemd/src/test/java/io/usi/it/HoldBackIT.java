package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy keeps from peers that nobody has verified, and how people hear of it. */
class HoldBackIT {
    @TempDir
    Path temp;

    private static void verify(Daemon daemon, Map<String, Object> peer) throws Exception {
        daemon.ctl("verify", (String) peer.get("id"), (String) peer.get("fingerprint"));
    }

    @Test
    void messagesAndFilesGoToVerifiedPeersAlone() throws Exception {
        Path toml = Files.writeString(
                temp.resolve("usi.toml"),
                "name = \"srv\"\nlisten = \"127.0.0.1\"\nport = 0\n[policy]\nmessages = \"verified\"\nfiles = \"verified\"\n");
        Path file = Files.write(temp.resolve("file"), Data.random(1_000));
        try (Daemon srv = new Place(temp, "srv").start("--config", toml.toString());
                Daemon anne = new Place(temp, "anne").start("-c", "127.0.0.1:" + srv.port(), "--name", "anne");
                Daemon eve = new Place(temp, "eve").start("-c", "127.0.0.1:" + srv.port(), "--name", "eve")) {
            Map<String, Object> one = srv.peer("anne");
            Object other = srv.peer("eve").get("id");
            Result held = srv.place().ctl("send", "to nobody yet").exits(1).saysOneLine();
            assertTrue(held.err().contains("policy.messages") && held.err().contains("usi-ctl verify p"), held.err());
            held = srv.place()
                    .ctl("sendfile", "--to", "eve", file.toString())
                    .exits(1)
                    .saysOneLine();
            assertTrue(held.err().contains("policy.files holds it back from " + other), held.err());
            held = srv.place().ctl("send", "--wait", "1s", "too late").exits(1).saysOneLine();
            assertTrue(held.err().contains("usi-ctl verify p"), held.err());

            try (Child waits = srv.place().startCtl("send", "--wait", "30s", "--to", "anne", "once you are verified")) {
                verify(srv, one);
                waits.finish(Await.PATIENCE).exits(0);
            }
            anne.message("once you are verified");
            Result sent = srv.ctl("send", "to everybody");
            assertTrue(
                    sent.err().contains("held back from eve") && sent.err().contains("usi-ctl verify " + other),
                    sent.err());
            anne.message("to everybody");
            Map<String, Object> json = srv.ctl("send", "--json", "again").object();
            assertEquals(List.of(Map.of("peer", other, "name", "eve")), json.get("held_back"));
            srv.place()
                    .ctl("send", "--to", "anne", "--to", "eve", "to both or nobody")
                    .exits(1)
                    .saysOneLine();

            // What one guest says reaches the others who are verified, and nobody else.
            eve.ctl("send", "eve speaks");
            anne.message("eve speaks");
            anne.ctl("send", "anne speaks");
            srv.message("anne speaks");

            Files.writeString(toml, Files.readString(toml).replace("messages = \"verified\"", "messages = \"all\""));
            assertEquals("now in force: policy.messages\n", srv.ctl("reload").out());
            srv.ctl("send", "for all");
            eve.message("for all");
            assertEquals(
                    List.of("for all"),
                    eve.received().stream().map(event -> event.get("text")).toList());
            srv.place().ctl("sendfile", "--to", "eve", file.toString()).exits(1);
        }
    }
}
