package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest extends DaemonTest {
    private static final Map<String, Object> MATCH = Map.of("peer", "p1", "match", true);

    @Test
    void asks_a_peer() {
        daemon.answer("challenge.start", MATCH);
        assertEquals(
                "match\n",
                ctl().in("sésame, ouvre-toi\nnot this\n")
                        .run("challenge", "alice")
                        .succeeds()
                        .out());
        assertEquals(Map.of("peer", "alice", "password", "sésame, ouvre-toi"), daemon.params("challenge.start"));
        assertEquals(
                MATCH,
                ctl().in("x\r\n")
                        .run("challenge", "alice", "--json", "--wait", "5m")
                        .succeeds()
                        .json());
        assertEquals(
                Map.of("peer", "alice", "password", "x", "wait_s", 300),
                daemon.calls().get(1).params());
    }

    @Test
    void tells_how_it_failed() {
        daemon.refuse("challenge.start", -32_005, "mismatch", "alice does not know the password");
        ctl().in("x").run("challenge", "alice").fails(5, "alice does not know the password");
        daemon.refuse("challenge.start", -32_005, "refused", "alice did not answer");
        ctl().in("x").run("challenge", "alice").fails(5, "alice did not answer");
        daemon.refuse("challenge.start", -32_004, "no_such_peer", "no peer is called bob");
        ctl().in("x").run("challenge", "bob").fails(4, "no peer is called bob");
    }

    @Test
    void wants_a_password_on_standard_input() {
        ctl().in("").run("challenge", "alice").fails(2, "standard input");
        ctl().in("\n").run("answer").fails(2, "standard input");
        ctl().in(new byte[] {(byte) 0xff, '\n'}).run("answer").fails(2, "UTF-8");
        ctl().in("x".repeat(5_000)).run("answer").fails(2, "4096");
        ctl().in("x").run("challenge", "alice", "password").fails(2, "too many");
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void answers() {
        daemon.answer("challenge.answer", Map.of());
        assertEquals("", ctl().in("sésame\n").run("answer").succeeds().out());
        assertEquals(Map.of("password", "sésame"), daemon.params("challenge.answer"));
        assertEquals(
                "{}\n", ctl().in("x").run("answer", "q7", "--json").succeeds().out());
        assertEquals(
                Map.of("password", "x", "question", "q7"), daemon.calls().get(1).params());
        daemon.refuse("challenge.answer", -32_001, "no_such_question", "no question is open");
        ctl().in("x").run("answer").fails(1, "no question is open");
    }
}
