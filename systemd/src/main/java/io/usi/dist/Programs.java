package io.usi.dist;

import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;
import io.usi.daemon.cli.Option;
import io.usi.daemon.cli.Option.Takes;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
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
    static Program daemon(List<Option> options, Sentences sentences) {
        return new Program(
                "usi-daemon",
                options.stream().map(option -> opt(option, sentences)).toList(),
                List.of());
    }

    private static Opt opt(Option option, Sentences sentences) {
        boolean perhaps = option.takes() == Takes.PERHAPS || option.takes() == Takes.PERHAPS_OFTEN;
        return new Opt(
                option.names(),
                option.parameter(sentences),
                perhaps,
                option.takes() == Takes.PERHAPS_OFTEN,
                option.help(sentences));
    }

    /** {@code usi-ctl}. */
    static Program ctl(Sentences sentences) {
        boolean french = sentences.language() == Language.FRENCH;
        List<Command> commands = new ArrayList<>();
        for (String name : Commands.NAMES) {
            commands.add(command(Commands.find(name).syntax(), sentences));
        }
        commands.add(new Command(
                "help",
                french
                        ? "Montre l'aide de toutes les commandes, ou d'une."
                        : "Show the help of all commands, or of one.",
                List.of(),
                List.of(new Operand(
                        sentences.translated(TAKES_A_COMMAND), false, false, french ? "Laquelle." : "Which one.")),
                List.of("usi-ctl help send")));
        return new Program(PROGRAM, options(Syntax.SHARED, sentences), List.copyOf(commands));
    }

    private static Command command(Syntax syntax, Sentences sentences) {
        return new Command(
                syntax.name(),
                sentences.translated(syntax.summary()),
                options(syntax.ownOptions(), sentences),
                syntax.allOperands().stream()
                        .map(operand -> new Operand(
                                sentences.translated(operand.label()),
                                operand.required(),
                                operand.several(),
                                sentences.translated(operand.help())))
                        .toList(),
                syntax.examples().stream().map(sentences::translated).toList());
    }

    private static List<Opt> options(List<Syntax.Option> options, Sentences sentences) {
        return options.stream()
                .map(option -> new Opt(
                        option.names(),
                        sentences.translated(option.label()),
                        false,
                        option.takes() == Syntax.Takes.VALUES,
                        sentences.translated(option.help())))
                .toList();
    }
}
