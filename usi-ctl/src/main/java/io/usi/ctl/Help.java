package io.usi.ctl;

import io.usi.ctl.command.Command;
import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;

/** The help of all commands, and of one. */
final class Help {
    private static final int COLUMN = 12;

    private Help() {}

    static String of(Command command) {
        return new CommandParser(command.syntax()).usage();
    }

    static String all() {
        StringBuilder examples = new StringBuilder();
        StringBuilder help = new StringBuilder("""
                Usage: usi-ctl COMMAND [ARGUMENT]...
                Drives a usi-daemon through its control socket.

                Commands:
                """);
        for (String name : Commands.NAMES) {
            Syntax syntax = Commands.find(name).syntax();
            help.append("  ")
                    .append(name)
                    .append(" ".repeat(COLUMN - name.length()))
                    .append(syntax.summary())
                    .append('\n');
            examples.append("  ").append(syntax.example()).append('\n');
        }
        help.append("\nExamples:\n").append(examples);
        return help.append("""

                        'usi-ctl COMMAND --help' tells more.

                        Options of every command, before or after it:
                          --socket PATH  The daemon's control socket. Default: $USI_SOCKET, else
                                         $XDG_RUNTIME_DIR/usi/control.sock, else /run/usi/control.sock for root.
                          --json         Print results as the daemon sends them, one JSON value a line.
                          -h, --help     Show help.
                          -V, --version  Show the version.

                        PEER is an id, a name or an address that one peer alone has. Durations: 500ms, 30s, 5m, 1h.
                        Ends with: 0 done, 1 the daemon said no, 2 wrong usage, 3 no daemon at the socket, 4 no such
                        peer or none connected, 5 refused by the peer, 6 timed out, 7 not permitted.""").toString();
    }
}
