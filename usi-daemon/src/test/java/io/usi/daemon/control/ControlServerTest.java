package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.session.Peer;
import io.usi.daemon.transfer.Offer;
import io.usi.daemon.transfer.Transfer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlServerTest {
    private static final String STATUS = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"daemon.status\"}\n";

    @TempDir
    Path folder;

    private Served daemon;
    private Program program;

    @BeforeEach
    void start() throws Exception {
        daemon = new Served(folder);
        program = daemon.program();
    }

    @AfterEach
    void stop() throws Exception {
        program.close();
        daemon.close();
    }

    private static Map<?, ?> map(Object json) {
        return assertInstanceOf(Map.class, json);
    }

    @Test
    void answersOneLineForEachRequestHoweverTheyAreCut() throws Exception {
        program.write(STATUS.formatted(1) + STATUS.formatted("\"two\"") + "\n\n"
                + STATUS.formatted(3).substring(0, 20));
        // Answers come when they are ready.
        Object one = program.next().get("id");
        Object other = program.next().get("id");
        assertEquals(Set.of(1, "two"), Set.of(one, other));
        for (char c : STATUS.formatted(3).substring(20).toCharArray()) {
            program.write(String.valueOf(c));
        }
        Map<String, Object> answer = program.next();
        assertEquals(3, answer.get("id"));
        assertEquals("2.0", answer.get("jsonrpc"));
        assertEquals("1.2.3", map(answer.get("result")).get("version"));
        assertEquals("automatic", map(answer.get("result")).get("key"));
    }

    @Test
    void whatIsNoRequestGetsItsErrorAndTheConnectionGoesOn() throws Exception {
        Map<String, String> wrong = new java.util.LinkedHashMap<>();
        wrong.put("not json", "-32700 usage");
        wrong.put("{\"jsonrpc\":\"2.0\"", "-32700 usage");
        wrong.put("{\"a\":1,\"a\":2}", "-32700 usage");
        wrong.put("\u00ff", "-32700 usage");
        wrong.put("{\"a\":".repeat(100) + "1" + "}".repeat(100), "-32700 usage");
        wrong.put("{}", "-32600 usage");
        wrong.put("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"daemon.status\"}", "-32600 usage");
        wrong.put("{\"jsonrpc\":\"2.0\",\"id\":1}", "-32600 usage");
        wrong.put("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", "-32600 usage");
        wrong.put("{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"daemon.status\"}", "-32600 usage");
        wrong.put("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.nonsense\"}", "-32601 usage");
        wrong.put("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.status\",\"params\":[]}", "-32602 usage");
        wrong.put("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.status\",\"params\":{\"x\":1}}", "-32602 usage");
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            program.write(entry.getKey() + "\n");
            Map<String, Object> answer = program.next();
            assertEquals(entry.getValue(), Program.error(answer), entry.getKey());
            assertTrue(answer.containsKey("id"));
        }
        program.call("daemon.status", Map.of());
    }

    @Test
    void aBatchIsNotARequest() throws Exception {
        program.write("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.status\"}]\n");
        assertEquals("-32600 usage", Program.error(program.next()));
        program.write("[]\n");
        assertEquals("-32600 usage", Program.error(program.next()));
    }

    @Test
    void aLineHoldsOneObjectAndNothingElse() throws Exception {
        for (String behind : new String[] {" x", "{}", "]", "1"}) {
            program.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"session.list\"}" + behind + "\n");
            assertEquals("-32700 usage", Program.error(program.next()), behind);
        }
    }

    @Test
    void parametersAreCheckedBeforeAnythingIsDone() throws Exception {
        assertEquals("-32602 usage", program.error("message.send", Map.of()));
        assertEquals("-32602 usage", program.error("message.send", Map.of("text", 7)));
        assertEquals("-32602 usage", program.error("message.send", Map.of("text", "x", "to", "p1")));
        assertEquals("-32602 usage", program.error("message.send", Map.of("text", "x", "to", List.of(1))));
        assertEquals("-32602 usage", program.error("message.send", Map.of("text", "x", "wait_s", "1")));
        assertEquals("-32602 usage", program.error("message.send", Map.of("text", "x", "authenticated", "yes")));
        assertEquals("-32602 usage", program.error("file.accept", Map.of("offer", "o1", "into", "elsewhere")));
        assertEquals("-32602 usage", program.error("events.subscribe", Map.of("since", 1.5)));
        assertEquals("-32002 usage", program.error("events.subscribe", Map.of("since", -1)));
        assertEquals("-32002 usage", program.error("message.send", Map.of("text", "")));
        assertEquals("-32001 too_long", program.error("message.send", Map.of("text", "é".repeat(32 * 1024 + 1))));
        assertEquals("-32004 no_peer", program.error("message.send", Map.of("text", "é".repeat(32 * 1024))));
        assertEquals("-32002 usage", program.error("message.send", Map.of("text", "x", "wait_s", 86_401)));
        assertEquals("-32002 usage", program.error("message.send", Map.of("text", "x", "wait_s", -0.5)));
        assertEquals("-32004 no_such_peer", program.error("message.send", Map.of("text", "x", "to", List.of("p9"))));
        assertEquals("-32004 no_such_peer", program.error("session.close", Map.of("peer", "p9")));
        assertEquals("-32002 usage", program.error("session.connect", Map.of("address", "host:99999")));
        assertEquals("-32001 no_such_offer", program.error("file.refuse", Map.of("offer", "o1")));
        assertEquals("-32001 no_such_transfer", program.error("transfer.cancel", Map.of("transfer", "t1")));
        assertEquals("-32001 no_such_question", program.error("challenge.answer", Map.of("password", "x")));
        assertEquals("-32001 no_such_plugin", program.error("plugin.start", Map.of("plugin", "x")));
        assertEquals("-32002 usage", program.error("file.send", Map.of("name", " \u001b")));
        assertEquals("-32004 no_peer", program.error("file.send", Map.of("name", "x")));
    }

    @Test
    void aNotificationIsCarriedOutAndNotAnswered() throws Exception {
        Offer offer = daemon.core.offers().create("a", 1, "p1", "Anne", true);
        program.write("{\"jsonrpc\":\"2.0\",\"method\":\"file.refuse\",\"params\":{\"offer\":\"o1\"}}\n"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"no.such\"}\n"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"file.refuse\",\"params\":{\"offer\":\"o1\"}}\n"
                + STATUS.formatted(5));
        assertEquals(5, program.next().get("id"));
        assertEquals("refused", offer.decision().join().word());
        assertTrue(program.silent());
    }

    @Test
    void aLineOfOneMebibyteIsTakenAndALongerOneEndsTheConnection() throws Exception {
        String request = STATUS.formatted(1);
        int padding = ControlConnection.LINE_LIMIT - (request.length() - 1);
        String longest = request.substring(0, request.length() - 1) + " ".repeat(padding) + "\n";
        assertEquals(ControlConnection.LINE_LIMIT + 1, longest.length());
        program.write(longest);
        assertEquals(1, program.next().get("id"));
        program.write(" ".repeat(ControlConnection.LINE_LIMIT + 1));
        assertEquals("-32001 limit", Program.error(program.next()));
        assertTrue(program.ended());
        try (Program fresh = daemon.program()) {
            fresh.write("{".repeat(ControlConnection.LINE_LIMIT + 1));
            assertEquals("-32001 limit", Program.error(fresh.next()));
            assertTrue(fresh.ended());
        }
        try (Program next = daemon.program()) {
            next.call("daemon.status", Map.of());
        }
    }

    @Test
    void thirtyTwoRequestsAreUnderWayAndTheNextWaits() throws Exception {
        Transfer transfer = daemon.core.transfers().create(Transfer.Direction.IN, "x", 1, "p1");
        for (int i = 0; i < 32; i++) {
            program.ask("transfer.wait", Map.of("transfer", transfer.id()));
        }
        int late = program.ask("daemon.status", Map.of());
        try (Program other = daemon.program()) {
            // Another connection is served meanwhile, several times over, while the first one's next request is not.
            for (int i = 0; i < 20; i++) {
                other.call("daemon.status", Map.of());
            }
        }
        assertTrue(program.silent());
        transfer.done("");
        List<Object> ids = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            ids.add(program.next().get("id"));
        }
        assertTrue(ids.contains(late));
        assertEquals(33, ids.stream().distinct().count());
    }

    @Test
    void answersComeWhenTheyAreReady() throws Exception {
        Transfer transfer = daemon.core.transfers().create(Transfer.Direction.IN, "x", 1, "p1");
        int waits = program.ask("transfer.wait", Map.of("transfer", transfer.id()));
        program.call("daemon.status", Map.of());
        transfer.fail(ErrorCode.FILE_ALTERED, "altered");
        Map<String, Object> answer = program.next();
        assertEquals(waits, answer.get("id"));
        assertEquals("-32005 file_altered", Program.error(answer));
        assertEquals("-32006 timeout", waitBriefly());
    }

    private String waitBriefly() throws Exception {
        Transfer other = daemon.core.transfers().create(Transfer.Direction.IN, "x", 1, "p1");
        return program.error("transfer.wait", Map.of("transfer", other.id(), "wait_s", 0.05));
    }

    @Test
    void aHalfClosedConnectionGetsItsAnswersThenTheEnd() throws Exception {
        Transfer transfer = daemon.core.transfers().create(Transfer.Direction.IN, "x", 1, "p1");
        int waits = program.ask("transfer.wait", Map.of("transfer", transfer.id()));
        program.shutdown();
        transfer.done("");
        assertEquals(waits, program.next().get("id"));
        assertTrue(program.ended());
    }

    @Test
    void eventsFollowTheAnswerToTheirSubscription() throws Exception {
        daemon.core.events().publish("message", Map.of("text", "one"));
        daemon.core.events().publish("offer", Map.of("text", "not wanted"));
        daemon.core.events().publish("message", Map.of("text", "two é🔐\n"));
        int id = program.ask("events.subscribe", Map.of("since", 0, "types", List.of("message")));
        Map<String, Object> answer = program.next();
        assertEquals(id, answer.get("id"));
        assertEquals(Map.of("cursor", 3, "held", 2, "missed", 0), answer.get("result"));
        assertEquals("one", event().get("text"));
        assertEquals("two é🔐\n", event().get("text"));
        daemon.core.events().publish("message", Map.of("text", "three"));
        assertEquals(4, event().get("seq"));
        assertEquals("-32001 state", program.error("events.subscribe", Map.of()));
        program.call("daemon.status", Map.of());
    }

    /** Whoever forgets to say since when gets nothing of before: acting on that a second time would be worse. */
    @Test
    void withoutANumberEventsFollowFromNowOn() throws Exception {
        daemon.core.events().publish("message", Map.of("text", "before"));
        int id = program.ask("events.subscribe", Map.of());
        Map<String, Object> answer = program.next();
        assertEquals(id, answer.get("id"));
        assertEquals(Map.of("cursor", 1, "held", 0, "missed", 0), answer.get("result"));
        daemon.core.events().publish("message", Map.of("text", "after"));
        assertEquals("after", event().get("text"));
    }

    private Map<?, ?> event() throws Exception {
        Map<String, Object> line = program.next();
        assertEquals("event", line.get("method"));
        assertFalse(line.containsKey("id"));
        return map(line.get("params"));
    }

    @Test
    void aSubscriberThatHalfClosedGetsWhatIsHeld() throws Exception {
        daemon.core.events().publish("message", Map.of("text", "one"));
        program.ask("events.subscribe", Map.of("since", 0));
        program.shutdown();
        assertTrue(program.next().containsKey("result"));
        assertEquals("one", event().get("text"));
        assertTrue(program.ended());
    }

    @Test
    void aReaderThatFallsBehindIsToldAndCutOff() throws Exception {
        String text = "x".repeat(4_000);
        try (SlowProgram slow = new SlowProgram(daemon.socket)) {
            slow.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"events.subscribe\"}\n");
            Loopback.until("subscribed", () -> {
                daemon.core.events().publish("probe", Map.of());
                return slow.hasBytes();
            });
            for (int i = 0; i < 3 * Subscription.LIMIT; i++) {
                daemon.core.events().publish("message", Map.of("text", text));
            }
            String all = slow.readAll();
            String[] lines = all.split("\n", -1);
            assertEquals(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"type\":\"lagged\"}}",
                    lines[lines.length - 2]);
        }
        program.call("daemon.status", Map.of());
    }

    /** Of this process; 0 where the system does not tell. */
    private static long descriptors() {
        String[] all = new File("/proc/self/fd").list();
        return all == null ? 0 : all.length;
    }

    @Test
    void moreThanSixtyFourConnectionsAreToldSo() throws Exception {
        List<Program> programs = new ArrayList<>();
        try {
            program.call("daemon.status", Map.of());
            for (int i = 0; i < 63; i++) {
                Program one = daemon.program();
                programs.add(one);
                one.call("daemon.status", Map.of());
            }
            try (Program over = daemon.program()) {
                assertEquals("-32001 limit", Program.error(over.next()));
                assertTrue(over.ended());
            }
            long open = descriptors();
            for (int i = 0; i < 20; i++) {
                try (Program over = daemon.program()) {
                    assertEquals("-32001 limit", Program.error(over.next()));
                    assertTrue(over.ended());
                }
            }
            Loopback.until("what was refused is closed", () -> descriptors() < open + 10);
            programs.remove(0).close();
            Loopback.until("a place is free", () -> {
                try (Program again = daemon.program()) {
                    again.ask("daemon.status", Map.of());
                    return again.next().containsKey("result");
                } catch (IOException e) {
                    return false;
                }
            });
        } finally {
            for (Program one : programs) {
                one.close();
            }
        }
    }

    @Test
    void stoppingAnswersFirst() throws Exception {
        assertEquals(Map.of(), program.call("daemon.stop", Map.of()));
        assertTrue(daemon.stopped.await(5, TimeUnit.SECONDS));
        daemon.close();
        assertTrue(program.ended());
        assertFalse(Files.exists(daemon.socket));
    }

    @Test
    void anUnknownTokenIsRefusedAndEndsTheConnection() throws Exception {
        program.write("{\"attach\":\"guess\"}\n");
        assertEquals("-32001 bad_token", Program.error(program.next()));
        assertTrue(program.ended());
    }

    @Test
    void aFileIsTakenThroughATokenAndStored() throws Exception {
        Peer peer = daemon.core.peers().add(Peer.Direction.IN, "127.0.0.1:5", true);
        byte[] content = "content of the file\n\u0000".getBytes(StandardCharsets.UTF_8);
        for (boolean verified : new boolean[] {false, true}) {
            var inbound = daemon.core.incoming().receive(peer, "a", content.length);
            Offer offer = daemon.core.offers().list().get(0);
            Map<?, ?> accepted = map(
                    program.call("file.accept", Map.of("offer", offer.id(), "into", "stream", "verified", verified)));
            var destination = inbound.destination().orElseThrow();
            try (SlowProgram reader = new SlowProgram(daemon.socket)) {
                reader.write("{\"attach\":\"" + accepted.get("token") + "\"}\n");
                int stored = program.ask("file.stored", Map.of("transfer", accepted.get("id"), "name", "b"));
                destination.write(content, 0, 10);
                destination.write(content, 10, content.length - 10);
                destination.commit();
                String all = reader.readAll();
                assertEquals(
                        "{\"attached\":\"" + accepted.get("id") + "\"}\n" + new String(content, StandardCharsets.UTF_8),
                        all);
                Map<String, Object> answer = program.next();
                assertEquals(stored, answer.get("id"));
                assertEquals(Map.of(), answer.get("result"));
            }
            Map<?, ?> done = map(program.call("transfer.wait", Map.of("transfer", accepted.get("id"))));
            assertEquals("done", done.get("state"));
            assertEquals("b", done.get("stored_as"));
            try (Program again = daemon.program()) {
                again.write("{\"attach\":\"" + accepted.get("token") + "\"}\n");
                assertEquals("-32001 bad_token", Program.error(again.next()));
            }
        }
    }

    @Test
    void anAlteredFileIsNeverStored() throws Exception {
        Peer peer = daemon.core.peers().add(Peer.Direction.IN, "127.0.0.1:5", true);
        for (boolean verified : new boolean[] {false, true}) {
            var inbound = daemon.core.incoming().receive(peer, "a", 4);
            Offer offer = daemon.core.offers().list().get(0);
            Map<?, ?> accepted = map(
                    program.call("file.accept", Map.of("offer", offer.id(), "into", "stream", "verified", verified)));
            try (SlowProgram reader = new SlowProgram(daemon.socket)) {
                reader.write("{\"attach\":\"" + accepted.get("token") + "\"}\n");
                var destination = inbound.destination().orElseThrow();
                destination.write(new byte[] {'a', 'b'}, 0, 2);
                destination.abort(ErrorCode.FILE_ALTERED, "altered");
                String all = reader.readAll();
                assertEquals(verified ? "" : "ab", all.substring(all.indexOf('\n') + 1));
            }
            assertEquals("-32005 file_altered", program.error("file.stored", Map.of("transfer", accepted.get("id"))));
            assertEquals("-32005 file_altered", program.error("transfer.wait", Map.of("transfer", accepted.get("id"))));
        }
    }

    @Test
    void withoutASinkTheOfferStaysOpen() throws Exception {
        daemon.core.offers().create("a", 1, "p1", "Anne", true);
        assertEquals("-32001 no_sink", program.error("file.accept", Map.of("offer", "o1", "into", "sink")));
        assertEquals(1, ((List<?>) program.call("file.offers", Map.of())).size());
        assertEquals(List.of(), program.call("transfer.list", Map.of()));
    }

    @Test
    void aPeerThatIsNotThereIsWaitedFor() throws Exception {
        long began = System.nanoTime();
        assertEquals("-32004 no_peer", program.error("message.send", Map.of("text", "x", "wait_s", 0.2)));
        assertTrue(System.nanoTime() - began >= TimeUnit.MILLISECONDS.toNanos(150));
    }

    @Test
    void theStatusSaysNullWhereItDoesNotListen() throws Exception {
        Map<?, ?> status = map(program.call("daemon.status", Map.of()));
        assertTrue(status.containsKey("listening"));
        assertNull(status.get("listening"));
        assertEquals(Map.of("open", 0, "waiting", 0, "unencrypted", 0), status.get("peers"));
        assertFalse(status.containsKey("fingerprint"));
    }

    @Test
    void itsOwnWordsHaveNoLineEndInThem() throws Exception {
        daemon.core.offers().create("a\nb\u2028c\r", 1, "p1", "An\nne", true);
        program.ask("file.offers", Map.of());
        String line = program.line();
        assertEquals(-1, line.indexOf('\r'));
        assertTrue(line.contains("\"abc\""));
        assertTrue(Arrays.stream(line.split("\\\\n", -1)).count() <= 2);
    }
}
