package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest extends DaemonTest {
    private static final String FIRST = "0123456789abcdef0123456789abcdef";
    private static final String LAST = "fedcba9876543210fedcba9876543210";
    private static final String OWN = "paddle crew weather manual fancy misery tide tortoise jewel such predict silly";
    private static final String OTHERS =
            "move december ankle spawn enhance artefact economy umbrella person section slow just";
    private static final Map<String, Object> VERIFIED = Map.of("id", "p1", "protocol", 3, "authenticated", "verified");

    private static Map<String, Object> forms(int protocol, String direction) {
        Map<String, Object> forms = new HashMap<>();
        forms.put("peer", "p1");
        forms.put("name", "al\u001bice");
        forms.put("address", "192.0.2.1:12800");
        forms.put("direction", direction);
        forms.put("protocol", protocol);
        forms.put("verified", false);
        forms.put("fingerprint", FIRST + LAST);
        forms.put("words", List.of(OWN.split(" ")));
        forms.put("qr", "USI:FP:" + (FIRST + LAST).toUpperCase(java.util.Locale.ROOT) + ":I");
        return forms;
    }

    private Ctl.Result walk(String... typed) {
        return walk(200, typed);
    }

    private Ctl.Result walk(int columns, String... typed) {
        return ctl().with("USI_TTY", "02")
                .with("COLUMNS", Integer.toString(columns))
                .in(String.join("\n", typed) + "\n")
                .run("verify", "alice");
    }

    @Test
    void breaks_lines_between_words() {
        daemon.answer("session.fingerprint", forms(3, "out"));
        Ctl.Result result = walk(40, "");
        assertTrue(result.err().contains("Talk to its user over a channel that\nnobody can alter"), result::err);
    }

    @Test
    void takes_words_and_scanned_text_as_operands() {
        daemon.answer("session.verify", VERIFIED);
        String[] command = ("verify alice " + OTHERS).split(" ");
        assertTrue(run(command).succeeds().out().startsWith("verified"));
        run("verify", "alice", OTHERS).succeeds();
        run("verify", "alice", "usi:fp:00:R").succeeds();
        run("verify", "alice", "cafe", "babe").succeeds();
        assertEquals(
                List.of(
                        Map.of("peer", "alice", "words", List.of(OTHERS.split(" "))),
                        Map.of("peer", "alice", "words", List.of(OTHERS.split(" "))),
                        Map.of("peer", "alice", "fingerprint", "usi:fp:00:R"),
                        Map.of("peer", "alice", "fingerprint", "cafebabe")),
                daemon.calls().stream().map(call -> call.params()).toList());
    }

    @Test
    void asks_nobody_without_a_terminal() {
        run("verify", "alice").fails(2, "FINGERPRINT is missing", "terminal");
        run("verify", "alice", "--show", "00").fails(2, "--show compares nothing");
        assertEquals(List.of(), daemon.calls());
    }

    @Test
    void shows_what_is_to_be_read_out() {
        daemon.answer("session.fingerprint", forms(3, "out"));
        Ctl.Result shown = run("verify", "alice", "--show").succeeds();
        assertTrue(shown.out().contains("0123 4567 89ab"), shown::out);
        assertTrue(shown.out().contains("12 silly"), shown::out);
        assertFalse(shown.out().contains("USI:FP:"), shown::out);
        Ctl.Result qr = ctl().with("LC_ALL", "C")
                .run("verify", "alice", "--show", "--qr")
                .succeeds();
        assertTrue(qr.out().contains("USI:FP:") && qr.out().contains("##"), qr::out);
        assertTrue(qr.out().chars().allMatch(c -> c < 0x7f), "ASCII");
        for (boolean utf8 : new boolean[] {true, false}) {
            String drawn = ctl().with("USI_LOCALE", utf8 ? "C" : "fr_FR.UTF-8")
                    .with("USI_CTYPE", utf8 ? "fr_FR.UTF-8" : "C")
                    .run("verify", "alice", "--show", "--qr")
                    .succeeds()
                    .out();
            assertEquals(utf8, drawn.contains("\u2588"), "LC_CTYPE decides, and not LC_MESSAGES");
            assertEquals(!utf8, drawn.contains("##"));
        }
        assertEquals(
                forms(3, "out"),
                run("verify", "alice", "--show", "--json").succeeds().json());
    }

    @Test
    void leads_through_words_which_the_own_screen_never_says() {
        daemon.answer("session.fingerprint", forms(3, "out")).answer("session.verify", VERIFIED);
        Ctl.Result result = walk(
                "x", "w", "move dece ankle, spawn", "enhance zzz", "Artefact economy umbr person section", "slow just");
        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.out().startsWith("verified, for as long"), result::out);
        assertTrue(result.err().contains("1 paddle") && result.err().contains("\"zzz\""), result::err);
        assertFalse(result.err().contains("december"), "the words of the other side");
        assertFalse(result.err().contains("\033"), "what a peer says is harmless");
        assertEquals(Map.of("peer", "p1", "words", List.of(OTHERS.split(" "))), daemon.params("session.verify"));
    }

    @Test
    void joins_the_half_that_was_typed_to_the_own_one() {
        daemon.answer("session.fingerprint", forms(2, "out"))
                .answer("session.verify", Map.of("id", "p1", "protocol", 2));
        Ctl.Result result = walk("d", "FEDC BA98 7654 3210", "fedc-ba98-7654-3210");
        assertEquals("verified until this session ends\n", result.out(), result::err);
        assertTrue(result.err().contains("0123 4567"), result::err);
        assertFalse(result.err().contains("fedc ba98"), "the half that is to be typed");
        assertEquals(Map.of("peer", "p1", "fingerprint", FIRST + LAST), daemon.params("session.verify"));
        daemon.answer("session.fingerprint", forms(2, "in"));
        walk("d", FIRST);
        assertEquals(
                FIRST + LAST, daemon.calls("session.verify").get(1).params().get("fingerprint"));
    }

    @Test
    void ones_own_digits_are_no_difference() {
        daemon.answer("session.fingerprint", forms(3, "out")).answer("session.verify", VERIFIED);
        Ctl.Result result = walk("d", FIRST, LAST);
        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.err().contains("digits of THIS side"), result::err);
        assertEquals(1, daemon.calls("session.verify").size());
    }

    @Test
    void what_the_daemon_could_not_compare_was_not_compared() {
        daemon.answer("session.fingerprint", forms(3, "out"))
                .refuse("session.verify", -32_002, "usage", "that is no fingerprint");
        Ctl.Result result = walk("q", "usi:fp:x", "");
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.err().contains("nothing was compared"), result::err);
        assertFalse(result.err().contains("NOT verified"), result::err);
    }

    @Test
    void takes_what_was_scanned() {
        daemon.answer("session.fingerprint", forms(3, "in")).answer("session.verify", VERIFIED);
        Ctl.Result result = walk("q", FIRST + LAST, "USI:FP:whatever");
        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.err().contains("begins with usi:fp:"), result::err);
        assertEquals("USI:FP:whatever", daemon.params("session.verify").get("fingerprint"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"w", "d", "q"})
    void says_what_a_difference_means(String way) {
        daemon.answer("session.fingerprint", forms(3, "out"))
                .refuse("session.verify", -32_005, "mismatch", "they differ");
        String typed = way.equals("w") ? OTHERS : way.equals("d") ? LAST : "usi:fp:x";
        Ctl.Result once = walk(way, typed, "");
        assertEquals(5, once.exit(), once::toString);
        assertTrue(once.err().contains("somebody sits between you"), once::err);
        assertTrue(once.err().contains("p1 is NOT verified"), once::err);
        assertEquals("", once.out());
        for (String[] typedThen : new String[][] {{way, typed}, {way, typed, "y"}, {way, typed, "y", ""}}) {
            Ctl.Result gaveUp = walk(typedThen);
            assertEquals(5, gaveUp.exit(), gaveUp::toString);
            assertFalse(gaveUp.err().contains("nothing was compared"), gaveUp::err);
        }
        int before = daemon.calls("session.verify").size();
        Ctl.Result thrice = walk(way, typed, "y", typed, "y", typed, "y", typed);
        assertEquals(5, thrice.exit(), thrice::toString);
        assertEquals(before + 3, daemon.calls("session.verify").size(), "three tries");
    }

    @Test
    void nothing_happens_by_pressing_enter() {
        daemon.answer("session.fingerprint", forms(3, "out"));
        for (String[] typed : new String[][] {{""}, {"w", ""}, {"d", ""}, {"q", ""}, {"w", "move", ""}}) {
            Ctl.Result result = walk(typed);
            assertEquals(1, result.exit(), result::toString);
            assertTrue(result.err().contains("nothing was compared"), result::err);
        }
        assertTrue(daemon.calls("session.verify").isEmpty());
    }

    @Test
    void a_session_that_was_replaced_is_no_difference() {
        Map<String, Object> other = new HashMap<>(forms(2, "out"));
        other.put("fingerprint", LAST + FIRST);
        daemon.on("session.fingerprint", call -> daemon.calls("session.verify").isEmpty() ? forms(2, "out") : other)
                .refuse("session.verify", -32_005, "mismatch", "they differ");
        Ctl.Result result = walk("d", LAST);
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.err().contains("replaced"), result::err);
    }

    @Test
    void nothing_that_is_said_does_anything_to_the_terminal() {
        Map<String, Object> forms = forms(3, "out");
        forms.put("peer", "p\u001b[2J1\nof course verified");
        daemon.answer("session.fingerprint", forms);
        Ctl.Result result = walk("");
        assertTrue(result.err().contains("p\\u{1b}[2J1\\u{a}of course verified is "), result::err);
        assertFalse(result.err().contains("\033"), result::err);
    }

    @Test
    void in_usi_2_only_who_connected_can_ask_for_a_password() {
        daemon.answer("session.fingerprint", forms(2, "in"));
        Ctl.Result result = walk("p", "");
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.err().contains("verifies nobody"), result::err);
    }
}
