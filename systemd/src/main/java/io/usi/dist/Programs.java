package io.usi.dist;

import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Syntax;
import io.usi.daemon.cli.Option;
import io.usi.daemon.cli.Option.Takes;
import io.usi.dist.Program.Command;
import io.usi.dist.Program.Operand;
import io.usi.dist.Program.Opt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

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
        List<Opt> shared = options(new Syntax("", "").complete());
        List<Command> commands = new ArrayList<>();
        for (String name : Commands.NAMES) {
            commands.add(command(Commands.find(name).syntax(), shared));
        }
        commands.add(new Command(
                "help",
                "Show the help of all commands, or of one.",
                List.of(),
                List.of(new Operand(TAKES_A_COMMAND, false, false, "Which one.")),
                List.of("usi-ctl help send")));
        return new Program(PROGRAM, shared, List.copyOf(commands));
    }

    private static Command command(Syntax syntax, List<Opt> shared) {
        CommandSpec spec = syntax.complete();
        List<Opt> options = new ArrayList<>(options(spec));
        options.removeAll(shared);
        List<Operand> operands = spec.positionalParameters().stream()
                .map(operand -> new Operand(
                        operand.paramLabel(),
                        operand.required(),
                        operand.arity().isVariable(),
                        help(operand)))
                .toList();
        List<String> examples = Arrays.stream(spec.usageMessage().footer())
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .toList();
        return new Command(syntax.name(), syntax.summary(), List.copyOf(options), operands, examples);
    }

    private static List<Opt> options(CommandSpec spec) {
        return spec.options().stream().map(Programs::opt).toList();
    }

    private static Opt opt(OptionSpec option) {
        return new Opt(
                List.of(option.names()),
                option.arity().max() == 0 ? "" : option.paramLabel(),
                option.arity().min() == 0 && option.arity().max() > 0,
                List.class.isAssignableFrom(option.type()),
                help(option));
    }

    private static String help(ArgSpec spec) {
        return String.join(" ", spec.description());
    }
}
