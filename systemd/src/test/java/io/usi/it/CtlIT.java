package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on. */
class CtlIT {
    @TempDir
    Path temp;

    @Test
    void withoutADaemonEndsWith3() throws Exception {
        Result result = new Place(temp, "nobody").ctl("send", "hello").exits(3).saysOneLine();
        assertTrue(result.err().contains("usi-daemon"), result::toString);
    }

    @Test
    void withNobodyConnectedEndsWith4() throws Exception {
        try (Daemon daemon = new Place(temp, "lonely").start("-s", "127.0.0.1", "-p", "0")) {
            daemon.place.ctl("send", "hello").exits(4).saysOneLine();
            daemon.place.ctl("send", "--to", "nobody", "hello").exits(4).saysOneLine();
        }
    }

    @Test
    void wrongUsageEndsWith2() throws Exception {
        Place place = new Place(temp, "clumsy");
        assertEquals(2, place.ctl("sned", "hello").exit());
        assertEquals(2, place.ctl("send").exit());
    }

    @Test
    void recvPrintsWhatIsHeldWaitsAndFollows() throws Exception {
        try (Daemon daemon = new Place(temp, "daemon").start("-s", "127.0.0.1", "-p", "0");
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            assertEquals("", daemon.ctl("recv").out());
            daemon.place.ctl("recv", "--wait", "1").exits(6);

            List<String> texts = List.of("first", "second", "third");
            texts.forEach(peer::say);
            daemon.message("third");
            List<Map<String, Object>> held = daemon.received();
            assertEquals(texts, held.stream().map(event -> event.get("text")).toList());
            assertEquals(held, daemon.received(), "it consumes none");
            String since = held.get(0).get("seq").toString();
            List<Map<String, Object>> later =
                    daemon.ctl("recv", "--json", "--since", since).objects();
            assertEquals(held.subList(1, 3), later);

            try (Child waiting = daemon.place.startCtl("recv", "--json", "--wait", "30");
                    Child following = daemon.place.startCtl("recv", "--json", "--follow")) {
                int said = 0;
                while (waiting.isAlive()) {
                    peer.say("said " + said++);
                    peer.next("done");
                }
                assertTrue(waiting.finish(Duration.ofSeconds(5)).exits(0).out().contains("said "));
                peer.say("and one more");
                Await.until("it to be followed", () -> following.lines().stream()
                        .anyMatch(line -> line.contains("and one more")));
                assertTrue(following.isAlive());
            }
        }
    }

    @Test
    void standardInputIsALineAMessage() throws Exception {
        try (Daemon daemon = new Place(temp, "daemon").start("-s", "127.0.0.1", "-p", "0");
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            daemon.place.ctlReading("one\ntwo\nthree", "send", "-").exits(0);
            for (String text : List.of("one", "two", "three")) {
                assertEquals(text, peer.next("message").get("text"));
            }
        }
    }

    @Test
    void theContractCanBeAskedFor() throws Exception {
        try (Daemon daemon = new Place(temp, "daemon").start()) {
            Map<String, Object> document = daemon.ctl("rpc", "rpc.discover").object();
            assertTrue(document.containsKey("openrpc"), document::toString);
        }
    }
}
