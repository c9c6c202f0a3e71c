package io.usi.ctl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.command.Commands;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    static final List<String> COMMANDS = Commands.NAMES;

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void every_command_has_help_with_an_example(String command) {
        for (String[] arguments : new String[][] {
            {command, "--help"}, {command, "-h"}, {"--help", command}, {"help", command}, {command, "--json", "-h"}
        }) {
            String help = Ctl.alone().run(arguments).succeeds().out();
            assertTrue(help.startsWith("Usage: usi-ctl " + command), help);
            assertTrue(help.contains("Example"), help);
            assertTrue(help.contains("\n  usi-ctl " + command) || help.contains("| usi-ctl " + command), help);
            assertTrue(help.contains("--socket") && help.contains("--json"), help);
        }
        String all = Ctl.alone().run("--help").succeeds().out();
        assertTrue(all.contains("\n  " + command + " "), all);
        assertTrue(all.contains("\n  usi-ctl " + command), all);
    }

    @Test
    void shows_its_version() {
        for (String[] arguments : new String[][] {{"-V"}, {"--version"}, {"--json", "-V"}, {"status", "--version"}}) {
            String version = Ctl.alone().run(arguments).succeeds().out();
            assertTrue(version.matches("usi-ctl [0-9]+\\.[0-9]+\\.[0-9]+\\S*\n"), version);
        }
    }

    @Test
    void needs_a_command() {
        Ctl.alone().run().fails(2, "--help");
        Ctl.alone().run("--json").fails(2, "--help");
        Ctl.alone().run("--nonsense").fails(2, "--nonsense");
        Ctl.alone().run("nonsense\u001b[2J").fails(2, "nonsense\\u{1b}[2J");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send",
                "send a b",
                "send --to",
                "send --wait x a",
                "send --nonsense a",
                "send -x",
                "recv --since x",
                "recv --since -1",
                "recv --wait 5s --follow",
                "recv x",
                "connect",
                "connect a --wait 1d",
                "disconnect",
                "accept",
                "accept o1 x",
                "accept o1 - --into .",
                "accept o1 --into",
                "refuse",
                "cancel",
                "challenge",
                "verify alice",
                "plugins remove x",
                "plugins start",
                "rpc",
                "rpc m {",
                "rpc m []",
                "rpc m 5",
                "sendfile",
                "sendfile --name x a b",
                "sendfile - -",
                "status x",
                "--bogus status",
                "status --json=5"
            })
    void refuses_wrong_usage(String arguments) {
        Ctl.alone()
                .with("USI_SOCKET", "/nonexistent/socket")
                .run(arguments.split(" "))
                .fails(2);
    }

    @Test
    void refuses_empty_values() {
        Ctl.alone().run("send", "").fails(2, "empty");
        Ctl.alone().run("accept", "o1", "--into", "").fails(2, "--into");
        Ctl.alone().run("sendfile", "--name", "", "/dev/null").fails(2, "--name");
        Ctl.alone().run("status", "--socket", "").fails(2, "--socket");
    }
}
