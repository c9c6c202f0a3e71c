package io.usi.ctl;

import io.usi.ctl.command.Syntax;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads a command's arguments. They are texts and paths: nothing in them is expanded. */
final class CommandParser {
    private final CommandLine parser;
    private final String name;

    CommandParser(Syntax syntax) {
        name = syntax.name();
        parser = new CommandLine(syntax.complete())
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setOverwrittenOptionsAllowed(true)
                .setPosixClusteredShortOptionsAllowed(false);
    }

    /**
     * Reads them.
     *
     * @throws CtlException where they are not what the command accepts
     */
    ParseResult parse(List<String> arguments) {
        try {
            return parser.parseArgs(arguments.toArray(new String[0]));
        } catch (MissingParameterException e) {
            throw CtlException.usage(missing(e.getMissing()) + " is missing: see 'usi-ctl " + name + " --help'");
        } catch (UnmatchedArgumentException e) {
            throw CtlException.usage(unknown(e.getUnmatched().get(0)));
        } catch (ParameterException e) {
            throw CtlException.usage(e.getMessage() + ": see 'usi-ctl " + name + " --help'");
        }
    }

    private static String missing(List<ArgSpec> missing) {
        return missing.isEmpty() ? "something" : missing.get(0).paramLabel();
    }

    private String unknown(String argument) {
        String help = "see 'usi-ctl " + name + " --help'";
        if (argument.startsWith("-") && argument.length() > 1) {
            return "there is no option " + argument + " (before a text that begins with a dash, put --): " + help;
        }
        return "'" + argument + "' is one argument too many (put quotes around what has blanks): " + help;
    }

    String usage() {
        return parser.setUsageHelpWidth(100)
                .getUsageMessage(CommandLine.Help.Ansi.OFF)
                .stripTrailing();
    }
}
