package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chat, as people use it: in a real terminal. */
class ChatIT {
    private static final String PROMPT = ">";
    /** How each row of the chat begins: a message, its further rows, a mark, a failure, the line that is typed. */
    private static final String WHOLE = "(\\d\\d:\\d\\d |      |--- |! |accept o\\d).*|> ?.*|";

    @TempDir
    Path temp;

    private Place alices;
    private Place bobs;
    private Daemon alice;
    private Daemon bob;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void two() throws Exception {
        Tool.path("tmux");
        alices = new Place(temp, "alice").with("LANG", "C.UTF-8");
        bobs = new Place(temp, "bob").with("LANG", "C.UTF-8");
        alice = alices.start("--listen", "127.0.0.1", "--port", "0", "--name", "alice");
        open.add(alice);
        bob = bobs.start("--connect", "127.0.0.1:" + alice.port(), "--name", "bob");
        open.add(bob);
        alice.peer("bob");
        bob.peer("alice");
    }

    @AfterEach
    void end() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Tmux terminal(Place place, int columns, int rows) throws Exception {
        Tmux tmux = new Tmux(place, columns, rows);
        open.add(tmux);
        return tmux;
    }

    /** A terminal in which the chat waits for a line. */
    private Tmux chat(Place place, int columns, int rows) throws Exception {
        return begin(terminal(place, columns, rows), "");
    }

    private static Tmux begin(Tmux tmux, String variables) throws Exception {
        return begin(tmux, variables, PROMPT);
    }

    private static Tmux begin(Tmux tmux, String variables, String prompt) throws Exception {
        String peer = prompt.substring(0, prompt.indexOf('>'));
        tmux.enters(
                "clear; " + variables + " " + Place.DIST.resolve("bin/usi-ctl") + " chat " + peer + "; echo exit=$?");
        return tmux.endsWith(prompt);
    }

    private static void isWhole(Tmux tmux) throws Exception {
        List<String> rows = tmux.history();
        int start = IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).startsWith("--- !help"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(rows));
        for (String row : rows.subList(start, rows.size())) {
            assertTrue(row.matches(WHOLE), () -> row + "\nin\n" + String.join("\n", rows));
        }
    }

    /** The sane settings of a terminal: lines, and an echo. */
    private static void isGivenBack(Tmux tmux, int exit) throws Exception {
        tmux.shows("exit=" + exit).endsWith("shell:");
        tmux.enters("clear; stty -a | tr ' ' '\\n' | grep -E -x -- '-?(icanon|echo|icrnl);?' | sort | xargs echo is");
        tmux.shows("is echo icanon icrnl");
    }

    private static String words(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("word%05d", i))
                .collect(Collectors.joining(" "));
    }

    @Test
    void severalChatsShowWhatEachOneSays() throws Exception {
        Tmux first = chat(alices, 80, 24);
        Tmux second = chat(alices, 80, 24);
        Tmux withBob = begin(terminal(alices, 80, 24), "", "bob>");
        first.enters("from the first");
        second.shows("you> from the first");
        withBob.shows("you> from the first");
        withBob.enters("to bob alone");
        first.shows("you (to bob)> to bob alone");
        alice.ctl("send", "from a script");
        for (Tmux each : List.of(first, second, withBob)) {
            each.shows("you> from a script");
            for (String once : List.of("from the first", "to bob alone", "from a script")) {
                assertEquals(
                        1,
                        each.history().stream()
                                .filter(row -> row.matches(".* you( \\(to bob\\))?> " + once))
                                .count(),
                        once);
            }
        }
        assertEquals(3, bob.ctl("recv", "--json").objects().size());
        assertTrue(
                alice.ctl("recv", "--all").out().lines().noneMatch(line -> line.contains("from the first")),
                "it was kept");
    }

    @ParameterizedTest
    @CsvSource({"80,24", "40,12"})
    void twoPeopleChat(int columns, int rows) throws Exception {
        byte[] content = Data.random(300_000);
        Files.write(alices.work.resolve("my report é.bin"), content);
        Tmux a = chat(alices, columns, rows);
        Tmux b = chat(bobs, columns, rows);

        a.enters("hello bob").endsWith(PROMPT);
        b.shows("alice: hello bob").endsWith(PROMPT);
        b.enters("grüße ✓ 日本語 😀").endsWith(PROMPT);
        a.shows("bob: grüße ✓ 日本語 😀").endsWith(PROMPT);
        a.enters("שלום עולם").endsWith(PROMPT);
        b.shows("שלום עולם").endsWith(PROMPT);
        a.enters("!!aide").endsWith(PROMPT);
        b.shows("alice: !aide");
        a.enters("!aid").shows("there is no !aid");

        b.types("half a li");
        alice.ctl("send", words(1_000));
        b.shows("word00999").endsWith("> half a li");
        alice.ctl("send", "evil\u001b[2J\u001b]0;title\u0007\u009b31m\u202ednuor eht yaw\n12:00 bob: forged");
        b.shows("forged").endsWith("> half a li");
        b.enters("ne");
        a.shows("bob: half a line");

        a.enters("!fichier my report é.bin");
        b.endsWith("accept o1 my report é.bin? y/n >");
        b.enters("y").shows("saved as").endsWith(PROMPT);
        a.shows("has my report é.bin").endsWith(PROMPT);
        assertEquals(-1, Arrays.mismatch(content, Files.readAllBytes(bobs.work.resolve("my report é.bin"))));
        b.enters("!file nosuch").shows("is not there");
        b.enters("!users").shows("unverified, server: 127.0.0.1:").shows("you: 127.0.0.1");

        String said = String.join(" ", b.history());
        assertTrue(said.contains("\\u{1b}[2J"), said);
        String joined = String.join("", b.history()).replace(" ", "");
        assertTrue(joined.contains(words(1_000).replace(" ", "")), joined);
        b.enters("!cls").endsWith(PROMPT);
        assertEquals(List.of(PROMPT), b.screen());
        a.enters("!quitter");
        isGivenBack(a, 0);
        b.enters("!quit");
        isGivenBack(b, 0);
        assertEquals("open", alice.peer("bob").get("state"));
    }

    @ParameterizedTest
    @CsvSource({"80,24", "40,12"})
    void nothingTearsWhatIsShown(int columns, int rows) throws Exception {
        Tmux b = chat(bobs, columns, rows);
        b.types("typed " + words(20));
        for (int i = 0; i < 30; i++) {
            alice.ctl("send", i + " 😀👩‍👩‍👧‍👦 日本語 e\u0301\u0302 ☀️ שלום " + "padding ".repeat(i));
        }
        alice.ctl("send", "line 1\nline 2\r\nline 3");
        b.shows("line 3");
        Await.until("the line", () -> String.join("", b.joined()).endsWith("typed " + words(20)));
        isWhole(b.presses("C-u").endsWith(PROMPT));
        String all = String.join("\n", b.history()).replace("\u2068", "");
        IntStream.range(0, 30).forEach(i -> assertTrue(all.contains("alice: " + i + " 😀"), all));
    }

    @Test
    void aResizeWhileTypingKeepsTheLine() throws Exception {
        Tmux a = chat(alices, 80, 24);
        bob.ctl("send", "before the resize");
        a.shows("before the resize");
        String text = "typed " + words(15) + " end";
        a.types(text);
        for (int[] size : new int[][] {{40, 12}, {100, 30}, {50, 14}, {33, 12}, {80, 24}}) {
            a.resize(size[0], size[1]);
            Await.until("the line in " + size[0] + " columns", () -> {
                List<String> lines = a.joined();
                return lines.get(lines.size() - 1).equals("> " + text);
            });
            bob.ctl("send", "at " + size[0]);
            a.shows("bob: at " + size[0]);
        }
        String all = String.join("\n", a.joined());
        assertTrue(all.contains("bob: before the resize"), all);
        assertEquals(1, all.split("typed", -1).length - 1, all);
        a.presses("Enter");
        bob.message(text);
    }

    @Test
    void linesThatArePastedAreOneMessage() throws Exception {
        Tmux a = chat(alices, 80, 24);
        a.pastes("one\ntwo\tthree\n!quitter");
        a.shows("!quitter").presses("Enter");
        bob.message("one\ntwo three\n!quitter");
        a.shows("you> one").endsWith(PROMPT);
    }

    @Test
    void aPeerThatStandsStillFreezesNothing() throws Exception {
        Tmux a = begin(terminal(alices, 80, 24), "", "bob>");
        String pid = bob.ctl("status", "--json").object().get("pid").toString();
        alices.run("kill", "-STOP", pid).finish(Await.PATIENCE).exits(0);
        try {
            for (int i = 1; i <= 16; i++) {
                a.enters("line " + i).shows("you> line " + i);
            }
            a.enters("line 17").shows("16 of your lines have no answer yet").endsWith("bob> line 17");
            a.presses("C-c");
            isGivenBack(a, 0);
        } finally {
            alices.run("kill", "-CONT", pid).finish(Await.PATIENCE).exits(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"C-c", "C-d"})
    void leavesByKey(String key) throws Exception {
        Tmux a = chat(alices, 80, 24);
        a.presses(key);
        isGivenBack(a, 0);
        assertEquals("open", alice.peer("bob").get("state"));
        begin(a, "").types("half a line").presses("C-c");
        isGivenBack(a, 0);
        assertEquals(0, alice.ctl("status").exit());
    }

    @Test
    void givesTheTerminalBackWhenItIsKilledOrTheDaemonIsGone() throws Exception {
        Tmux a = terminal(alices, 80, 24);
        String program = Place.DIST.resolve("bin/usi-ctl").toString();
        a.enters("clear; sh -c 'echo $$ >pid; exec " + program + " chat'; echo exit=$?")
                .endsWith(PROMPT);
        a.types("half a line").shows("half a line");
        String pid = Files.readString(alices.work.resolve("pid")).strip();
        try (Child kill = alices.run("sh", "-c", "kill -TERM " + pid)) {
            kill.finish(Await.PATIENCE).exits(0);
        }
        isGivenBack(a, 143);
        begin(a, "").types("half a line").shows("half a line");
        alice.stop();
        a.shows("usi-ctl: the daemon at");
        isGivenBack(a, 3);
    }

    @Test
    void coloursAreThereUnlessNobodyWantsThem() throws Exception {
        bob.ctl("send", "in colour");
        Tmux a = chat(alices, 80, 24);
        assertTrue(a.shows("bob: in colour").styled().contains("\u001b["), a.styled());
        a.enters("!quit").endsWith("shell:");
        begin(a, "NO_COLOR=1").shows("bob: in colour");
        a.types("!").presses("Tab").shows("!utilisateurs");
        assertFalse(a.styled().contains("\u001b["), a.styled());
    }

    @Test
    void whatATerminalCannotShowIsAQuestionMark() throws Exception {
        alice.message(said("été 日本 😀"));
        Tmux a = begin(terminal(alices, 80, 24), "LANG=C");
        a.shows("bob: ?t? ?? ?");
        a.types("à 日本").endsWith("> ? ????");
        a.presses("Enter").shows("you> ? ??");
        bob.message("à 日本");
    }

    /** Lets bob say something. */
    private String said(String text) throws Exception {
        bob.ctl("send", text);
        return text;
    }

    @Test
    void severalChatsSeeTheSameRoom() throws Exception {
        bob.ctl("send", "to who comes later");
        Tmux one = chat(alices, 80, 24).shows("before you came").shows("to who comes later");
        Tmux other = chat(alices, 80, 24).shows("to who comes later");
        Tmux b = chat(bobs, 80, 24);
        b.enters("to both");
        one.shows("bob: to both");
        other.shows("bob: to both");
        one.enters("from the one");
        other.enters("from the other");
        b.shows("alice: from the one").shows("alice: from the other");
        Files.writeString(bobs.work.resolve("a.txt"), "x");
        b.enters("!file a.txt");
        one.shows("bob offers a.txt");
        other.endsWith("accept o1 a.txt? y/n >").enters("n").endsWith(PROMPT);
        one.shows("a.txt was refused elsewhere").endsWith(PROMPT);
        b.shows("alice did not get a.txt");
    }

    @Test
    void showsHowFarAFileIs() throws Exception {
        try (Proxy proxy = Proxy.slow(alice.port(), 400_000)) {
            Place carols = new Place(temp, "carol").with("LANG", "C.UTF-8");
            try (Daemon carol = carols.start("--connect", proxy.address(), "--name", "carol")) {
                carol.peer("alice");
                Files.write(alices.work.resolve("slow.bin"), Data.random(2_000_000));
                Tmux a = begin(terminal(alices, 80, 24), "", "carol> ");
                Tmux c = chat(carols, 80, 24);
                a.enters("!file slow.bin");
                c.endsWith("accept o1 slow.bin? y/n >").enters("y").endsWith(PROMPT);
                c.types("typed meanwhile");
                c.shows("slow.bin [#").endsWith("> typed meanwhile");
                a.shows("slow.bin [#").endsWith("carol>");
                c.presses("C-c").shows("would be broken off").endsWith(PROMPT);
                c.types("typed meanwhile");
                alice.ctl("send", "talk goes on");
                c.shows("alice: talk goes on").endsWith("> typed meanwhile");
                c.shows("saved as").endsWith("> typed meanwhile");
                a.shows("carol has slow.bin").endsWith("carol>");
                assertTrue(c.screen().stream().noneMatch(row -> row.contains("[#")), "the bar stays");
                assertEquals(-1, Files.mismatch(carols.work.resolve("slow.bin"), alices.work.resolve("slow.bin")));
                isWhole(c);
                assertEquals(List.of(), bob.ctl("offers", "--json").array());
            }
        }
    }

    @Test
    void twoPeopleAskForAPassword() throws Exception {
        Tmux a = chat(alices, 80, 24);
        Tmux b = chat(bobs, 80, 24);
        b.enters("!motdepasse alice").shows("Password that alice should know");
        b.types("open se").presses("BSpace").presses("BSpace");
        alice.ctl("send", "meanwhile");
        b.shows("alice: meanwhile").endsWith("Password that alice should know, too:");
        b.enters("sesame").shows("alice is asked for the password");
        a.shows("asks for a password").enters("!answer").shows("Password:").enters("open sesame");
        a.shows("bob asked for a password and knows it, too");
        b.shows("alice knows the password").endsWith(PROMPT);
        b.enters("!password").shows("Password that").presses("C-c").endsWith(PROMPT);
        b.enters("still here");
        a.shows("bob: still here");
        for (Tmux tmux : List.of(a, b)) {
            assertTrue(tmux.history().stream().noneMatch(row -> row.contains("sesame")), "the password was shown");
        }
        b.presses("Up").endsWith("> still here");
    }

    @Test
    void startsADaemonForItselfWhereThereIsNone() throws Exception {
        Place place = new Place(temp, "carol").with("LANG", "C.UTF-8");
        Tmux c = terminal(place, 80, 24);
        String program = Place.DIST.resolve("bin/usi-ctl").toString();
        c.enters("clear; " + program + " chat; echo exit=$?").shows("Start one for this chat? (y/n)");
        c.enters("n").shows("usi-ctl: no daemon at").shows("exit=3");
        c.enters("clear; " + program + " chat; echo exit=$?").shows("Start one for this chat? (y/n)");
        c.enters("y").shows("HOST:PORT?").enters("127.0.0.1:" + alice.port());
        c.shows("name?").enters("carol").endsWith(PROMPT);
        alice.peer("carol");
        c.enters("hello from carol");
        alice.message("hello from carol");
        c.presses("C-c");
        isGivenBack(c, 0);
        place.ctl("status").exits(3);
        Await.until(
                "carol to be gone", () -> alice.peers().stream().noneMatch(peer -> "carol".equals(peer.get("name"))));
        c.enters("clear; " + program + " chat; echo exit=$?")
                .shows("(y/n)")
                .enters("y")
                .shows("HOST:PORT?");
        c.enters("nosuch.invalid")
                .shows("name?")
                .enters("")
                .shows("the daemon did not start")
                .shows("exit=3");
        Tmux other = terminal(place, 80, 24);
        other.enters("clear; " + program + " chat; echo exit=$?")
                .shows("(y/n)")
                .enters("y")
                .shows("HOST:PORT?");
        other.presses("C-d").shows("usi-ctl: no daemon at").shows("exit=3");
        place.ctl("status").exits(3);
    }

    @Test
    void goesThroughPipes() throws Exception {
        bob.ctl("send", "said before");
        alice.message("said before");
        Result result = alices.ctlReading("from a pipe\n!users\n", "chat", "--orders", "bob")
                .exits(0);
        assertTrue(result.out().contains("bob: said before"), result::toString);
        assertTrue(result.out().contains("you> from a pipe"), result::toString);
        assertTrue(result.out().contains("you, server: "), result::toString);
        assertFalse(result.out().contains("\u001b"), result::toString);
        assertEquals("", result.err());
        bob.message("from a pipe");
        alices.ctlReading("x", "chat", "nobody").exits(4).saysOneLine();
        bobs.ctlReading("to an address", "chat", "127.0.0.1").exits(0);
        alice.message("to an address");
        bob.ctl("stop");
        Await.until("bob to leave", () -> alice.peers().isEmpty());
        alices.ctlReading("nobody is there\n", "chat").exits(4);
        Place nowhere = new Place(temp, "nowhere");
        nowhere.ctlReading("x", "chat").exits(3).saysOneLine();
    }

    static List<Path> javas() throws IOException {
        return LauncherIT.javas();
    }

    /** Neither does Java say anything on its own, nor does another command load anything of the chat. */
    @ParameterizedTest
    @MethodSource("javas")
    void costsNobodyElseAnything(Path java) throws Exception {
        alices.with("JAVA_HOME", java.toString());
        Tmux a = chat(alices, 80, 24);
        a.enters("hello").shows("you> hello").endsWith(PROMPT);
        List<String> rows = new ArrayList<>(a.joined());
        rows.removeIf(row -> row.startsWith("shell:"));
        assertEquals(4, rows.size(), rows::toString);
        assertTrue(rows.get(0).startsWith("--- !help") && rows.get(2).endsWith("you> hello"), rows::toString);
        Path loaded = temp.resolve("loaded");
        alices.with("USI_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
        for (String command : List.of("status", "peers", "recv", "--help")) {
            alices.ctl(command).exits(0);
            String classes = Files.readString(loaded);
            assertTrue(classes.contains("io.usi.ctl.Main"), classes);
            assertFalse(classes.contains("jline") || classes.contains("io.usi.ctl.chat"), classes);
        }
    }
}
