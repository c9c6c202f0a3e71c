package io.usi.plugins.notifywindows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.Notice.Kind;
import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Values;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stand-in for PowerShell: a script that writes down what it is given. */
@Timeout(60)
class WindowsNotifierTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final String APP_ID =
            "{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe";

    private static final Decisions NOBODY = new Decisions() {
        @Override
        public void accept(String offer) {
            throw new AssertionError();
        }

        @Override
        public void refuse(String offer) {
            throw new AssertionError();
        }
    };

    @TempDir
    Path temporary;

    /** Arguments end with a zero byte each; a call is complete once its folder has its final name. */
    private Path standIn(String andThen) throws IOException {
        Path script = temporary.resolve("power shell");
        Files.writeString(script, """
                #!/bin/sh
                dir=$(dirname "$0")
                mkdir "$dir/lock" || touch "$dir/two-at-a-time"
                n=0
                while [ -e "$dir/call.$n" ]; do n=$((n + 1)); done
                mkdir "$dir/new"
                printf '%%s\\0' "$@" >"$dir/new/arguments"
                cat >"$dir/new/input"
                mv "$dir/new" "$dir/call.$n"
                rmdir "$dir/lock"
                %s
                """.formatted(andThen));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private WindowsNotifier notifier(Duration pause, String... flags) throws Exception {
        return notifier(standIn(""), LIMIT, pause, flags);
    }

    private static WindowsNotifier notifier(Path powershell, Duration limit, Duration pause, String... flags)
            throws PluginException {
        WindowsNotifier notifier = new WindowsNotifier(false, false, limit, pause);
        notifier.configure(new Given(Optional.of(powershell), Optional.empty(), Set.of(flags)));
        return notifier;
    }

    private static void show(WindowsNotifier notifier, Notice notice) throws PluginException {
        notifier.show(notice, NOBODY);
    }

    private static Notice message(String peer, String text) {
        return new Notice(Kind.MESSAGE, peer, true, text, "", 0);
    }

    private int calls() {
        int calls = 0;
        while (Files.exists(temporary.resolve("call." + calls))) {
            calls++;
        }
        return calls;
    }

    /** The decoded lines of a call. */
    private List<String> input(int call) throws IOException {
        return Files.readAllLines(temporary.resolve("call." + call + "/input"), StandardCharsets.US_ASCII).stream()
                .map(line -> new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8))
                .toList();
    }

    private String arguments(int call) throws IOException {
        return Files.readString(temporary.resolve("call." + call + "/arguments"));
    }

    static Stream<String> hostileTexts() {
        return Stream.of(
                "\"; calc.exe; \"",
                "'; Start-Process calc; '",
                "$(calc)",
                "${env:PATH} %PATH% !PATH! $env:USERNAME",
                "`n`\"`$(calc)`",
                "a\nb\r\nc\nZXhpdA==\n",
                "';&|<>(){}[]^~*?#@",
                "]]></text><actions><action content='x' arguments='calc:'/></actions>",
                "<![CDATA[x]]>&amp;&#x41;&lt;",
                "--%",
                "-EncodedCommand AAAA",
                "@'\n'@; calc\n\"@",
                "\ud83d\udc69\u200d\ud83d\ude80 \ud83d\udd10",
                "\u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u2066",
                "\u2018; calc; \u2019 \u201ccalc\u201d",
                "\\\\server\\share\\\"",
                " ");
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hostileTextsReachPowerShellAsDataAlone(String hostile) throws Exception {
        WindowsNotifier notifier = notifier(NONE);
        show(notifier, message("peer", "harmless"));
        show(notifier, message(hostile, hostile));
        assertEquals(List.of(APP_ID, hostile, hostile, " "), input(1));
        assertEquals(arguments(0), arguments(1));
        show(notifier, new Notice(Kind.FILE_OFFERED, hostile, true, hostile, "7", 1_234_577));
        assertEquals(List.of(APP_ID, hostile, "Offers a file: " + hostile, "1.2 MB: usi-ctl accept 7"), input(2));
        assertEquals(arguments(0), arguments(2));
    }

    @Test
    void theArgumentsAreTheSameScriptEveryTime() throws Exception {
        show(notifier(NONE), message("peer", "text"));
        String[] arguments = arguments(0).split("\0");
        assertEquals(
                List.of(
                        "-NoLogo",
                        "-NoProfile",
                        "-NonInteractive",
                        "-InputFormat",
                        "Text",
                        "-OutputFormat",
                        "Text",
                        "-EncodedCommand"),
                List.of(arguments).subList(0, 8));
        assertEquals(9, arguments.length);
        String script = new String(Base64.getDecoder().decode(arguments[8]), StandardCharsets.UTF_16LE);
        assertEquals(PowerShell.SCRIPT, script);
        // Windows takes 32,767 characters.
        assertTrue(arguments(0).length() < 16_000);
    }

    @Test
    void theScriptMakesNoCommandAndNoMarkupOfWhatItReads() {
        assertFalse(PowerShell.SCRIPT.contains("Invoke-Expression") || PowerShell.SCRIPT.contains("iex"));
        assertTrue(PowerShell.SCRIPT.contains("CreateTextNode($values[$i + 1])"));
        // Values are used in these places alone, none of them within a text of the script.
        assertEquals(
                List.of("$values = @(", "$values.Count", "$values[$i + 1]", "$values[0]"),
                Pattern.compile("\\$values( = @\\(|\\.Count|\\[[^]]*])?")
                        .matcher(PowerShell.SCRIPT)
                        .results()
                        .map(MatchResult::group)
                        .toList());
        assertFalse(PowerShell.SCRIPT.contains("\"$"));
    }

    @Test
    void longTextsAreCutBetweenCharacters() throws Exception {
        for (String letter : new String[] {"a", "é", "海", "\ud83d\udd10"}) {
            for (int more = 0; more < 4; more++) {
                String text = "x".repeat(more) + letter.repeat(100_000);
                String fit = Toast.fit(text, Toast.TEXT_BYTES);
                int bytes = fit.getBytes(StandardCharsets.UTF_8).length;
                assertTrue(bytes <= Toast.TEXT_BYTES && bytes > Toast.TEXT_BYTES - 5, fit);
                assertTrue(fit.endsWith("…") && text.startsWith(fit.substring(0, fit.length() - 1)), fit);
            }
        }
        assertEquals("x".repeat(1_024), Toast.fit("x".repeat(1_024), 1_024));
        WindowsNotifier notifier = notifier(NONE);
        String long1 = "\ud83d\udd10".repeat(50_000);
        show(notifier, new Notice(Kind.FILE_OFFERED, long1, false, long1, "x".repeat(100_000), Long.MAX_VALUE));
        List<String> input = input(0);
        assertTrue(input.get(1).startsWith("NOT ENCRYPTED – \ud83d\udd10"), input::toString);
        assertTrue(Files.size(temporary.resolve("call.0/input")) < 4_096);
    }

    @Test
    void theLongestInputFitsIntoAPipe() {
        Toast toast = new Toast("x".repeat(999), "海".repeat(999), "x".repeat(999));
        assertTrue(String.join("\n", toast.lines("海".repeat(128))).length() + 1 < 4_096);
    }

    @Test
    void whatXmlCannotHoldIsReplaced() {
        assertEquals(
                "a\ufffdb\ufffdc\ufffd\ufffdd\ufffd\t\n",
                Toast.fit("a\u0000b\u001bc\udc00\ud800d\uffff\t\n", Toast.TEXT_BYTES));
    }

    @Test
    void allThatHappensIsTold() throws Exception {
        WindowsNotifier notifier = notifier(NONE);
        show(notifier, new Notice(Kind.PEER_JOINED, "Zoé", false, "", "", 0));
        show(notifier, new Notice(Kind.PEER_LEFT, "Zoé", true, "", "", 0));
        show(notifier, new Notice(Kind.OFFER_ENDED, "", true, "", "7", 0));
        show(notifier, new Notice(Kind.FILE_OFFERED, "Zoé", true, "a.txt", "8", 999));
        assertEquals(List.of(APP_ID, "NOT ENCRYPTED – Zoé", "The session is open", " "), input(0));
        assertEquals(List.of(APP_ID, "Zoé", "The session has ended", " "), input(1));
        assertEquals(List.of(APP_ID, "Zoé", "Offers a file: a.txt", "999 B: usi-ctl accept 8"), input(2));
        assertEquals(3, calls());
        show(notifier, new Notice(Kind.FILE_OFFERED, "Zoé", true, "a.txt", "", 999));
        assertEquals(List.of(APP_ID, "Zoé", "Sends a file: a.txt", "999 B"), input(3));
    }

    @Test
    void inFrench() {
        Wording french = new Wording(true, true);
        Notice file = new Notice(Kind.FILE_OFFERED, "Zoé", false, "a.txt", "8", 1_500_000_000);
        assertEquals(
                new Toast("NOT ENCRYPTED – Zoé", "Propose un fichier : a.txt", "1,5 Go : usi-ctl accept 8"),
                french.file(file));
        assertEquals("12 autres", french.more(12, false).text());
        assertEquals(
                "Nouveau message",
                new Wording(true, false).message(message("a", "b")).text());
    }

    @Test
    void eachKindCanBeSwitchedOff() throws Exception {
        List<Notice> all = List.of(
                message("peer", "text"),
                new Notice(Kind.FILE_OFFERED, "peer", true, "name", "7", 1),
                new Notice(Kind.PEER_JOINED, "peer", true, "", "", 0),
                new Notice(Kind.PEER_LEFT, "peer", true, "", "", 0));
        int shown = 0;
        for (String off : new String[] {"messages", "files", "peers"}) {
            WindowsNotifier notifier = notifier(NONE, "notify.windows-no-" + off);
            for (Notice notice : all) {
                show(notifier, notice);
            }
            shown += off.equals("peers") ? 2 : 3;
            assertEquals(shown, calls(), off);
        }
    }

    @Test
    void withoutPreviewNothingOfTheContentIsShown() throws Exception {
        WindowsNotifier notifier = notifier(NONE, "notify.windows-no-preview");
        show(notifier, message("peer", "secret"));
        show(notifier, new Notice(Kind.FILE_OFFERED, "peer", true, "secret.txt", "7", 1));
        assertEquals(List.of(APP_ID, "peer", "New message", " "), input(0));
        assertEquals(List.of(APP_ID, "peer", "Offers a file", "1 B: usi-ctl accept 7"), input(1));
    }

    @Test
    void aBurstIsFolded() throws Exception {
        WindowsNotifier notifier = notifier(Duration.ofSeconds(2));
        show(notifier, message("peer", "the first"));
        for (int i = 0; i < 11; i++) {
            show(notifier, message("peer", "one of many"));
        }
        show(notifier, new Notice(Kind.PEER_LEFT, "other", false, "", "", 0));
        await(() -> calls() == 2);
        assertEquals("the first", input(0).get(2));
        assertEquals(List.of(APP_ID, "Some NOT ENCRYPTED – USI", "12 more", "usi-ctl recv, usi-ctl offers"), input(1));
        show(notifier, message("peer", "alone"));
        await(() -> calls() == 3);
        assertEquals(List.of(APP_ID, "peer", "alone", " "), input(2));
        assertFalse(Files.exists(temporary.resolve("two-at-a-time")));
    }

    @Test
    void aStopLeavesNoThread() throws Exception {
        WindowsNotifier notifier = notifier(Duration.ofHours(1));
        show(notifier, message("peer", "the first"));
        show(notifier, message("peer", "waits"));
        assertTrue(hasThread());
        WindowsPlugin plugin = new WindowsPlugin();
        plugin.stop();
        assertFalse(hasThread());
        assertEquals(1, calls());
    }

    private static boolean hasThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("notify-windows"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 255})
    void aFailureIsToldInOneLine(int code) throws Exception {
        WindowsNotifier notifier = notifier(standIn("exit " + code), LIMIT, NONE);
        assertEquals(
                "PowerShell could not show a notification (exit code " + code + ")",
                refusal(() -> show(notifier, message("secret", "secret"))));
    }

    @Test
    void aFailureOfWhatWaitedIsToldWithTheNext() throws Exception {
        Path script = standIn("[ \"$n\" = 0 ] || exit 3");
        WindowsNotifier notifier = notifier(script, LIMIT, Duration.ofSeconds(1));
        show(notifier, message("peer", "the first"));
        show(notifier, message("peer", "waits"));
        await(() -> !hasThread());
        assertEquals(2, calls());
        assertEquals(
                "PowerShell could not show a notification (exit code 3)",
                refusal(() -> show(notifier, message("peer", "next"))));
    }

    @Test
    void aPowerShellThatHangsIsKilled() throws Exception {
        Path pid = temporary.resolve("pid");
        WindowsNotifier notifier = notifier(standIn("echo $$ >" + pid + "; sleep 60"), Duration.ofSeconds(1), NONE);
        assertEquals(
                "PowerShell did not show a notification within 1 seconds",
                refusal(() -> show(notifier, message("peer", "text"))));
        long killed = Long.parseLong(Files.readString(pid).strip());
        await(() -> ProcessHandle.of(killed).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void aPowerShellThatIsGoneIsSaidToBe() throws Exception {
        Path script = standIn("");
        WindowsNotifier notifier = notifier(script, LIMIT, NONE);
        Files.delete(script);
        assertEquals(
                "PowerShell cannot be started: give its path with --notify-powershell (notify.powershell)",
                refusal(() -> show(notifier, message("peer", "text"))));
    }

    @Test
    void wrongValuesAreRefused() throws Exception {
        for (Path wrong : List.of(temporary, temporary.resolve("none"), Files.createFile(temporary.resolve("plain")))) {
            assertTrue(refusal(() -> notifier(wrong, LIMIT, NONE)).startsWith("--notify-powershell "));
        }
        Given given = new Given(Optional.empty(), Optional.of("x".repeat(129)), Set.of());
        WindowsNotifier notifier = new WindowsNotifier(false, false, LIMIT, NONE);
        assertTrue(refusal(() -> notifier.configure(given)).startsWith("--notify-windows-app-id "));
    }

    @Test
    void theApplicationIdIsTheUsers() throws Exception {
        WindowsNotifier notifier = new WindowsNotifier(false, false, LIMIT, NONE);
        notifier.configure(new Given(Optional.of(standIn("")), Optional.of("Me.App$(calc)"), Set.of()));
        show(notifier, message("peer", "text"));
        assertEquals("Me.App$(calc)", input(0).get(0));
    }

    @Test
    void elsewhereThanOnWindowsNothingHappens() throws Exception {
        WindowsNotifier notifier = new WindowsNotifier(false, false, LIMIT, NONE);
        notifier.configure(new Given(Optional.empty(), Optional.empty(), Set.of()));
        show(notifier, message("peer", "text"));
        WindowsNotifier onWindows = new WindowsNotifier(true, false, LIMIT, NONE);
        onWindows.configure(new Given(Optional.empty(), Optional.empty(), Set.of()));
        // Here, there is none.
        refusal(() -> show(onWindows, message("peer", "text")));
    }

    @Test
    void noKeyIsAnyOtherNotifiers() {
        Set<String> keys = new HashSet<>();
        for (Setting setting : new WindowsNotifier().settings()) {
            assertTrue(keys.add(setting.key()));
            assertTrue(
                    setting.key().startsWith("notify.windows-") || setting.key().equals("notify.powershell"));
            assertTrue(setting.help().length() <= 300 && setting.helpFr().length() <= 300);
        }
    }

    @Test
    void theJarWillNameTheExtension() throws IOException, URISyntaxException {
        URL classes =
                WindowsNotifier.class.getProtectionDomain().getCodeSource().getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertTrue(index.lines().anyMatch(WindowsNotifier.class.getName()::equals), index);
    }

    private interface Call {
        void run() throws Exception;
    }

    private static String refusal(Call call) {
        String message = assertThrows(PluginException.class, call::run).getMessage();
        assertFalse(message.contains("\n") || message.contains("secret"), message);
        return message;
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            Thread.sleep(10);
        }
    }

    private record Given(Optional<Path> powershell, Optional<String> applicationId, Set<String> flags)
            implements Values {
        @Override
        public Optional<String> text(String key) {
            assertEquals("notify.windows-app-id", key);
            return applicationId;
        }

        @Override
        public Optional<Path> path(String key) {
            assertEquals("notify.powershell", key);
            return powershell;
        }

        @Override
        public boolean flag(String key) {
            return flags.contains(key);
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            throw new AssertionError(key);
        }
    }
}
