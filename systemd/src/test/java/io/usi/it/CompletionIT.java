package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What shells propose, asked of the shells themselves. */
class CompletionIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Path SHARE = Place.DIST.resolve("share");

    @TempDir
    Path temp;

    private Place place;

    /** The shells, and how each is asked for what it proposes at the end of a line. */
    enum Shell {
        BASH("bash") {
            @Override
            List<String> command(List<String> line) {
                StringBuilder words = new StringBuilder();
                line.forEach(word -> words.append(" '").append(word).append('\''));
                String function = "_" + line.get(0).replace('-', '_');
                return List.of(
                        "-c",
                        "set -u; compopt() { :; }; source "
                                + SHARE.resolve("bash-completion/completions/" + line.get(0))
                                + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + (line.size() - 1) + "; " + function
                                + "; [ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"");
            }
        },
        FISH("fish") {
            @Override
            List<String> command(List<String> line) {
                return List.of(
                        "--no-config",
                        "-c",
                        "source " + SHARE.resolve("fish/vendor_completions.d/" + line.get(0) + ".fish")
                                + "; complete -C '" + String.join(" ", line) + "'");
            }
        },
        ZSH("zsh") {
            @Override
            List<String> command(List<String> line) {
                return List.of(
                        "-f",
                        ZSH_ASKS.toString(),
                        SHARE.resolve("zsh/site-functions").toString(),
                        String.join(" ", line));
            }
        };

        private static final Path ZSH_ASKS = Path.of(
                        System.getProperty("basedir", ""), "src/test/shell/completions.zsh")
                .toAbsolutePath();
        private final String program;

        Shell(String program) {
            this.program = program;
        }

        /** Its arguments, which let it print each proposal on a line, perhaps with a description behind a tab. */
        abstract List<String> command(List<String> line);
    }

    @BeforeEach
    void place() throws IOException {
        place = new Place(temp, "place")
                .with("PATH", Place.DIST.resolve("bin") + ":" + System.getenv("PATH"))
                .with("LC_ALL", "C.UTF-8")
                .with("TERM", "dumb");
    }

    private Set<String> proposed(Shell shell, String... line) throws Exception {
        List<String> command = new ArrayList<>(List.of(Tool.path(shell.program)));
        command.addAll(shell.command(List.of(line)));
        try (Child child = place.run(command.toArray(String[]::new))) {
            Result result = child.finish(LIMIT).exits(0);
            assertEquals("", result.err(), result::toString);
            Set<String> words = new TreeSet<>();
            result.out()
                    .lines()
                    .forEach(each -> words.add(each.replaceFirst("\t.*", "").strip()));
            return words;
        }
    }

    @ParameterizedTest
    @EnumSource
    void proposesCommandsAndOptions(Shell shell) throws Exception {
        assertEquals(Set.of("send", "sendfile"), proposed(shell, "usi-ctl", "sen"));
        assertTrue(proposed(shell, "usi-ctl", "").containsAll(Set.of("status", "help", "rpc")));
        assertEquals(Set.of("--to"), proposed(shell, "usi-ctl", "send", "--to"));
        assertTrue(proposed(shell, "usi-ctl", "send", "--").containsAll(Set.of("--to", "--unencrypted", "--socket")));
        assertFalse(proposed(shell, "usi-ctl", "send", "--").contains("--follow"));
        assertEquals(Set.of("start", "stop"), proposed(shell, "usi-ctl", "plugins", "st"));
        assertEquals(Set.of("message.send"), proposed(shell, "usi-ctl", "rpc", "message."));
        assertEquals(
                Set.of("--listen"),
                proposed(shell, "usi-daemon", "--li").stream()
                        .filter(option -> !option.startsWith("--lite"))
                        .collect(java.util.stream.Collectors.toSet()));
        assertEquals(Set.of("auto"), proposed(shell, "usi-daemon", "--protocol", "a"));
    }

    @ParameterizedTest
    @EnumSource
    void proposesFiles(Shell shell) throws Exception {
        Files.createFile(place.work.resolve("report.pdf"));
        Files.createDirectory(place.work.resolve("received"));
        assertTrue(proposed(shell, "usi-ctl", "sendfile", "rep").contains("report.pdf"));
        assertEquals(
                Set.of("received"),
                new TreeSet<>(proposed(shell, "usi-ctl", "accept", "--into", "re").stream()
                        .map(name -> name.replace("/", ""))
                        .toList()));
        assertTrue(proposed(shell, "usi-daemon", "--config", "rep").contains("report.pdf"));
    }

    @ParameterizedTest
    @EnumSource
    void proposesWhatTheDaemonKnows(Shell shell) throws Exception {
        Tool.path(shell.program);
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0");
                Daemon other = new Place(temp, "other")
                        .start("--connect", "127.0.0.1:" + daemon.port(), "--name", "\"id\":\"p9\" $(x)")) {
            Await.until("the peer", () -> daemon.peers().stream().anyMatch(peer -> "open".equals(peer.get("state"))));
            assertEquals(Set.of("p1"), proposed(shell, "usi-ctl", "disconnect", ""));
            assertEquals(Set.of("p1"), proposed(shell, "usi-ctl", "send", "--to", "p"));
            assertEquals(Set.of(), proposed(shell, "usi-ctl", "accept", "o"));
            Path file = Files.writeString(temp.resolve("x"), "hello");
            try (Child sending = other.place().startCtl("sendfile", file.toString())) {
                String offer = (String) daemon.offer().get("id");
                assertEquals(Set.of(offer), proposed(shell, "usi-ctl", "accept", "o"));
                daemon.ctl("refuse", offer);
                sending.finish(LIMIT).exits(5);
            }
        }
    }

    /** Nothing is started, nothing is said, and it does not wait. */
    @ParameterizedTest
    @EnumSource
    void isSilentWithoutADaemon(Shell shell) throws Exception {
        place.with("JAVA_HOME", "/nonexistent");
        assertEquals(Set.of(), proposed(shell, "usi-ctl", "send", "--to", ""));
        assertEquals(Set.of(), proposed(shell, "usi-ctl", "refuse", ""));
    }
}
