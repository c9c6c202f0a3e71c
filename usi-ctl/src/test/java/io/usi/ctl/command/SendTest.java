package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.FakeDaemon.Call;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendTest extends DaemonTest {
    private static final String METHOD = "message.send";

    private static Map<String, Object> recipient(String name, String status) {
        return Map.of("peer", "p1", "name", name, "status", status);
    }

    private static Map<String, Object> result(Object... recipients) {
        return Map.of("id", "m1", "recipients", List.of(recipients));
    }

    private List<Object> texts() {
        return daemon.calls(METHOD).stream()
                .map(call -> call.params().get("text"))
                .toList();
    }

    @Test
    void is_quiet_where_everybody_got_it() {
        daemon.answer(METHOD, result(recipient("alice", "sent"), recipient("bob", "delivered")));
        assertEquals("", run("send", "Grüße 😀").succeeds().out());
        assertEquals(Map.of("text", "Grüße 😀"), daemon.params(METHOD));
    }

    @Test
    void passes_every_option_on() {
        daemon.answer(METHOD, result(recipient("alice", "sent")));
        Ctl.Result result =
                run("send", "--to", "alice", "hello", "--to=bob", "--wait", "500ms", "--authenticated", "--json");
        assertEquals(result(recipient("alice", "sent")), result.succeeds().json());
        assertEquals(
                Map.of("text", "hello", "to", List.of("alice", "bob"), "wait_s", 0.5, "authenticated", true),
                daemon.params(METHOD));
    }

    @Test
    void takes_texts_as_they_are() {
        daemon.answer(METHOD, result());
        List<String> texts =
                List.of("@/etc/passwd", "${sys:user.home}", " ", "\"quoted\"", "a=b", "--", "-n", "é\n\u001b");
        for (String text : texts) {
            if (text.startsWith("-")) {
                run("send", "--", text).succeeds();
            } else {
                run("send", text).succeeds();
            }
        }
        assertEquals(texts, texts());
    }

    @Test
    void refuses_a_text_over_the_limit() {
        daemon.answer(METHOD, result());
        run("send", "é".repeat(32 << 10)).succeeds();
        run("send", "é".repeat(32 << 10) + "x").fails(2, "64 KiB", "65537");
        assertEquals(1, texts().size());
    }

    @ParameterizedTest
    @CsvSource({"timeout, 6", "peer_gone, 5", "refused, 5", "not_authenticated, 1", "something, 5"})
    void lists_who_did_not_get_it(String reason, int exit) {
        daemon.answer(
                METHOD,
                result(
                        recipient("alice", "sent"),
                        Map.of(
                                "peer",
                                "p2",
                                "name",
                                HARMFUL,
                                "status",
                                "failed",
                                "reason",
                                reason,
                                "problem",
                                "it went\u0007")));
        run("send", "x").fails(exit, SHOWN, "it went\\u{7}");
    }

    @Test
    void counts_a_refusal_more_than_a_timeout() {
        daemon.answer(
                METHOD,
                result(
                        Map.of("peer", "p1", "name", "", "status", "failed", "reason", "timeout"),
                        Map.of("peer", "p2", "name", "", "status", "failed", "reason", "peer_gone")));
        Ctl.Result result = run("send", "x");
        assertEquals(5, result.exit());
        assertEquals(2, result.err().lines().count());
        assertTrue(result.err().contains("p1 did not get it"), result::err);
    }

    @Test
    void says_what_to_do_where_nobody_is_connected() {
        daemon.refuse(METHOD, -32_004, "no_peer", "nobody is connected");
        run("send", "x").fails(4, "nobody is connected", "usi-ctl connect HOST", "--wait 30s");
        String waited = run("send", "--wait", "2s", "x")
                .fails(4, "nobody is connected", "usi-ctl connect HOST")
                .err();
        assertFalse(waited.contains("--wait"), waited);
        daemon.refuse(METHOD, -32_001, "not_authenticated", "bob is not verified");
        run("send", "x", "--authenticated").fails(1, "usi-ctl verify");
    }

    @Test
    void sends_lines_in_order_over_one_connection() {
        List<Object> connections = new ArrayList<>();
        daemon.on(METHOD, call -> {
            connections.add(call.out());
            return result();
        });
        List<String> lines =
                IntStream.range(0, 500).mapToObj(i -> "line é " + i).toList();
        ctl().in(String.join("\n", lines)).run("send", "-", "--to", "alice").succeeds();
        assertEquals(lines, texts());
        assertEquals(1, connections.stream().distinct().count());
        assertTrue(daemon.calls().stream()
                .allMatch(call -> List.of("alice").equals(call.params().get("to"))));
    }

    @Test
    void reads_every_kind_of_line() {
        daemon.answer(METHOD, result());
        ctl().in("a\r\n\n-\n\r\nlast").run("send", "-").succeeds();
        assertEquals(List.of("a", "-", "last"), texts());
        assertEquals("", ctl().in("").run("send", "-").succeeds().out());
    }

    @Test
    void shows_results_in_order_whatever_the_order_of_the_answers() {
        Deque<Call> open = new ArrayDeque<>();
        daemon.on(METHOD, call -> {
            open.push(call);
            if (open.size() == 4) {
                for (Call each : open) {
                    each.answer(Map.of("id", each.params().get("text"), "recipients", List.of()));
                }
            }
            return FakeDaemon.LATER;
        });
        List<Object> results = ctl().in("m1\nm2\nm3\nm4\n")
                .run("send", "-", "--json")
                .succeeds()
                .jsonLines();
        assertEquals(
                List.of("m1", "m2", "m3", "m4"),
                results.stream().map(result -> ((Map<?, ?>) result).get("id")).toList());
    }

    @Test
    void has_no_more_than_16_lines_under_way() throws Exception {
        Deque<Call> open = new ArrayDeque<>();
        daemon.on(METHOD, call -> {
            open.add(call);
            return FakeDaemon.LATER;
        });
        Thread ctl = new Thread(() -> ctl().in("x\n".repeat(40)).run("send", "-"));
        ctl.setDaemon(true);
        ctl.start();
        await(() -> texts().size() == 16);
        assertEquals(16, texts().size());
        open.peekFirst().answer(result());
        await(() -> texts().size() == 17);
    }

    @Test
    void stops_at_the_first_line_that_fails() throws IOException, InterruptedException {
        daemon.on(METHOD, call -> {
            if (call.params().get("text").equals("bad")) {
                throw new FakeDaemon.Refusal(-32_004, "no_peer", "nobody is connected");
            }
            return result();
        });
        try (PipedOutputStream input = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(input)) {
            input.write("good\n\nbad\n".getBytes(StandardCharsets.UTF_8));
            // Standard input stays open: the failure alone ends it.
            ctl().in(in).run("send", "-").fails(4, "line 3: nobody is connected");
        }
    }

    @Test
    void tells_the_first_failure_alone() {
        Deque<Call> open = new ArrayDeque<>();
        daemon.on(METHOD, call -> {
            open.add(call);
            if (open.size() == 16) {
                for (Call each : open) {
                    each.raw("{\"id\":" + each.id()
                            + ",\"error\":{\"code\":-32004,\"message\":\"nobody is connected\"}}");
                }
            }
            return FakeDaemon.LATER;
        });
        ctl().in("x\n".repeat(40)).run("send", "-").fails(4, "line 1: nobody is connected");
        assertEquals(16, texts().size());
    }

    @Test
    void shows_what_the_daemon_said_to_a_line() {
        daemon.answer(METHOD, result(Map.of("peer", "p1", "name", "bob", "status", "failed", "reason", "timeout")));
        ctl().in("a\n").run("send", "-").fails(6, "line 1: bob did not get it");
    }

    @Test
    void refuses_lines_that_are_no_text() {
        daemon.answer(METHOD, result());
        ctl().in(new byte[] {'a', '\n', (byte) 0xc3, '\n'}).run("send", "-").fails(2, "line 2", "UTF-8");
        assertEquals(List.of("a"), texts());
        ctl().in("x".repeat(64 << 10) + "\r\n").run("send", "-").succeeds();
        ctl().in("x".repeat((64 << 10) + 1)).run("send", "-").fails(2, "line 1", "65536");
    }

    @Test
    void tells_that_the_daemon_went_away() {
        daemon.on(METHOD, call -> {
            call.hangUp();
            return FakeDaemon.LATER;
        });
        ctl().in("a\nb\n").run("send", "-").fails(3, "closed the connection");
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "in time");
            Thread.sleep(5);
        }
    }
}
