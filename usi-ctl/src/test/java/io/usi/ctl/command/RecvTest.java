package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecvTest extends DaemonTest {
    private static final String METHOD = "events.subscribe";
    private final TimeZone usual = TimeZone.getDefault();

    @BeforeEach
    void live_in_paris() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Paris"));
    }

    @AfterEach
    void go_home() {
        TimeZone.setDefault(usual);
    }

    private static Map<String, Object> message(int seq, String from, String text) {
        return event("message", seq, Map.of("peer", "p1", "from", from, "text", text, "encrypted", true));
    }

    private static Map<String, Object> event(String type, int seq, Map<String, Object> members) {
        Map<String, Object> event = new HashMap<>(members);
        event.put("type", type);
        event.put("seq", seq);
        event.put("time", "2026-11-22T21:14:05Z");
        return event;
    }

    /** Answers a subscription: these are held, of so many gone; then these come, and perhaps the end. */
    private void daemon(int missed, List<Map<String, Object>> held, List<Map<String, Object>> later, boolean end) {
        daemon.on(METHOD, call -> {
            call.answer(Map.of("cursor", 17, "held", held.size(), "missed", missed));
            for (Map<String, Object> event : held) {
                call.event(event);
            }
            for (Map<String, Object> event : later) {
                call.event(event);
            }
            if (end) {
                call.hangUp();
            }
            return FakeDaemon.LATER;
        });
    }

    @Test
    void shows_every_message_held() {
        daemon(0, List.of(message(16, HARMFUL, "hello\u001b[2J"), message(17, "bob", "two\nlines")), List.of(), false);
        assertEquals(
                "2026-11-22 22:14:05 #16 " + SHOWN + ": hello\\u{1b}[2J\n"
                        + "2026-11-22 22:14:05 #17 bob: two\n    lines\n",
                run("recv").succeeds().out());
        assertEquals(Map.of("since", 0, "types", List.of("message")), daemon.params(METHOD));
    }

    @Test
    void returns_at_once_where_there_is_none() {
        daemon(0, List.of(), List.of(), false);
        assertEquals("", run("recv").succeeds().out());
        assertEquals("", run("recv", "--json").succeeds().out());
    }

    @Test
    void prints_events_as_they_came() {
        List<Map<String, Object>> held = List.of(message(1, HARMFUL, "a\u009bb"), message(2, "bob", "c\nd"));
        daemon(0, held, List.of(), false);
        Ctl.Result result = run("recv", "--json").succeeds();
        assertEquals(held, result.jsonLines());
        assertTrue(result.out().chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f)), result::out);
    }

    @Test
    void marks_what_is_not_encrypted() {
        Map<String, Object> plain =
                event("message", 3, Map.of("peer", "p1", "from", "eve", "text", "x", "encrypted", false));
        daemon(0, List.of(plain), List.of(), false);
        assertEquals(
                "2026-11-22 22:14:05 #3 NOT ENCRYPTED eve: x\n",
                run("recv").succeeds().out());
    }

    @Test
    void begins_after_a_number() {
        daemon(0, List.of(message(9, "bob", "x")), List.of(), false);
        run("recv", "--since", "8").succeeds();
        assertEquals(Map.of("since", 8, "types", List.of("message")), daemon.params(METHOD));
    }

    @Test
    void tells_how_many_are_gone() {
        daemon(12, List.of(message(13, "bob", "x")), List.of(), false);
        Ctl.Result result = run("recv", "--since", "0");
        assertEquals(0, result.exit());
        assertEquals(1, result.lines().size());
        assertEquals("usi-ctl: 12 earlier events are no longer held\n", result.err());
    }

    @Test
    void waits_for_whom_is_named_and_known() {
        Map<String, Object> relayed = event(
                "message",
                18,
                Map.of(
                        "peer",
                        "p1",
                        "from",
                        "bob",
                        "text",
                        "somebody's word",
                        "relayed",
                        true,
                        "authenticated",
                        false));
        Map<String, Object> known = event(
                "message",
                20,
                Map.of("peer", "p2", "from", "bob", "text", "known", "encrypted", true, "authenticated", true));
        List<Map<String, Object>> later = List.of(relayed, message(19, "bob", "unknown"), known);
        daemon(0, List.of(message(17, "eve", "x")), later, false);
        assertTrue(run("recv", "--since", "0", "--wait", "20s", "--from", "bob")
                .succeeds()
                .out()
                .endsWith("#19 bob: unknown\n"));
        assertTrue(
                run("recv", "--wait", "20s", "--authenticated").succeeds().out().endsWith("#20 bob: known\n"));
        assertTrue(run("recv", "--wait", "20s", "--from", "p2").succeeds().out().endsWith("#20 bob: known\n"));
        assertEquals("", run("recv", "--from", "zoe").succeeds().out());
    }

    @Test
    void waits_for_the_next_one() {
        daemon(0, List.of(), List.of(message(18, "bob", "first"), message(19, "bob", "second")), false);
        assertEquals(
                "2026-11-22 22:14:05 #18 bob: first\n",
                run("recv", "--wait", "20s").succeeds().out());
        assertEquals(Map.of("types", List.of("message")), daemon.params(METHOD));
    }

    @Test
    void does_not_wait_where_later_ones_are_held() {
        daemon(0, List.of(message(9, "bob", "a"), message(10, "bob", "b")), List.of(), false);
        assertEquals(
                2,
                run("recv", "--wait", "20s", "--since", "8").succeeds().lines().size());
        daemon(0, List.of(), List.of(message(18, "bob", "c")), false);
        assertEquals(
                1,
                run("recv", "--wait", "20s", "--since", "17").succeeds().lines().size());
    }

    @Test
    void times_out() {
        daemon(0, List.of(), List.of(), false);
        run("recv", "--wait", "100ms").fails(6, "no message", "--wait");
        run("recv", "--wait", "0", "--since", "5").fails(6, "no message");
    }

    @Test
    void follows_until_the_daemon_ends() {
        daemon(0, List.of(message(17, "bob", "held")), List.of(message(18, "bob", "new")), true);
        Ctl.Result result = run("recv", "--follow");
        assertEquals(3, result.exit());
        assertEquals(2, result.lines().size());
        assertEquals(1, result.err().lines().count());
    }

    @Test
    void tells_that_it_was_too_slow() {
        daemon(0, List.of(), List.of(message(18, "bob", "new"), Map.of("type", "lagged")), true);
        Ctl.Result result = run("recv", "--follow");
        assertEquals(1, result.exit());
        assertEquals(1, result.lines().size());
        assertTrue(result.err().contains("--since"), result::err);
    }

    @Test
    void shows_everything_else_on_demand() {
        List<Map<String, Object>> events = List.of(
                event("joined", 1, Map.of("peer", "p1", "from", HARMFUL, "address", "192.0.2.1:5")),
                event("notice", 2, Map.of("peer", "p1", "from", "srv", "text", "hi\u0007")),
                event("left", 3, Map.of("peer", "p1", "from", "bob", "reason", "gone")),
                event("offer", 4, Map.of("from", "bob", "offer", Map.of("id", "o1", "name", "a\u001b", "size", 5))),
                event("withdrawn", 5, Map.of("offer", "o1", "reason", "expired")),
                event("challenge", 6, Map.of("from", "bob", "question", "q1")),
                event("transfer", 7, Map.of("transfer", Map.of("id", "t1", "name", "a\u001b", "state", "done"))),
                event("unverified", 8, Map.of("from", "bob")),
                event("future\u001b", 9, Map.of()));
        daemon(0, events, List.of(), false);
        String start = "2026-11-22 22:14:05 #";
        assertEquals(
                List.of(
                        start + "1 " + SHOWN + " joined (192.0.2.1:5)",
                        start + "2 notice of srv: hi\\u{7}",
                        start + "3 bob left: gone",
                        start + "4 bob offers a\\u{1b} (5 B): usi-ctl accept o1",
                        start + "5 offer o1: expired",
                        start + "6 bob asks for a password: usi-ctl answer q1",
                        start + "7 transfer t1 of a\\u{1b}: done",
                        start
                                + "8 bob is no longer verified: what was compared differs, and somebody may sit between you",
                        start + "9 future\\u{1b}"),
                run("recv", "--all").succeeds().lines());
        assertTrue(((List<?>) daemon.params(METHOD).get("types"))
                .containsAll(List.of("message", "joined", "left", "notice")));
    }

    @Test
    void takes_events_that_come_before_the_answer() {
        daemon.on(METHOD, call -> {
            call.event(message(1, "bob", "early"));
            return Map.of("cursor", 1, "held", 1, "missed", 0);
        });
        assertEquals(1, run("recv").succeeds().lines().size());
    }
}
