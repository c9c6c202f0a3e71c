package io.usi.ctl;

import io.usi.ctl.command.Arguments;
import io.usi.ctl.command.Syntax;
import io.usi.ctl.command.Syntax.Takes;
import io.usi.ctl.text.Sentences;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads any arguments of a command, and tells what is wrong with them. They are texts and paths: nothing is expanded. */
final class FullParser {
    private final Syntax syntax;
    private final CommandLine parser;

    FullParser(Syntax syntax) {
        this.syntax = syntax;
        parser = new CommandLine(spec(syntax))
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true)
                .setPosixClusteredShortOptionsAllowed(false);
    }

    private static CommandSpec spec(Syntax syntax) {
        CommandSpec spec = CommandSpec.create().name("usi-ctl " + syntax.name());
        spec.usageMessage()
                .synopsisHeading(Sentences.translated("Usage:") + " ")
                .description(Sentences.translated(syntax.summary()))
                .abbreviateSynopsis(false)
                .sortOptions(false)
                .footer(footer(syntax.examples()));
        syntax.ownOptions().forEach(option -> spec.addOption(spec(option)));
        Syntax.SHARED.forEach(option -> spec.addOption(spec(option)));
        int index = 0;
        for (Syntax.Operand operand : syntax.allOperands()) {
            spec.addPositional(spec(operand, index++));
        }
        return spec;
    }

    private static String[] footer(List<String> examples) {
        List<String> lines =
                new ArrayList<>(List.of("", Sentences.translated(examples.size() == 1 ? "Example:" : "Examples:")));
        examples.forEach(example -> lines.add("  " + Sentences.translated(example)));
        return lines.toArray(String[]::new);
    }

    private static OptionSpec spec(Syntax.Option option) {
        OptionSpec.Builder builder = OptionSpec.builder(option.names().toArray(String[]::new))
                .description(Sentences.translated(option.help()));
        switch (option.takes()) {
            case NOTHING ->
                builder.type(boolean.class)
                        .arity("0")
                        .usageHelp(option.equals(Syntax.HELP))
                        .versionHelp(option.equals(Syntax.VERSION));
            case VALUE -> builder.type(String.class).paramLabel(Sentences.translated(option.label()));
            case VALUES ->
                builder.type(List.class).auxiliaryTypes(String.class).paramLabel(Sentences.translated(option.label()));
        }
        return builder.build();
    }

    private static PositionalParamSpec spec(Syntax.Operand operand, int index) {
        return PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .index(operand.several() ? index + "..*" : Integer.toString(index))
                .arity(arity(operand))
                .required(operand.required())
                .paramLabel(Sentences.translated(operand.label()))
                .description(Sentences.translated(operand.help()))
                .build();
    }

    private static String arity(Syntax.Operand operand) {
        String most = operand.several() ? "*" : "1";
        return operand.required() ? operand.several() ? "1..*" : "1" : "0.." + most;
    }

    /**
     * Reads them.
     *
     * @throws CtlException where they are not what the command accepts
     */
    Arguments parse(List<String> arguments) {
        try {
            ParseResult result = parser.parseArgs(arguments.toArray(new String[0]));
            return new Arguments(options(result), operands(result));
        } catch (MissingParameterException e) {
            Optional<String> dash = dash(arguments);
            if (dash.isPresent()) {
                throw CtlException.usage(unknown(dash.get()));
            }
            throw CtlException.usage(
                    missing(e.getMissing()) + " is missing: see 'usi-ctl " + syntax.name() + " --help'");
        } catch (UnmatchedArgumentException e) {
            throw CtlException.usage(unknown(e.getUnmatched().get(0)));
        } catch (ParameterException e) {
            throw CtlException.usage(e.getMessage() + ": see 'usi-ctl " + syntax.name() + " --help'");
        }
    }

    private Map<String, List<String>> options(ParseResult result) {
        List<Syntax.Option> all = new ArrayList<>(syntax.ownOptions());
        all.addAll(Syntax.SHARED);
        Map<String, List<String>> given = new HashMap<>();
        for (Syntax.Option option : all) {
            OptionSpec spec = result.matchedOption(option.name());
            if (spec != null) {
                given.put(option.name(), option.takes() == Takes.NOTHING ? List.of() : values(spec.getValue()));
            }
        }
        return given;
    }

    private List<String> operands(ParseResult result) {
        List<String> operands = new ArrayList<>();
        for (PositionalParamSpec spec : parser.getCommandSpec().positionalParameters()) {
            // The result has one once for each run of operands between options, always with all its values.
            if (result.matchedPositionals().contains(spec)) {
                operands.addAll(values(spec.getValue()));
            }
        }
        return operands;
    }

    private static List<String> values(Object value) {
        List<String> values = new ArrayList<>();
        for (Object one : value instanceof List<?> list ? list : List.of(value)) {
            values.add((String) one);
        }
        return values;
    }

    private static String missing(List<ArgSpec> missing) {
        return missing.isEmpty() ? "something" : missing.get(0).paramLabel();
    }

    /** What begins with a dash and is no option: it may be meant for what is missing. */
    private Optional<String> dash(List<String> arguments) {
        Set<String> known = Stream.concat(syntax.ownOptions().stream(), Syntax.SHARED.stream())
                .flatMap(option -> option.names().stream())
                .collect(Collectors.toSet());
        return arguments.stream()
                .takeWhile(argument -> !argument.equals("--"))
                .filter(argument -> argument.startsWith("-") && argument.length() > 1)
                .filter(argument -> !known.contains(argument.replaceFirst("=.*", "")))
                .findFirst();
    }

    private String unknown(String argument) {
        String help = "see 'usi-ctl " + syntax.name() + " --help'";
        if (argument.startsWith("-") && argument.length() > 1) {
            return "there is no option " + argument + " (before a text or a name that begins with a dash, put --): "
                    + help;
        }
        return "'" + argument + "' is one argument too many (put quotes around what has blanks): " + help;
    }

    String usage() {
        return parser.setUsageHelpWidth(100)
                .getUsageMessage(CommandLine.Help.Ansi.OFF)
                .stripTrailing();
    }
}
