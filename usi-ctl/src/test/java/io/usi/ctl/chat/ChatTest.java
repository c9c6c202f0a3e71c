package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chat through pipes, with a daemon of the test's own. */
class ChatTest {
    private static final Map<String, Object> OFFER = Map.of(
            "id",
            "o1",
            "name",
            "re\u001b[2Jport",
            "size",
            5,
            "peer",
            "p1",
            "from",
            "alice",
            "time",
            "2026-11-22T12:14:05Z");

    private static final Map<String, Object> ALICE =
            Map.of("id", "p1", "name", "alice", "address", "192.0.2.1:1", "state", "open");
    private static final Map<String, Object> BOB =
            Map.of("id", "p2", "name", "bob", "address", "192.0.2.2:1", "state", "open");

    @TempDir
    Path temp;

    private FakeDaemon daemon;

    @BeforeEach
    void daemon() throws IOException {
        daemon = new FakeDaemon(temp.resolve("s"))
                .on("session.list", call -> call.params().containsKey("peer") ? List.of(BOB) : List.of(ALICE, BOB))
                .answer("events.subscribe", Map.of("cursor", 0, "held", 0, "missed", 0))
                .answer("file.offers", List.of())
                .answer("challenge.list", List.of())
                .answer("daemon.status", Map.of("sink", false))
                .answer(
                        "message.send",
                        Map.of("id", "m1", "recipients", List.of(Map.of("peer", "p1", "status", "delivered"))));
    }

    @AfterEach
    void end() throws IOException {
        daemon.close();
    }

    private Ctl.Result chat(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("chat", "--orders"));
        all.addAll(List.of(arguments));
        return Ctl.at(daemon.socket()).in(input).run(all.toArray(String[]::new));
    }

    private static Map<String, Object> message(int seq, String peer, String text) {
        return Map.of(
                "type",
                "message",
                "seq",
                seq,
                "time",
                "2026-11-22T12:14:05Z",
                "peer",
                peer,
                "from",
                "alice",
                "text",
                text);
    }

    @Test
    void saysWhatIsTyped() {
        Ctl.Result result = chat("hello\n\n!!bang\nüber\n").succeeds();
        assertEquals(
                List.of("hello", "!bang", "über"),
                daemon.calls("message.send").stream()
                        .map(call -> call.params().get("text"))
                        .toList());
        assertTrue(daemon.calls("message.send").stream()
                .noneMatch(call -> call.params().containsKey("to")));
        assertTrue(result.lines().get(0).matches("\\d\\d:\\d\\d you> hello"), result::toString);
    }

    /** A log that is piped into the chat must give no file away. */
    @Test
    void aPipeGivesNoOrders() throws IOException {
        Path file = Files.writeString(temp.resolve("a b.txt"), "content");
        List<String> lines = List.of("!file " + file, "!!bang", "!quit", "!nosuch", "last");
        Ctl.at(daemon.socket()).in(String.join("\n", lines)).run("chat").succeeds();
        assertEquals(
                lines,
                daemon.calls("message.send").stream()
                        .map(call -> call.params().get("text"))
                        .toList());
        assertEquals(List.of(), daemon.calls("file.send"));
    }

    @Test
    void saysItToOnePeerAlone() {
        chat("hello\n", "bob").succeeds();
        assertEquals(List.of("p2"), daemon.params("message.send").get("to"));
        assertEquals("bob", daemon.calls("session.list").get(0).params().get("peer"), "the daemon knows who that is");
        daemon.refuse("session.list", -32_004, "no_such_peer", "no peer has that name: see usi-ctl peers");
        chat("", "nobody").fails(4, "usi-ctl peers");
    }

    @Test
    void whatIsNoOrderSendsNothing() {
        Ctl.Result result = chat("!hello\n");
        assertTrue(result.err().contains("there is no !hello"), result::toString);
        assertEquals(List.of(), daemon.calls("message.send"));
    }

    @Test
    void aTextThatIsTooLongSendsNothing() {
        Ctl.Result result = chat("x".repeat((64 << 10) + 1) + "\n");
        assertEquals(2, result.exit(), result::toString);
        assertEquals(List.of(), daemon.calls("message.send"));
    }

    @Test
    void leavesAtOnce() {
        chat("!quitter\nhello\n").succeeds();
        assertEquals(List.of(), daemon.calls("message.send"));
        assertFalse(daemon.calls().stream().anyMatch(call -> call.method().equals("daemon.stop")));
    }

    @Test
    void showsWhatWasSaidBeforeUnderAMark() {
        daemon.on("events.subscribe", call -> {
            call.answer(Map.of("cursor", 120, "held", 120, "missed", 0));
            for (int i = 1; i <= 119; i++) {
                call.event(message(i, "p1", "text " + i));
            }
            call.event(Map.of("type", "joined", "seq", 120, "peer", "p1", "from", "alice"));
            return FakeDaemon.LATER;
        });
        List<String> lines = chat("").succeeds().lines();
        assertEquals(List.of("--- before you came ---", "--- 19 earlier ones: usi-ctl recv ---"), lines.subList(0, 2));
        assertEquals("--- now ---", lines.get(102));
        assertTrue(lines.get(2).endsWith(" alice: text 20") && lines.get(101).endsWith(" alice: text 119"));
        assertEquals(103, lines.size());
    }

    @Test
    void knowsWhoCameWhileItBegan() {
        daemon.on("events.subscribe", call -> {
            daemon.answer(
                    "session.list",
                    List.of(Map.of(
                            "id",
                            "p3",
                            "name",
                            "carol",
                            "state",
                            "open",
                            "direction",
                            "in",
                            "authenticated",
                            "no",
                            "fingerprint",
                            "c0")));
            return Map.of("cursor", 0, "held", 0, "missed", 0);
        });
        daemon.answer("session.users", List.of(Map.of("name", "carol", "fingerprint", "c0")));
        Ctl.Result result = chat("!users\n").succeeds();
        assertTrue(result.out().contains("unverified: carol"), result::toString);
    }

    /** Somebody may be verified in another terminal, which no event tells. */
    @Test
    void knowsWhoWasVerifiedMeanwhile() {
        Map<String, Object> guest = Map.of(
                "id",
                "p3",
                "name",
                "carol",
                "state",
                "open",
                "direction",
                "in",
                "authenticated",
                "no",
                "fingerprint",
                "c0");
        Map<String, Object> verified = new HashMap<>(guest);
        verified.put("authenticated", "verified");
        daemon.answer("session.list", List.of(guest))
                .on("message.send", call -> {
                    daemon.answer("session.list", List.of(verified));
                    return Map.of("id", "m1", "recipients", List.of());
                })
                .answer("session.users", List.of(Map.of("name", "carol", "fingerprint", "c0")));
        Ctl.Result result = chat("!users\nhello\n!users\n").succeeds();
        List<String> shown =
                result.lines().stream().filter(line -> line.endsWith("carol")).toList();
        assertEquals(List.of("unverified: carol", "verified: carol"), shown, result::toString);
    }

    @Test
    void aReaderThatFellBehindGoesOnWhereItWas() throws Exception {
        CompletableFuture<Object> since = new CompletableFuture<>();
        daemon.on("events.subscribe", call -> {
            if (since.isDone()
                    || !Long.valueOf(0).equals(((Number) call.params().get("since")).longValue())) {
                call.answer(Map.of("cursor", 9, "held", 1, "missed", 3));
                call.event(message(9, "p1", "after"));
                since.complete(call.params().get("since"));
                return FakeDaemon.LATER;
            }
            call.answer(Map.of("cursor", 5, "held", 1, "missed", 0));
            call.event(message(5, "p1", "before"));
            call.event(Map.of("type", "lagged"));
            return FakeDaemon.LATER;
        });
        Ctl.Result result =
                whileTyping(() -> assertEquals(5, ((Number) since.get(20, TimeUnit.SECONDS)).intValue()), "after");
        assertTrue(result.out().contains("3 lines came too fast"), result::toString);
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Leaves the chat once it has shown a text. */
    private Ctl.Result whileTyping(Work work, String until) throws Exception {
        PipedOutputStream keys = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(keys);
        CompletableFuture<Ctl.Result> chat = CompletableFuture.supplyAsync(
                () -> Ctl.at(daemon.socket()).in(in).run("chat", "--orders"));
        work.run();
        // The chat takes one line after another, and shows events meanwhile.
        daemon.on("session.users", call -> List.of());
        while (!chat.isDone() && daemon.calls("session.users").isEmpty()) {
            keys.write("!users\n".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            Thread.onSpinWait();
        }
        keys.close();
        Ctl.Result result = chat.get(20, TimeUnit.SECONDS);
        assertTrue(result.out().contains(until), result::toString);
        return result;
    }

    @Test
    void endsWithTheDaemon() {
        daemon.on("message.send", call -> {
            daemon.close();
            return FakeDaemon.LATER;
        });
        Ctl.Result result = chat("hello\n");
        assertEquals(3, result.exit(), result::toString);
        assertTrue(result.err().contains("closed the connection"), result::toString);
    }

    @Test
    void needsADaemon() throws IOException {
        daemon.close();
        chat("hello\n").fails(3, "no daemon");
    }

    @Test
    void tellsWhoDidNotGetIt() {
        daemon.answer(
                "message.send",
                Map.of(
                        "id",
                        "m1",
                        "recipients",
                        List.of(Map.of(
                                "peer",
                                "p1",
                                "name",
                                "al\u001bice",
                                "status",
                                "failed",
                                "reason",
                                "peer_gone",
                                "problem",
                                "it left"))));
        Ctl.Result result = chat("hello\n");
        assertTrue(result.err().startsWith("! al\\u{1b}ice did not get \"hello\": it left"), result::toString);
        daemon.refuse("message.send", -32_004, "no_peer", "nobody is connected");
        assertTrue(chat("hello\n").err().contains("nobody got \"hello\": nobody is connected"));
    }

    @Test
    void tellsFromWhomThePolicyHeldItBack() throws IOException {
        List<Map<String, Object>> held =
                List.of(Map.of("peer", "p2", "name", "b\u001bob"), Map.of("peer", "p3", "name", ""));
        daemon.answer("message.send", Map.of("id", "m1", "recipients", List.of(), "held_back", held))
                .answer("file.send", Map.of("transfers", List.of(Map.of("id", "t1", "peer", "p1")), "held_back", held));
        String verify = ", which nobody has verified: 'usi-ctl verify ";
        assertEquals(
                List.of(
                        "! \"hello\" was held back from b\\u{1b}ob" + verify + "p2'",
                        "! \"hello\" was held back from p3" + verify + "p3'"),
                chat("hello\n").err().lines().toList());
        Path file = Files.writeString(temp.resolve("a file.txt"), "content");
        Ctl.Result result = chat("!file " + file + "\n");
        assertEquals(
                List.of(
                        "! a file.txt was held back from b\\u{1b}ob" + verify + "p2'",
                        "! a file.txt was held back from p3" + verify + "p3'"),
                result.err().lines().toList());
        assertTrue(result.out().contains("a file.txt is offered to alice"), result::toString);
    }

    @Test
    void offersAreShownAndDecidedOnByName() {
        daemon.answer("file.offers", List.of(OFFER)).answer("file.refuse", Map.of());
        Ctl.Result result = chat("y\n!refuse\n");
        assertTrue(result.out().contains("alice offers re\\u{1b}[2Jport (5 B)"), result::toString);
        assertEquals("y", daemon.params("message.send").get("text"), "a pipe answers nothing by chance");
        assertEquals("o1", daemon.params("file.refuse").get("offer"));
        assertTrue(chat("!accept o9\n").err().contains("there is no offer o9"));
        daemon.answer("file.offers", List.of());
        assertTrue(chat("!accept\n").err().contains("no file is offered"));
    }

    @Test
    void anAcceptedFileIsHereUnderItsNameOnlyWhenItIsAuthentic() throws IOException {
        daemon
                .answer("file.offers", List.of(OFFER))
                .answer("file.accept", Map.of("id", "t1", "name", "re\u001b[2Jport", "size", 5, "token", "T"))
                .stream("T", (in, out) -> out.write("12345".getBytes(StandardCharsets.UTF_8)))
                .answer("file.verified", Map.of())
                .answer("file.stored", Map.of());
        Path folder = temp.resolve("into here");
        Ctl.Result result = chat("!accept o1 " + folder + "\n").succeeds();
        assertEquals("12345", Files.readString(folder.resolve("re_[2Jport")));
        assertTrue(result.out().contains("saved as " + folder), result::toString);

        daemon.refuse("file.verified", -32_005, "file_altered", "somebody altered it").stream(
                "T", (in, out) -> out.write("12345".getBytes(StandardCharsets.UTF_8)));
        Path other = temp.resolve("other");
        assertTrue(chat("!accept o1 " + other + "\n").err().contains("somebody altered it"));
        try (var files = Files.list(other)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void sendsAFile() throws IOException {
        Path file = Files.writeString(temp.resolve("a file.txt"), "content");
        CompletableFuture<String> sent = new CompletableFuture<>();
        daemon.answer("file.send", Map.of("token", "T", "transfers", List.of(Map.of("id", "t1", "peer", "p1")))).stream(
                "T", (in, out) -> {
                    sent.complete(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    out.write('\n');
                });
        Ctl.Result result = chat("!fichier " + file + "\n").succeeds();
        assertEquals("content", sent.join());
        assertTrue(result.out().contains("a file.txt is offered to alice"), result::toString);
        assertEquals("a file.txt", daemon.params("file.send").get("name"));
        assertTrue(chat("!file " + temp + "/none\n").err().contains("is not there"));
        assertTrue(chat("!file\n").err().contains("which file"));
    }

    /** As terminals paste what is dropped on them. */
    @Test
    void aFilesNameMayBeQuoted() throws IOException {
        Path file = Files.writeString(temp.resolve("a file.txt"), "content");
        daemon.answer("file.send", Map.of("transfers", List.of(Map.of("id", "t1", "peer", "p1"))));
        chat("!file '" + file + "'\n").succeeds();
        assertEquals("a file.txt", daemon.params("file.send").get("name"));
    }

    /** Nobody could leave the chat while a pipe has no other end. */
    @Test
    void aPipeIsNoFile() throws Exception {
        Path pipe = temp.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Ctl.Result result = chat("!file " + pipe + "\n");
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.err().contains("neither a file nor a folder"), result::toString);
        assertEquals(List.of(), daemon.calls("file.send"));
    }

    /** As with a line that did not arrive: a script has to know. */
    @ParameterizedTest
    @CsvSource({
        "!file /nonexistent,1",
        "!file,2",
        "!accept o9,1",
        "!refuse,1",
        "!frobnicate,2",
        "!password alice,2",
        "!users,1"
    })
    void anOrderThatFailedIsNoSuccess(String order, int exit) {
        Ctl.Result result = chat(order + "\n");
        assertEquals(exit, result.exit(), result::toString);
        assertEquals(1, result.err().lines().count(), result::toString);
    }

    /** Who decides in its place is to be told of. */
    @ParameterizedTest
    @ValueSource(strings = {"!accept o1 %s", "!refuse o1"})
    void aDecisionThatFailedIsNone(String order) throws Exception {
        CompletableFuture<FakeDaemon.Call> reader = new CompletableFuture<>();
        daemon.on("events.subscribe", call -> {
                    call.answer(Map.of("cursor", 0, "held", 0, "missed", 0));
                    reader.complete(call);
                    return FakeDaemon.LATER;
                })
                .answer("file.offers", List.of(OFFER))
                .refuse("file.refuse", -32_001, "io", "it did not work")
                .answer("daemon.status", Map.of("sink", false));
        Path file = Files.writeString(temp.resolve("no folder"), "x");
        PipedOutputStream keys = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(keys);
        CompletableFuture<Ctl.Result> chat = CompletableFuture.supplyAsync(
                () -> Ctl.at(daemon.socket()).in(in).run("chat", "--orders"));
        FakeDaemon.Call events = reader.get(20, TimeUnit.SECONDS);
        keys.write((String.format(order, file) + "\n").getBytes(StandardCharsets.UTF_8));
        keys.flush();
        // More than may be under way: once the last is asked, the first is answered.
        daemon.on("session.users", call -> List.of());
        keys.write("!users\n".repeat(10).getBytes(StandardCharsets.UTF_8));
        keys.flush();
        while (!chat.isDone() && daemon.calls("session.users").size() < 10) {
            Thread.onSpinWait();
        }
        events.event(Map.of("type", "withdrawn", "seq", 1, "offer", "o1", "reason", "accepted"));
        // The chat asks for the peers where somebody joins, and by then has seen what was before.
        int before = daemon.calls("session.list").size();
        events.event(Map.of("type", "joined", "seq", 2, "peer", "p2", "from", "bob"));
        while (!chat.isDone() && daemon.calls("session.list").size() == before) {
            Thread.onSpinWait();
        }
        keys.close();
        Ctl.Result result = chat.get(20, TimeUnit.SECONDS);
        assertEquals(1, result.exit(), result::toString);
        assertEquals(1, result.err().lines().count(), result::toString);
        assertTrue(result.out().contains("was accepted elsewhere"), result::toString);
    }

    @Test
    void passwordsNeedATerminal() {
        assertTrue(chat("!motdepasse alice\nsecret\n").err().contains("usi-ctl challenge"));
        assertTrue(daemon.calls("challenge.start").isEmpty());
    }

    @Test
    void linesGoOutInTheirOrder() {
        int many = 200;
        chat(IntStream.range(0, many).mapToObj(Integer::toString).collect(Collectors.joining("\n")))
                .succeeds();
        assertEquals(
                IntStream.range(0, many).mapToObj(Integer::toString).toList(),
                daemon.calls("message.send").stream()
                        .map(call -> call.params().get("text"))
                        .toList());
    }

    @Test
    void isForPeople() {
        chat("", "--json").fails(2, "recv --follow --json");
    }
}
