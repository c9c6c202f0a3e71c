package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.qrcode.decoder.Decoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two people at two terminals verify each other, with nobody in between and with somebody who has a session with each of them. */
class VerifyIT {
    private static final String PEER = "p1";
    private static final int QUIET = 4;

    @TempDir
    Path temp;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Daemon alice;
    private Daemon bob;
    private Daemon mallory;

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T keep(T made) {
        open.add(made);
        return made;
    }

    private Place place(String name) throws Exception {
        return new Place(temp, name).with("LC_ALL", "C.UTF-8").with("TERM", "xterm");
    }

    private Daemon listening(String name, String... more) throws Exception {
        return keep(place(name)
                .start(PythonPeer.concat(new String[] {"-s", "127.0.0.1", "-p", "0", "--name", name}, more)));
    }

    /** Alice connects to whom she takes for Bob. */
    private void connect(boolean somebodyBetween, String... more) throws Exception {
        bob = listening("bob");
        Daemon answers = bob;
        if (somebodyBetween) {
            mallory = listening("mallory", "-c", "127.0.0.1:" + bob.port());
            mallory.peer("bob");
            answers = mallory;
        }
        alice = keep(place("alice")
                .start(PythonPeer.concat(new String[] {"-c", "127.0.0.1:" + answers.port(), "--name", "alice"}, more)));
        alice.peer(somebodyBetween ? "mallory" : "bob");
        bob.peer(somebodyBetween ? "mallory" : "alice");
    }

    private Person verifies(Daemon daemon, String... options) throws Exception {
        return keep(Person.runs(daemon.place(), PythonPeer.concat(new String[] {"verify", PEER}, options)));
    }

    private static void chooses(Person person, String way) {
        person.sees("(Enter to end):");
        person.types(way);
    }

    private void endWell(Person one, Person other) throws Exception {
        for (Person person : List.of(one, other)) {
            assertEquals(0, person.ends(), person::screen);
            assertTrue(person.reads().contains("verified, for as long as"), person::screen);
        }
        for (Daemon daemon : List.of(alice, bob)) {
            assertEquals("verified", daemon.peers().get(0).get("authenticated"));
        }
        alice.ctl("send", "--authenticated", "now I know");
    }

    private void endNoticed(Person one, Person other) throws Exception {
        for (Person person : List.of(one, other)) {
            assertEquals(5, person.ends(), person::screen);
            assertTrue(person.reads().contains("somebody sits between you"), person::screen);
            assertTrue(person.reads().contains(PEER + " is NOT verified"), person::screen);
        }
        for (Daemon daemon : List.of(alice, bob)) {
            assertEquals("no", daemon.peers().get(0).get("authenticated"));
        }
        alice.place()
                .ctl("send", "--authenticated", "nobody hears this")
                .exits(1)
                .saysOneLine();
    }

    /** What one person reads out, and the other one types. */
    private static String words(Person person) {
        String screen = person.sees("word 1 of 12:");
        List<String> words = Pattern.compile("[0-9]+ ([a-z]{3,8})\\b")
                .matcher(screen.substring(screen.indexOf("Read these out")))
                .results()
                .map(match -> match.group(1))
                .limit(12)
                .toList();
        assertEquals(12, words.size(), screen);
        return String.join(" ", words);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byWords(boolean somebodyBetween) throws Exception {
        connect(somebodyBetween);
        Person one = verifies(alice);
        Person other = verifies(bob);
        chooses(one, "w");
        chooses(other, "w");
        String fromAlice = words(one);
        String fromBob = words(other);
        assertNotEquals(fromAlice, fromBob);
        assertFalse(
                one.screen().contains(fromBob.substring(0, fromBob.indexOf(' '))),
                "it must not show what is to be typed");
        one.types(fromBob);
        other.types(fromAlice);
        if (somebodyBetween) {
            one.sees("Once more?");
            one.types("y");
            one.sees("THEY DIFFER");
            one.types(fromBob);
            Await.until("a second answer", () -> one.screen().split("THEY DIFFER", -1).length == 3);
            one.types("");
            other.sees("Once more?");
            other.types("");
            endNoticed(one, other);
        } else {
            endWell(one, other);
        }
    }

    /** What a camera sees: black where a half block is drawn, white elsewhere. */
    private static String scan(Person person) throws Exception {
        String screen = person.sees(":");
        List<String> rows = Pattern.compile("\033\\[0;30;107m([ \u2580\u2584\u2588]+)\033\\[0m")
                .matcher(screen)
                .results()
                .map(match -> match.group(1))
                .toList();
        int side = rows.get(0).length();
        boolean[][] modules = new boolean[side - 2 * QUIET][side - 2 * QUIET];
        for (int y = 0; y < modules.length; y++) {
            for (int x = 0; x < modules.length; x++) {
                char c = rows.get((y + QUIET) / 2).charAt(x + QUIET);
                modules[y][x] = c == '\u2588' || c == ((y + QUIET) % 2 == 0 ? '\u2580' : '\u2584');
            }
        }
        return new Decoder().decode(modules).getText();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byQrCode(boolean somebodyBetween) throws Exception {
        connect(somebodyBetween);
        Person one = verifies(alice, "--qr");
        Person other = verifies(bob);
        chooses(one, "q");
        chooses(other, "q");
        one.sees("text of their code:");
        other.sees("text of their code:");
        String fromAlice = scan(one);
        String fromBob = scan(other);
        String compared = (String) alice.peers().get(0).get("fingerprint");
        assertEquals("usi:fp:" + compared + ":i", fromAlice.toLowerCase(java.util.Locale.ROOT));
        one.types(fromAlice);
        one.sees("that is the QR code of this side");
        one.types("y");
        one.types(fromBob);
        other.types(fromAlice);
        if (somebodyBetween) {
            one.sees("THEY DIFFER");
            one.types("");
            other.sees("THEY DIFFER");
            other.types("");
            endNoticed(one, other);
        } else {
            endWell(one, other);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byPassword(boolean somebodyBetween) throws Exception {
        connect(somebodyBetween);
        Person one = verifies(alice);
        Person other = verifies(bob);
        chooses(one, "p");
        chooses(other, "p");
        one.sees("Password:");
        one.types("the same secret");
        if (somebodyBetween) {
            // Who sits there has two sessions, and in each a guess.
            Object question = Await.value("the question", () -> mallory.ctl("rpc", "challenge.list").array().stream()
                            .findFirst())
                    .get("id");
            mallory.place()
                    .ctlReading("a guess", "answer", (String) question, "--verify")
                    .exits(0);
            try (Child guess = mallory.place().startCtl("challenge", "bob")) {
                guess.type("a guess");
                guess.closeInput();
                other.sees("Password:");
                other.types("the same secret");
                guess.finish(Await.PATIENCE).exits(5);
            }
            endNoticed(one, other);
            assertTrue(mallory.peers().stream().noneMatch(peer -> "verified".equals(peer.get("authenticated"))));
        } else {
            other.sees("Password:");
            other.types("the same secret");
            endWell(one, other);
        }
        assertFalse(one.screen().contains("the same secret"));
        assertFalse(other.screen().contains("the same secret"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoAnswersAtATerminalSeesWhetherItIsTheSame(boolean firstDiffers) throws Exception {
        connect(false);
        asksAndIsAnswered(firstDiffers);
        asksAndIsAnswered(!firstDiffers);
    }

    private void asksAndIsAnswered(boolean differs) throws Exception {
        try (Child asks = alice.place().startCtl("challenge", "bob")) {
            asks.type("the same secret");
            asks.closeInput();
            Await.until(
                    "the question",
                    () -> !bob.ctl("rpc", "challenge.list").array().isEmpty());
            Person person = keep(Person.runs(bob.place(), "answer"));
            assertTrue(person.sees("Password:").contains("alice asks for the password"), person::screen);
            person.types(differs ? "another one" : "the same secret");
            assertEquals(differs ? 5 : 0, person.ends(), person::screen);
            assertEquals(differs, person.reads().contains("alice asked for a password and gave another one"));
            assertEquals(!differs, person.reads().contains("and knows it, too"));
            asks.finish(Await.PATIENCE).exits(differs ? 5 : 0);
        }
    }

    /** What came of an earlier question, and that the peer is verified since, says nothing of this one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byPasswordAfterAnotherQuestion(boolean differs) throws Exception {
        connect(false);
        try (Child asks = alice.place().startCtl("challenge", "bob", "--verify")) {
            asks.type("an earlier secret");
            asks.closeInput();
            Await.until(
                    "the question",
                    () -> !bob.ctl("rpc", "challenge.list").array().isEmpty());
            bob.place()
                    .ctlReading(differs ? "an earlier secret" : "a guess", "answer", "--verify")
                    .exits(0);
            asks.finish(Await.PATIENCE).exits(differs ? 0 : 5);
        }
        Person other = verifies(bob);
        chooses(other, "p");
        other.sees("Waiting for them to ask");
        Person one = verifies(alice);
        chooses(one, "p");
        one.sees("Password:");
        one.types("the same secret");
        other.sees("Password:");
        other.types(differs ? "another one" : "the same secret");
        if (differs) {
            for (Person person : List.of(one, other)) {
                assertEquals(5, person.ends(), person::screen);
                assertTrue(person.reads().contains("THE PASSWORDS DIFFER"), person::screen);
            }
        } else {
            endWell(one, other);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inUsi2WhoAskedIsToldOfTheirOwnQuestion(boolean firstDiffers) throws Exception {
        connect(false, "--protocol", "2");
        for (boolean differs : new boolean[] {firstDiffers, !firstDiffers}) {
            try (Child asks = alice.place().startCtl("challenge", "bob")) {
                asks.type("the same secret");
                asks.closeInput();
                Await.until(
                        "the question",
                        () -> !bob.ctl("rpc", "challenge.list").array().isEmpty());
                Person person = keep(Person.runs(bob.place(), "answer"));
                person.sees("Password:");
                person.types(differs ? "another one" : "the same secret");
                assertEquals(0, person.ends(), person::screen);
                assertFalse(person.reads().contains("knows it, too"), person::screen);
                asks.finish(Await.PATIENCE).exits(differs ? 5 : 0);
            }
        }
    }

    /** The digits that stand below a line, as many as half of a fingerprint has. */
    private static String half(Person person, String below) {
        String screen = person.sees("digit 1 of 32:");
        return Pattern.compile("(?:[0-9a-f]{4} ){7}[0-9a-f]{4}")
                .matcher(screen.substring(screen.indexOf(below)))
                .results()
                .map(MatchResult::group)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byDigits(boolean somebodyBetween) throws Exception {
        connect(somebodyBetween);
        Person one = verifies(alice);
        Person other = verifies(bob);
        chooses(one, "d");
        chooses(other, "d");
        String first = half(one, "the FIRST 32 digits");
        String last = half(other, "the LAST 32 digits");
        one.types(last);
        other.types(first);
        if (somebodyBetween) {
            one.sees("THEY DIFFER");
            one.types("");
            other.sees("THEY DIFFER");
            other.types("");
            endNoticed(one, other);
        } else {
            assertEquals(
                    first + " " + last, groups((String) alice.peers().get(0).get("fingerprint")));
            endWell(one, other);
        }
    }

    private static String groups(String digits) {
        return digits.replaceAll("(.{4})(?=.)", "$1 ");
    }

    @Test
    void withUsi24ByTheDigitsThatItShows() throws Exception {
        bob = listening("bob");
        try (Usi24 client = Usi24.client(temp.resolve("usi24"), bob.port(), "--name", "zoe", "--password", "shared")) {
            String shown = (String) client.opened().get("fingerprint");
            bob.peer("zoe");
            Person person = verifies(bob);
            String menu = person.sees("(Enter to end):");
            assertTrue(person.reads().contains("USI 2.4, which shows all 64"), menu);
            assertFalse(menu.contains("\n  p "), "only who connected can ask in USI 2");
            person.types("d");
            assertEquals(groups(shown.substring(32)), half(person, "the LAST 32 digits"));
            person.types(shown.substring(0, 32));
            assertEquals(0, person.ends(), person::screen);
            assertTrue(person.reads().contains("verified until this session ends"), person::screen);
            assertEquals("verified", bob.peers().get(0).get("authenticated"));
        }
    }

    @Test
    void aPasswordInUsi2VerifiesNobodyAndSaysSo() throws Exception {
        connect(false, "--protocol", "2");
        Person one = verifies(alice);
        String menu = one.sees("(Enter to end):");
        assertTrue(one.reads().contains("with USI 2 that verifies nobody"), menu);
        one.types("p");
        one.sees("Password:");
        one.types("the same secret");
        Object question = Await.value("the question", () -> bob.ctl("rpc", "challenge.list").array().stream()
                        .findFirst())
                .get("id");
        bob.place()
                .ctlReading("the same secret", "answer", (String) question, "--verify")
                .exits(1)
                .saysOneLine();
        bob.place().ctlReading("the same secret", "answer", (String) question).exits(0);
        one.sees("and not that nobody sits in between");
        Await.until("the menu again", () -> one.screen().split("Enter to end\\):", -1).length == 3);
        one.types("");
        assertEquals(1, one.ends(), one::screen);
        assertEquals("no", alice.peers().get(0).get("authenticated"));
        Result refused = alice.place()
                .ctlReading("x", "challenge", "--verify", "bob")
                .exits(1)
                .saysOneLine();
        assertTrue(refused.err().contains("in USI 2"), refused.err());
    }

    @Test
    void whatWasReadOutIsTakenWithoutATerminal() throws Exception {
        connect(false);
        Map<String, Object> fromBob =
                bob.ctl("verify", PEER, "--show", "--json").object();
        alice.place().ctl("verify", PEER).exits(2).saysOneLine();
        Object own = alice.ctl("verify", PEER, "--show", "--json").object().get("words");
        alice.place().ctl("verify", PEER, words(own)).exits(2).saysOneLine();
        alice.ctl("verify", PEER, words(fromBob.get("words")));
        assertEquals("verified", alice.peers().get(0).get("authenticated"));
        bob.ctl("verify", PEER, (String)
                alice.ctl("verify", PEER, "--show", "--json").object().get("qr"));
        assertEquals("verified", bob.peers().get(0).get("authenticated"));
    }

    private static String words(Object list) {
        return String.join(" ", ((List<?>) list).stream().map(String::valueOf).toList());
    }

    @Test
    void inFrenchAndInANarrowTerminal() throws Exception {
        connect(false);
        Place narrow =
                alice.place().with("LC_ALL", "fr_FR.UTF-8").with("COLS", "40").with("ROWS", "24");
        Person one = keep(Person.runs(narrow, "verify", PEER, "--qr"));
        String menu = one.sees("(Entr\u00e9e pour finir)");
        assertTrue(menu.contains("Le code QR de ce c\u00f4t\u00e9"), menu);
        assertTrue(menu.contains("\u2580"), "37 columns are there");
        one.types("m");
        one.sees("mot 1 sur 12");
        one.types(words(bob.ctl("verify", PEER, "--show", "--json").object().get("words")));
        assertEquals(0, one.ends(), one::screen);
    }
}
