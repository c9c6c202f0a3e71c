package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications of Windows, shown by a stand-in for PowerShell that writes down what it is given. */
class NotifyWindowsIT {
    private static final String[] LISTEN = {"-s", "127.0.0.1", "-p", "0", "--notifications"};
    private static final String HOSTILE = "\"; calc; '$(calc)`calc`]]></text>&%PATH%\ud83d\udd10 <b>x</b>";

    @TempDir
    Path temp;

    private Path calls;

    private Path standIn(String andThen) throws Exception {
        calls = Files.createDirectory(temp.resolve("calls"));
        Path script = Files.writeString(temp.resolve("powershell"), """
                #!/bin/sh
                new=$(mktemp -d "%1$s/new.XXXXXX")
                printf '%%s\\n' "$@" >"$new/arguments"
                cat >"$new/input"
                mv "$new" "%1$s/call.$$"
                %2$s
                """.formatted(calls, andThen));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** The title, the text and the hint of the call with a text. */
    private List<String> shown(String text) {
        return Await.value("a notification", () -> lines().stream()
                .filter(lines -> lines.get(2).contains(text))
                .map(lines -> lines.subList(1, 4))
                .findFirst());
    }

    private List<List<String>> lines() throws Exception {
        try (Stream<Path> all = Files.list(calls)) {
            return all.filter(call -> call.getFileName().toString().startsWith("call."))
                    .map(NotifyWindowsIT::lines)
                    .toList();
        }
    }

    private static List<String> lines(Path call) {
        try {
            return Files.readAllLines(call.resolve("input")).stream()
                    .map(line -> new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Object> problem(Daemon daemon) throws Exception {
        return daemon.ctl("plugins", "--json").array().stream()
                .filter(plugin -> "notify-windows".equals(plugin.get("id")))
                .findFirst()
                .map(plugin -> plugin.get("problem"));
    }

    @Test
    void messagesAndFilesAreShown() throws Exception {
        Path file = Files.write(temp.resolve("file"), Data.random(1_500_000));
        Place place = new Place(temp, "place");
        try (Daemon daemon = place.start(Usi24.concat(
                        LISTEN, "--notify-powershell", standIn("").toString(), "--notify-windows-no-peers"));
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            peer.say(HOSTILE);
            assertEquals(List.of("peer", HOSTILE, " "), shown("calc"));
            peer.tell("file", Map.of("path", file.toString(), "name", "a'b.bin"));
            Object offer = daemon.offer().get("id");
            assertEquals(
                    List.of("peer", "Offers a file: a'b.bin", "1.5 MB: usi-ctl accept " + offer),
                    shown("Offers a file"));
            try (Stream<Path> all = Files.list(calls)) {
                List<String> arguments =
                        all.map(NotifyWindowsIT::arguments).distinct().toList();
                assertEquals(1, arguments.size(), "whatever is shown, the arguments are the same");
            }
            assertEquals(Optional.empty(), problem(daemon));
        }
    }

    private static String arguments(Path call) {
        try {
            return Files.readString(call.resolve("arguments"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFailureIsToldInOneLineAndForgottenOnceItWorks() throws Exception {
        Path script = standIn("[ -e \"$0.mended\" ] || exit 3");
        try (Daemon daemon = new Place(temp, "place")
                        .start(Usi24.concat(
                                LISTEN, "--notify-powershell", script.toString(), "--notify-windows-no-peers"));
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            peer.say("secret-Qz61");
            Await.until("the problem to be told", () -> problem(daemon).isPresent());
            assertTrue(
                    problem(daemon)
                            .orElseThrow()
                            .toString()
                            .contains("PowerShell could not show a notification (exit code 3)"),
                    () -> daemon.log());
            Files.createFile(temp.resolve("powershell.mended"));
            Await.until("a notification to be shown again", () -> {
                peer.say("again");
                return problem(daemon).isEmpty();
            });
            assertFalse(daemon.log().contains("Qz61"), daemon::log);
        }
    }

    @Test
    void elsewhereThanOnWindowsItKeepsQuiet() throws Exception {
        try (Daemon daemon = new Place(temp, "place").start(LISTEN);
                Usi24 peer = Usi24.client(temp.resolve("peer"), daemon.port(), "--name", "peer")) {
            peer.opened();
            peer.say("hello");
            daemon.message("hello");
            daemon.stop();
            assertFalse(daemon.log().contains("notify-windows"), daemon::log);
        }
    }
}
