package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Exit;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.rpc.RpcClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Passwords, for which nobody is asked in vain. */
@Timeout(60)
class ChatCommandsTest {
    private static final Map<String, Object> ALICE = Map.of("id", "p1", "name", "alice", "state", "open");

    @TempDir
    Path temp;

    private final CompletableFuture<Object> lost = new CompletableFuture<>();
    private final List<String> prompts = new ArrayList<>();
    private final Shown shown = new Shown();
    private final Outcome outcome = new Outcome();
    private FakeDaemon daemon;
    private Requests requests;
    private ChatCommands commands;

    @BeforeEach
    void begin() throws IOException {
        daemon = new FakeDaemon(temp.resolve("s"))
                .answer("session.list", List.of(ALICE))
                .answer("challenge.start", Map.of("match", true))
                .answer("challenge.answer", Map.of());
        requests = new Requests(RpcClient.open(daemon.socket()), lost::complete);
        People people = new People(List.of(ALICE), null);
        commands = new ChatCommands(
                shown,
                requests,
                people,
                new Offers(),
                new FileJobs(null, shown, people, outcome, new TypedPath(Map.of())),
                new OwnTexts(),
                outcome,
                prompt -> {
                    prompts.add(prompt);
                    return "sesame".toCharArray();
                });
    }

    @AfterEach
    void end() throws IOException {
        requests.close();
        daemon.close();
    }

    private void fails(String line, Exit exit, String text) throws InterruptedException {
        commands.take(line, null);
        Line.Failed failed = (Line.Failed) shown.next();
        assertTrue(failed.text().contains(text), failed.text());
        assertEquals(exit, outcome.exit());
        assertEquals(List.of(), prompts);
    }

    @Test
    void nobodyIsAskedForAPasswordWithoutAQuestion() throws InterruptedException {
        daemon.answer("challenge.list", List.of());
        fails("!answer", Exit.SAID_NO, "nobody asks for a password");
    }

    @Test
    void nobodyIsAskedForAPasswordOfAnotherQuestion() throws InterruptedException {
        daemon.answer("challenge.list", List.of(Map.of("id", "q1"), Map.of("id", "q2")));
        fails("!answer q7", Exit.SAID_NO, "no question q7");
    }

    @Test
    void whichOfSeveralQuestionsIsSaidFirst() throws InterruptedException {
        daemon.answer("challenge.list", List.of(Map.of("id", "q1"), Map.of("id", "q2")));
        fails("!repondre", Exit.USAGE, "q1, q2");
    }

    @Test
    void nobodyIsAskedForAPasswordOfNobody() throws InterruptedException {
        daemon.refuse("session.list", -32_004, "no_such_peer", "no peer has that name");
        fails("!motdepasse nobody", Exit.NO_PEER, "no peer has that name");
    }

    @Test
    void nobodyIsAskedForAPasswordOfWhoIsNotConnected() throws InterruptedException {
        daemon.answer("session.list", List.of(Map.of("id", "p1", "state", "waiting")));
        fails("!password alice", Exit.NO_PEER, "alice is not connected");
    }

    @Test
    void asksWhereThereIsSomebodyToAsk() {
        daemon.answer("challenge.list", List.of(Map.of("id", "q1")));
        commands.take("!answer", null);
        commands.take("!password alice", null);
        requests.awaitAnswers();
        assertEquals(2, prompts.size(), prompts::toString);
        assertEquals("sesame", daemon.params("challenge.answer").get("password"));
        assertEquals("alice", daemon.params("challenge.start").get("peer"));
    }
}
