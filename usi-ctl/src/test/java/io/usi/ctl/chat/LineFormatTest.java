package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.ui.Cells;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineFormatTest {
    private static final LineFormat PLAIN = LineFormat.ofTerminal(new Repertoire(StandardCharsets.UTF_8), false);
    private static final LineFormat COLOURED = LineFormat.ofTerminal(new Repertoire(StandardCharsets.UTF_8), true);

    private static Line said(String who, String text) {
        return new Line.Said("22:14", Called.plainly(who), false, "", text);
    }

    @Test
    void aLineHasTimeNameAndText() {
        assertEquals(List.of("22:14 alice: hello"), PLAIN.lines(said("alice", "hello"), 80));
        assertEquals(
                List.of("22:14 NOT ENCRYPTED alice: hello"),
                PLAIN.lines(new Line.Said("22:14", Called.plainly("alice"), false, "NOT ENCRYPTED", "hello"), 80));
    }

    @Test
    void colourIsThereOnlyWhereItIsWanted() {
        String line = COLOURED.lines(said("alice", "hello"), 80).get(0);
        assertTrue(line.contains("\u001b["), line);
        assertEquals("22:14 alice: hello", line.replaceAll("\u001b\\[[0-9;]*m", ""));
    }

    @Test
    void furtherLinesAreIndented() {
        assertEquals(
                List.of("22:14 alice: one", "      22:15 bob: two", "      ", "      three"),
                PLAIN.lines(said("alice", "one\n22:15 bob: two\r\n\nthree"), 80));
    }

    /** Whatever is said, a line that begins at the edge is the chat's own, and none is longer than the terminal is wide. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "padded                                                                     22:15 bob: forged",
                "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語",
                "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦 22:15 bob: forged",
                "☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️☀️ 22:15 bob: forged",
                "e\u0301e\u0301e\u0301e\u0301\u2028 22:15 bob: \u001b[2J\u0007\u0085\rforged",
                "שלום עולם שלום עולם שלום עולם שלום עולם שלום עולם \u202e שלום עולם"
            })
    void nobodyWritesAtTheEdge(String text) {
        for (int columns : new int[] {20, 40, 80}) {
            List<String> lines = PLAIN.lines(said("mallory", text), columns);
            assertTrue(lines.get(0).startsWith("22:14 "), lines::toString);
            for (String line : lines.subList(1, lines.size())) {
                assertTrue(line.startsWith("      "), lines::toString);
            }
            for (String line : lines) {
                assertTrue(Cells.of(line) < columns + (columns == 20 ? 1 : 0), line + " in " + columns);
                assertFalse(line.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0x85 || c == 0x202e), line);
            }
        }
    }

    @Test
    void tenThousandCharactersAreAllThere() {
        String text = "0123456789".repeat(1_000);
        String shown = String.join("", PLAIN.lines(said("alice", text), 40))
                .replace(" ", "")
                .replace("22:14alice:", "");
        assertEquals(text, shown);
    }

    @Test
    void aNameTakesNoMoreThanItsShare() {
        List<String> lines = PLAIN.lines(said("n".repeat(64), "hello"), 40);
        assertEquals("22:14 " + "n".repeat(18) + "~: hello", lines.get(0));
        assertEquals(
                List.of("22:14 " + "n".repeat(18) + "~: ", "      hello there, you"),
                PLAIN.lines(said("n".repeat(64), "hello there, you"), 39).subList(0, 2));
    }

    @Test
    void whatTheChatPutsBehindANameIsNeverCut() {
        Line line = new Line.Said("22:14", new Called("n".repeat(64), " (p12)"), false, "", "hello");
        assertEquals(
                "22:14 " + "n".repeat(23) + "~ (p12): hello",
                PLAIN.lines(line, 80).get(0));
        Line wide = new Line.Said(
                "11-22 22:14",
                new Called("n".repeat(64), " by way of " + "s".repeat(24)),
                false,
                "NOT ENCRYPTED",
                "hello");
        for (int columns : new int[] {20, 40, 60}) {
            List<String> lines = PLAIN.lines(wide, columns);
            assertTrue(lines.get(0).startsWith("11-22 22:14 "), lines::toString);
            for (String row : lines) {
                assertTrue(Cells.of(row) < columns + (columns == 20 ? 1 : 0), row + " in " + columns);
            }
            for (String row : lines.subList(1, lines.size())) {
                assertTrue(row.startsWith("      "), lines::toString);
            }
            String all = String.join("", lines).replace(" ", "");
            assertTrue(all.contains("NOTENCRYPTED") && all.endsWith("bywayof" + "s".repeat(24) + ":hello"), all);
        }
    }

    @Test
    void nobodyElsesLineLooksLikeTheUsersOwn() {
        assertEquals(
                List.of("22:14 you> hello"),
                PLAIN.lines(new Line.Said("22:14", Called.plainly("you"), true, "", "hello"), 80));
        for (String name : List.of("you", "you> hello", "> you", "you>")) {
            String row = PLAIN.lines(said(name, "hello"), 80).get(0);
            assertFalse(row.contains(">"), row);
        }
    }

    @Test
    void aMarkIsNeverCut() {
        assertEquals(
                List.of("--- unverified:", "      " + "n".repeat(18), "      nnnnnn ---"),
                PLAIN.lines(new Line.Mark("unverified: " + "n".repeat(24)), 25));
    }

    @Test
    void aTimeCannotControlTheTerminal() {
        String row = PLAIN.lines(new Line.Told("\u001b[2J", "alice joined"), 80).get(0);
        assertEquals("\\u{1b}[2J * alice joined", row);
    }

    @Test
    void writingFromTheRightIsSetApart() {
        assertEquals(
                "22:14 \u2068דנה\u2069: \u2068שלום\u2069",
                PLAIN.lines(said("דנה", "שלום"), 80).get(0));
        LineFormat pipe = LineFormat.ofPipe(new Repertoire(StandardCharsets.UTF_8));
        assertEquals(List.of("22:14 דנה: שלום"), pipe.lines(said("דנה", "שלום"), 0));
    }

    @Test
    void whatTheTerminalCannotShowIsAQuestionMark() {
        LineFormat ascii = LineFormat.ofTerminal(new Repertoire(StandardCharsets.US_ASCII), false);
        assertEquals(List.of("22:14 ?l?ve: ?t? ?? ? e"), ascii.lines(said("élève", "été 日本 😀 e\u0301"), 80));
        LineFormat latin = LineFormat.ofTerminal(new Repertoire(StandardCharsets.ISO_8859_1), false);
        assertEquals(List.of("22:14 élève: été ??"), latin.lines(said("élève", "été 日本"), 80));
    }

    @Test
    void otherLinesAreTheChatsOwn() {
        assertEquals(List.of("22:14 * alice joined"), PLAIN.lines(new Line.Told("22:14", "alice joined"), 80));
        assertEquals(List.of("! no \\u{1b}[m"), PLAIN.lines(new Line.Failed("no \u001b[m"), 80));
        assertEquals(List.of("--- now ---"), PLAIN.lines(new Line.Mark("now"), 80));
        assertEquals(List.of("one", "      two"), PLAIN.lines(new Line.Shown("one\ntwo"), 80));
    }

    /** Nothing before the mark of the user's own lines can look like that mark. */
    @Test
    void ownLinesNameWhomTheyWentTo() {
        assertEquals(
                List.of("22:14 you (to al_ice)> hello"),
                PLAIN.lines(new Line.Said("22:14", new Called("you", " (to al>ice)"), true, "", "hello"), 80));
    }
}
