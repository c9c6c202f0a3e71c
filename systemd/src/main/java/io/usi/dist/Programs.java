package io.usi.dist;

import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;
import io.usi.daemon.cli.Option;
import io.usi.daemon.cli.Option.Takes;
import io.usi.dist.Program.Command;
import io.usi.dist.Program.Operand;
import io.usi.dist.Program.Opt;
import java.util.ArrayList;
import java.util.List;

/** Reads what the programs' own help is made of. */
final class Programs {
    private static final String PROGRAM = "usi-ctl";
    private static final String TAKES_A_COMMAND = "COMMAND";

    private Programs() {}

    /** {@code usi-daemon}, with the options of its plugins. */
    static Program daemon(List<Option> options, boolean french) {
        return new Program(
                "usi-daemon",
                options.stream().map(option -> opt(option, french)).toList(),
                List.of());
    }

    private static Opt opt(Option option, boolean french) {
        boolean perhaps = option.takes() == Takes.PERHAPS || option.takes() == Takes.PERHAPS_OFTEN;
        return new Opt(
                option.names(),
                option.parameter(),
                perhaps,
                option.takes() == Takes.PERHAPS_OFTEN,
                french ? option.helpFr() : option.help());
    }

    /** {@code usi-ctl}. */
    static Program ctl() {
        List<Command> commands = new ArrayList<>();
        for (String name : Commands.NAMES) {
            commands.add(command(Commands.find(name).syntax()));
        }
        commands.add(new Command(
                "help",
                "Show the help of all commands, or of one.",
                List.of(),
                List.of(new Operand(TAKES_A_COMMAND, false, false, "Which one.")),
                List.of("usi-ctl help send")));
        return new Program(PROGRAM, options(Syntax.SHARED), List.copyOf(commands));
    }

    private static Command command(Syntax syntax) {
        return new Command(
                syntax.name(),
                syntax.summary(),
                options(syntax.ownOptions()),
                syntax.allOperands().stream()
                        .map(operand ->
                                new Operand(operand.label(), operand.required(), operand.several(), operand.help()))
                        .toList(),
                syntax.examples());
    }

    private static List<Opt> options(List<Syntax.Option> options) {
        return options.stream()
                .map(option -> new Opt(
                        option.names(), option.label(), false, option.takes() == Syntax.Takes.VALUES, option.help()))
                .toList();
    }
}
