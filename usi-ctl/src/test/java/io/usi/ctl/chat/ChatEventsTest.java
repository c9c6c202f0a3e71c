package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.rpc.RpcClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChatEventsTest {
    @TempDir
    Path temp;

    private final CompletableFuture<CtlException> lost = new CompletableFuture<>();
    private final BlockingQueue<FakeDaemon.Call> subscribed = new LinkedBlockingQueue<>();
    private final People people = new People(List.of(), null);
    private FakeDaemon daemon;
    private Requests requests;
    private ChatEvents events;

    @BeforeEach
    void begin() throws IOException {
        daemon = new FakeDaemon(temp.resolve("s"))
                .on("events.subscribe", call -> {
                    call.answer(Map.of("cursor", 0, "held", 0, "missed", 0));
                    subscribed.add(call);
                    return FakeDaemon.LATER;
                })
                .answer("session.list", List.of())
                .answer("file.offers", List.of())
                .answer("challenge.list", List.of());
        requests = new Requests(RpcClient.open(daemon.socket()), lost::complete);
    }

    @AfterEach
    void end() throws IOException {
        events.close();
        requests.close();
        daemon.close();
    }

    private FakeDaemon.Call start(View view) throws InterruptedException {
        events = new ChatEvents(
                () -> RpcClient.open(daemon.socket()),
                view,
                people,
                new Offers(),
                new FileJobs(null, view, people, new Outcome(), new TypedPath(Map.of())),
                new OwnTexts(),
                requests);
        events.start(() -> {}, lost::complete);
        return subscribed.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void whoIsInAnothersRoomIsNoPeerOfThisDaemon() throws Exception {
        Shown shown = new Shown();
        FakeDaemon.Call reader = start(shown);
        int before = daemon.calls("session.list").size();
        for (int i = 0; i < 50; i++) {
            reader.event(Map.of("type", "joined", "peer", "p1", "from", "carol", "relayed", true));
            reader.event(Map.of("type", "left", "peer", "p1", "from", "carol", "relayed", true));
        }
        daemon.answer(
                "session.list",
                List.of(Map.of("id", "p2", "name", "bob", "state", "open", "encrypted", true, "authenticated", "no")));
        reader.event(Map.of("type", "joined", "peer", "p2", "from", "bob"));
        Line line = shown.next();
        while (!(line instanceof Line.Told told && told.text().contains("usi-ctl verify p2"))) {
            line = shown.next();
        }
        assertEquals(before + 1, daemon.calls("session.list").size());
    }

    @Test
    void aVerificationThatIsTakenBackIsSaid() throws Exception {
        Shown shown = new Shown();
        FakeDaemon.Call reader = start(shown);
        assertTrue(((List<?>) reader.params().get("types")).contains("unverified"));
        reader.event(Map.of("type", "unverified", "peer", "p2", "from", "bob"));
        Line line = shown.next();
        while (!(line instanceof Line.Failed failed && failed.text().startsWith("bob is no longer verified"))) {
            line = shown.next();
        }
    }

    /** What others at this daemon said is not kept, so nobody can know how much of it was missed. */
    @Test
    void aReaderThatFellBehindSaysSoInAnyCase() throws Exception {
        Shown shown = new Shown();
        start(shown).event(Map.of("type", "lagged"));
        Line.Mark mark = (Line.Mark) shown.next();
        assertTrue(mark.text().contains("may be missing"), mark.text());
    }

    /** Without the reader, the chat would be deaf and look well. */
    @Test
    void endsWhereTheReaderCannotGoOn() throws Exception {
        FakeDaemon.Call reader = start(new Shown() {
            @Override
            public void show(Line line) {
                throw new IllegalStateException("with what a user wrote");
            }
        });
        reader.event(Map.of("type", "joined", "peer", "p1", "from", "carol", "relayed", true));
        CtlException e = lost.get(20, TimeUnit.SECONDS);
        assertEquals(Exit.SAID_NO, e.exit());
        assertTrue(e.getMessage().startsWith("this should not happen: IllegalStateException at "), e.getMessage());
    }

    @Test
    void whatWasSaidToOneIsMarked() throws Exception {
        daemon.answer("session.list", List.of(Map.of("id", "p3", "name", "carol", "state", "open")));
        Shown shown = new Shown();
        FakeDaemon.Call reader = start(shown);
        reader.event(Map.of("type", "said", "message", "m1", "text", "for carol", "to", List.of("p3")));
        reader.event(Map.of("type", "said", "message", "m2", "text", "for all"));
        assertEquals("you (to carol)", ((Line.Said) shown.next()).who().whole());
        assertEquals("you", ((Line.Said) shown.next()).who().whole());
    }

    /** A room's server takes a file in for its guests, whatever its own user decides about it later. */
    @Test
    void aFileThatARoomsServerHasIsNotYetItsUsers() throws Exception {
        daemon.answer(
                "session.list",
                List.of(
                        Map.of("id", "p1", "name", "alice", "state", "open", "direction", "out"),
                        Map.of("id", "p2", "name", "bob", "state", "open", "direction", "in")));
        Shown shown = new Shown();
        FakeDaemon.Call reader = start(shown);
        for (String peer : List.of("p1", "p2")) {
            reader.event(Map.of(
                    "type",
                    "transfer",
                    "transfer",
                    Map.of("id", "t" + peer, "peer", peer, "name", "b.txt", "direction", "out", "state", "done")));
        }
        assertEquals(
                "alice's daemon has b.txt: those who are there decide whether they take it",
                ((Line.Told) shown.next()).text());
        assertEquals("bob has b.txt", ((Line.Told) shown.next()).text());
    }
}
