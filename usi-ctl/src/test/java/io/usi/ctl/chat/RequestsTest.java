package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.rpc.RpcClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
class RequestsTest {
    @TempDir
    Path temp;

    private final CompletableFuture<CtlException> lost = new CompletableFuture<>();
    private final BlockingQueue<FakeDaemon.Call> held = new LinkedBlockingQueue<>();
    private FakeDaemon daemon;
    private Requests requests;

    @BeforeEach
    void begin() throws IOException {
        daemon = new FakeDaemon(temp.resolve("s"))
                .on("message.send", call -> {
                    held.add(call);
                    return FakeDaemon.LATER;
                })
                .answer("session.list", List.of(Map.of("id", "p1", "name", "alice", "state", "open")));
        requests = new Requests(RpcClient.open(daemon.socket()), lost::complete);
    }

    @AfterEach
    void end() throws IOException {
        requests.close();
        daemon.close();
    }

    private void fill() {
        for (int i = 0; i < Requests.UNDER_WAY; i++) {
            assertTrue(requests.hasRoom(1));
            requests.ask("message.send", Map.of(), answer -> {});
        }
    }

    @Test
    void textsWithoutAnAnswerHoldNobodyUp() throws Exception {
        fill();
        assertFalse(requests.hasRoom(1));
        assertEquals(Requests.UNDER_WAY, requests.underWay());
        assertThrows(IllegalStateException.class, () -> requests.ask("message.send", Map.of(), answer -> {}));
        CompletableFuture<Object> list = new CompletableFuture<>();
        requests.askBeside("session.list", Map.of(), answer -> list.complete(answer.result()));
        assertTrue(list.get(20, TimeUnit.SECONDS).toString().contains("alice"));

        held.poll(20, TimeUnit.SECONDS).answer(Map.of());
        assertTrue(requests.awaitRoom(1));
        assertEquals(Requests.UNDER_WAY - 1, requests.underWay());
    }

    @Test
    void whoWaitsForRoomCanBeInterrupted() {
        fill();
        Thread.currentThread().interrupt();
        assertFalse(requests.awaitRoom(1));
    }

    /** A chat that no longer hears answers would be silent about what did not arrive. */
    @Test
    void endsWhereAnAnswerCannotBeTaken() throws Exception {
        requests.askBeside("message.send", Map.of(), answer -> {
            throw new IllegalStateException("with what a user wrote");
        });
        held.poll(20, TimeUnit.SECONDS).answer(Map.of());
        CtlException e = lost.get(20, TimeUnit.SECONDS);
        assertEquals(Exit.SAID_NO, e.exit());
        assertTrue(e.getMessage().startsWith("this should not happen: IllegalStateException at "), e.getMessage());
        assertFalse(e.getMessage().contains("wrote"), e.getMessage());
    }

    @Test
    void whoComesAndGoesCostsOneRequestAtATime() throws Exception {
        BlockingQueue<FakeDaemon.Call> lists = new LinkedBlockingQueue<>();
        daemon.on("session.list", call -> {
            lists.add(call);
            return FakeDaemon.LATER;
        });
        BlockingQueue<String> here = new LinkedBlockingQueue<>();
        People people = new People(List.of(), null);
        Attendance attendance = new Attendance(requests, people, new Shown(), here::add);
        attendance.joined("p1");
        FakeDaemon.Call first = lists.poll(20, TimeUnit.SECONDS);
        for (int i = 2; i < 500; i++) {
            attendance.joined("p" + i);
            attendance.left("p" + i);
        }
        attendance.joined("p500");
        first.answer(List.of(Map.of("id", "p1", "name", "alice", "state", "open")));
        assertEquals("p1", here.poll(20, TimeUnit.SECONDS));
        lists.poll(20, TimeUnit.SECONDS).answer(List.of(Map.of("id", "p500", "name", "bob", "state", "open")));
        assertEquals("p500", here.poll(20, TimeUnit.SECONDS));
        assertEquals(List.of("bob"), people.names());
        // An answer after which nothing was under way any more.
        attendance.changed();
        lists.poll(20, TimeUnit.SECONDS).answer(List.of());
        assertEquals(3, daemon.calls("session.list").size());
        assertTrue(lists.isEmpty());
    }

    @Test
    void aFullChatSaysSoAndLeavesTheLine() throws Exception {
        Shown shown = new Shown();
        People people = new People(List.of(), null);
        Offers offers = new Offers();
        Outcome outcome = new Outcome();
        ChatCommands commands = new ChatCommands(shown, requests, people, offers, null, new OwnTexts(), outcome, null);
        for (int i = 0; i < Requests.UNDER_WAY; i++) {
            assertEquals(ChatCommands.Taken.DONE, commands.take("line " + i, null));
            shown.next();
        }
        List<String> lines = new ArrayList<>(List.of("one more", "!users", "!refuse o1", "!answer"));
        for (String line : lines) {
            assertEquals(ChatCommands.Taken.LEFT, commands.take(line, null), line);
            Line.Failed said = (Line.Failed) shown.next();
            assertTrue(said.text().startsWith("16 of your lines have no answer yet"), said.text());
        }
        assertEquals(ChatCommands.Taken.DONE, commands.take("!help", null));
        assertEquals(ChatCommands.Taken.LEAVES, commands.take("!quit", null));
        for (int i = 0; i < Requests.UNDER_WAY; i++) {
            assertEquals("line " + i, held.poll(20, TimeUnit.SECONDS).params().get("text"));
        }
        assertTrue(held.isEmpty());
    }
}
