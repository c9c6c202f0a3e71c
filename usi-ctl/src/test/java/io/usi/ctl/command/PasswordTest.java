package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.AtATerminal;
import io.usi.ctl.FakeDaemon;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password question that a person answers, and events that tell of other ones. */
class PasswordTest extends DaemonTest {
    private static final Map<String, Object> VERIFIED = Map.of("id", "p1", "protocol", 3, "authenticated", "verified");

    private AtATerminal.Result types(List<String> lines, String... arguments) throws Exception {
        return AtATerminal.run(daemon.socket(), lines, arguments);
    }

    private void isAsked(int protocol) {
        daemon.answer(
                "challenge.list", List.of(Map.of("id", "q2", "peer", "p1", "from", "alice", "protocol", protocol)));
    }

    private static Map<String, Object> outcome(String question, boolean match) {
        return Map.of("type", "challenged", "peer", "p1", "from", "alice", "question", question, "match", match);
    }

    /** An outcome of before comes after the subscription; one of another question, after the answer. */
    private void outcomesAre(boolean match) {
        daemon.on("challenge.answer", call -> {
            call.answer(Map.of());
            call.event(outcome("q1", !match));
            call.event(outcome("q2", match));
            return FakeDaemon.LATER;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_outcome_is_of_the_question_that_was_answered(boolean match) throws Exception {
        isAsked(3);
        daemon.on("events.subscribe", call -> {
            call.answer(Map.of("cursor", 7, "held", 0, "missed", 0));
            call.event(outcome("q1", !match));
            return FakeDaemon.LATER;
        });
        outcomesAre(match);
        AtATerminal.Result result = types(List.of("secret"), "answer");
        assertEquals(match ? 0 : 5, result.exit(), result::screen);
        assertEquals(match, result.screen().contains("knows it, too"), result::screen);
        assertEquals(!match, result.screen().contains("gave another one"), result::screen);
        assertEquals(Map.of("types", List.of("challenged")), daemon.params("events.subscribe"), "from now on");
    }

    /** The one that was shown, whichever is open by the time the password is typed. */
    @Test
    void the_question_that_was_shown_is_answered() throws Exception {
        isAsked(2);
        daemon.answer("challenge.answer", Map.of());
        AtATerminal.Result result = types(List.of("x"), "answer");
        assertEquals(0, result.exit(), result::screen);
        assertEquals(Map.of("password", "x", "question", "q2"), daemon.params("challenge.answer"));
        assertTrue(daemon.calls("events.subscribe").isEmpty(), "USI 2 has no outcome");
        AtATerminal.Result other = types(List.of("x"), "answer", "q9");
        assertEquals(1, other.exit(), other::screen);
        assertTrue(other.screen().contains("no question of that id is open"), other::screen);
        assertEquals(1, daemon.calls("challenge.answer").size());
    }

    /** The peer is still verified from before, and an event tells of a question that is over. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_verification_takes_the_question_that_is_open_and_its_outcome(boolean match) throws Exception {
        daemon.answer("session.list", List.of(VERIFIED))
                .answer(
                        "session.fingerprint",
                        Map.of(
                                "peer",
                                "p1",
                                "name",
                                "alice",
                                "address",
                                "192.0.2.1:1",
                                "direction",
                                "in",
                                "protocol",
                                3,
                                "fingerprint",
                                "0".repeat(64),
                                "qr",
                                "USI:FP:"));
        daemon.on("events.subscribe", call -> {
            call.answer(Map.of("cursor", 2, "held", 0, "missed", 0));
            call.event(Map.of("type", "challenge", "peer", "p1", "question", "q1"));
            call.event(outcome("q1", !match));
            return FakeDaemon.LATER;
        });
        daemon.on("challenge.list", call -> {
            int asked = daemon.calls("challenge.list").size();
            call.answer(asked < 3 ? List.of() : List.of(Map.of("id", "q2", "peer", "p1", "protocol", 3)));
            if (asked == 2) {
                call.event(Map.of("type", "challenge", "peer", "p1", "question", "q2"));
            }
            return FakeDaemon.LATER;
        });
        outcomesAre(match);
        AtATerminal.Result result = types(List.of("p", "secret"), "verify", "alice");
        assertEquals(match ? 0 : 5, result.exit(), result::screen);
        assertEquals(match, result.screen().contains("verified, for as long"), result::screen);
        assertEquals(!match, result.screen().contains("THE PASSWORDS DIFFER"), result::screen);
        assertEquals(Map.of("question", "q2", "password", "secret", "verify", true), daemon.params("challenge.answer"));
        assertEquals(Map.of("types", List.of("challenge", "challenged")), daemon.params("events.subscribe"));
    }
}
