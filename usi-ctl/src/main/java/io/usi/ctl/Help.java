package io.usi.ctl;

import io.usi.ctl.command.Command;
import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;

/** The help of all commands, and of one. */
final class Help {
    private static final int COLUMN = 12;
    private static final int WIDTH = 100;

    private Help() {}

    static String of(Command command) {
        return new FullParser(command.syntax()).usage();
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
            examples.append("  ").append(syntax.examples().get(0)).append('\n');
        }
        help.append("\nExamples:\n").append(examples);
        return help.append("""

                        'usi-ctl COMMAND --help' tells more.

                        Options of every command, before or after it:
                          --socket PATH  The daemon's control socket. Default: $USI_SOCKET, else
                                         $XDG_RUNTIME_DIR/usi/control.sock, or /run/usi/control.sock
                                         where no daemon of yours has run since you logged in.
                          --json         Print results as the daemon sends them, one JSON value a line.
                          -h, --help     Show help.
                          -V, --version  Show the version.

                        PEER is an id, a name or an address that one peer alone has. Durations: 500ms, 30s, 5m, 1h.
                        Ends with:""").append(exits()).append('.').toString();
    }

    private static String exits() {
        StringBuilder all = new StringBuilder();
        int column = "Ends with:".length();
        for (Exit exit : Exit.values()) {
            String one = (exit == Exit.DONE ? " " : ", ") + exit.code() + " " + exit.meaning();
            if (column + one.length() >= WIDTH) {
                one = one.replaceFirst(" ", "\n");
                column = 0;
            }
            all.append(one);
            column += one.length();
        }
        return all.toString();
    }
}
