package io.usi.it;

import static io.usi.it.French.assertAscii;
import static io.usi.it.French.assertFrench;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What usi-ctl says to a French user, whether the machine has that locale or not, and in the C locale. */
class CtlFrenchIT {
    private static final List<String> COMMANDS = List.of(
            "status",
            "peers",
            "connect",
            "disconnect",
            "users",
            "chat",
            "send",
            "recv",
            "sendfile",
            "offers",
            "accept",
            "refuse",
            "transfers",
            "cancel",
            "verify",
            "challenge",
            "answer",
            "plugins",
            "doctor",
            "unlock",
            "reload",
            "stop",
            "rpc");

    @TempDir
    Path temp;

    private Place place(String name, String locale) throws Exception {
        return new Place(temp, name).with("LANG", locale);
    }

    private static Consumer<String> check(String locale) {
        return locale.equals("C") ? French::assertAscii : French::assertFrench;
    }

    @Test
    void helpOfEveryCommand() throws Exception {
        Place french = place("french", "fr_FR.UTF-8");
        Place c = place("c", "C");
        String all = french.ctl("--help").exits(0).out();
        assertTrue(all.startsWith("Utilisation : usi-ctl COMMANDE [ARGUMENT]..."), all);
        assertFrench(all);
        assertAscii(c.ctl("--help").exits(0).out());
        for (String command : COMMANDS) {
            assertTrue(Pattern.compile("(?m)^  " + command + " ").matcher(all).find(), command);
            String help = french.ctl(command, "--help").exits(0).out();
            assertTrue(help.startsWith("Utilisation : usi-ctl " + command), help);
            assertFrench(help);
            assertAscii(c.ctl(command, "--help").exits(0).out());
        }
    }

    @ParameterizedTest
    @CsvSource({"fr_FR.UTF-8", "fr_CA", "C"})
    void whatIsWrongWithACommandLine(String locale) throws Exception {
        Place place = place("wrong", locale);
        for (String line : List.of(
                "",
                "--sokcet x peers",
                "sned",
                "send",
                "send --foo hi",
                "send a b",
                "send --to",
                "send --json=x hi",
                "recv --since x",
                "recv --since -1",
                "recv --wait 5x",
                "recv --wait 25h",
                "recv --wait 1s --follow",
                "accept o1 --into",
                "accept o1 x",
                "accept o1 - --continue",
                "sendfile --name x a b",
                "sendfile - -",
                "plugins end",
                "plugins start",
                "verify p1",
                "verify p1 0 --show",
                "chat --json",
                "rpc x [",
                "rpc x 1",
                "--socket= status")) {
            Result result = place.ctl(line.isEmpty() ? new String[0] : line.split(" ", -1));
            assertEquals(2, result.exit(), result::toString);
            check(locale).accept(result.saysOneLine().err());
        }
        for (String command : List.of("status", "send x", "sendfile /dev/nullx", "recv")) {
            check(locale).accept(place.ctl(command.split(" ", -1)).saysOneLine().err());
        }
    }

    @ParameterizedTest
    @CsvSource({"fr_FR.UTF-8", "C"})
    void aDayWithAPeer(String locale) throws Exception {
        Consumer<String> check = check(locale);
        Path files = Files.createDirectory(temp.resolve("d"));
        String sent = Files.writeString(temp.resolve("x.bin"), "x").toString();
        try (Daemon a = place("a", locale).start("-s", "127.0.0.1", "-p", "0", "--name", "anna");
                Daemon b = place("b", locale).start("-c", "127.0.0.1:" + a.port(), "--name", "bert")) {
            String bert = (String) a.peer("bert").get("id");
            says(check, a, "offers");
            says(check, a, "transfers");
            says(check, b, "send", "x");
            try (Child sending = b.place.startCtl("sendfile", sent)) {
                Await.until("an offer", () -> a.ctl("offers", "--json").array().size() == 1);
                says(check, a, "offers");
                says(check, b, "transfers");
                says(check, a, "accept", "o1", "--into", files.toString());
                check.accept("$ " + sending.finish(Await.PATIENCE).exits(0).err());
            }
            try (Child refused = b.place.startCtl("sendfile", sent)) {
                Await.until("an offer", () -> a.ctl("offers", "--json").array().size() == 1);
                says(check, a, "refuse", "o2");
                check.accept(refused.finish(Await.PATIENCE).exits(5).err());
            }
            try (Child asking = a.place.startCtl("challenge", bert, "--wait", "30s")) {
                asking.type("secret\n");
                asking.closeInput();
                Await.until(
                        "a question",
                        () -> !b.ctl("rpc", "challenge.list").out().strip().equals("[]"));
                b.place.ctlReading("another\n", "answer").exits(0);
                check.accept(
                        asking.finish(Await.PATIENCE).exits(5).saysOneLine().err());
            }
            Stream.of(
                            "status",
                            "peers",
                            "users",
                            "plugins",
                            "transfers",
                            "recv --all",
                            "send --to nobody x",
                            "send --authenticated x",
                            "accept o9",
                            "cancel t9",
                            "refuse o9",
                            "answer",
                            "disconnect nobody",
                            "reload",
                            "unlock",
                            "plugins start nope",
                            "rpc nope",
                            "connect nosuch.invalid --wait 5s",
                            "connect 127.0.0.1:1 --wait 1s",
                            "peers",
                            "doctor",
                            "recv --wait 1s --since 99",
                            "verify " + bert + " abc",
                            "challenge nobody")
                    .forEach(line -> says(check, a, line.split(" ", -1)));
            b.ctl("stop");
            Await.until("bert to leave", () -> a.peers().size() == 1);
            says(check, a, "recv", "--all");
        }
    }

    private static void says(Consumer<String> check, Daemon daemon, String... command) {
        try {
            Result result = daemon.place.ctl(command);
            // Folders of the machine may be called anything.
            check.accept("$ " + result.out().replaceAll("/\\S*", "/") + result.err());
        } catch (Exception e) {
            throw new AssertionError(String.join(" ", command), e);
        }
    }

    @Test
    void theManual() throws Exception {
        try (var in = new GZIPInputStream(Files.newInputStream(Place.DIST.resolve("share/man/fr/man1/usi-ctl.1.gz")))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertFrench(text.substring(text.indexOf("DESCRIPTION"), text.indexOf("ENVIRONNEMENT"))
                    .replace("\\-", "-")
                    .replace("\\(aq", "'")
                    .replaceAll("(?m)^\\.SS .*|^\\.[A-Z]+|\\\\f[A-Z]|\\\\&", " "));
        }
    }
}
