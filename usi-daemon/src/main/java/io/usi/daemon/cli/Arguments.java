package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.cli.Option.Takes;
import io.usi.daemon.config.Given;
import io.usi.daemon.config.Keys;
import io.usi.daemon.config.Place;
import io.usi.daemon.text.Sentences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads a command line. No error says more of it than the names of options: any other word may be a secret. */
final class Arguments {
    /** What an option without its optional value gets: nothing that can be typed. */
    static final String BARE = "\0";

    private static final int WIDTH = 100;

    private final List<Option> options;
    private final CommandLine parser;

    Arguments(List<Option> options, Sentences sentences) {
        this.options = options;
        CommandSpec spec = CommandSpec.create().name("usi-daemon");
        options.forEach(option -> spec.addOption(spec(option, sentences)));
        UnaryOperator<String> say = english -> text(sentences.translated(english));
        spec.usageMessage()
                .width(WIDTH)
                .adjustLineBreaksForWideCJKCharacters(true)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .synopsisHeading(say.apply("Usage:") + " ")
                .description(say.apply("Keeps encrypted sessions to peers open; usi-ctl makes use of them."))
                .optionListHeading("%n" + say.apply("Options:") + "%n")
                .footerHeading("%n" + say.apply("Example:") + "%n")
                .footer(
                        "  " + say.apply("one machine:    usi-daemon --listen 127.0.0.1 --name machine"),
                        "  " + say.apply("another one:    usi-daemon --connect localhost --socket ./a.sock"),
                        "  " + say.apply("and then:       usi-ctl --socket ./a.sock send \"hello\""));
        parser = new CommandLine(spec)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setUnmatchedOptionsAllowedAsOptionParameters(false)
                .setToggleBooleanFlags(false);
    }

    private static OptionSpec spec(Option option, Sentences sentences) {
        OptionSpec.Builder builder = OptionSpec.builder(option.names().toArray(String[]::new))
                .description(text(option.help(sentences)))
                .paramLabel(option.parameter(sentences));
        return switch (option.takes()) {
            case NOTHING -> builder.type(Boolean.class).arity("0").build();
            case VALUE, SECRET -> builder.type(String.class).arity("1").build();
            case PERHAPS ->
                builder.type(String.class).arity("0..1").fallbackValue(BARE).build();
            case PERHAPS_OFTEN ->
                builder.type(List.class)
                        .auxiliaryTypes(String.class)
                        .arity("0..1")
                        .fallbackValue(BARE)
                        .build();
        };
    }

    /** A text that picocli neither formats nor colours. */
    private static String text(String words) {
        return words.replace("%", "%%").replace("@|", "@ |");
    }

    String help() {
        return parser.getUsageMessage(Ansi.OFF);
    }

    /**
     * Reads the arguments.
     *
     * @return the values by their keys: a String, a Boolean, or a List of Strings
     * @throws UsiException with {@link ErrorCode#USAGE}
     */
    Map<String, Given> read(List<String> arguments) {
        ParseResult result;
        try {
            result = parser.parseArgs(arguments.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw usage(unmatched(e.getUnmatched()));
        } catch (MissingParameterException e) {
            throw usage(name(e.getMissing().get(0)) + " needs a value");
        } catch (OverwrittenOptionException e) {
            throw usage(name(e.getOverwritten()) + " is given more than once");
        } catch (ParameterException e) {
            throw usage(Optional.ofNullable(e.getArgSpec()).map(Arguments::name).orElse("the command line")
                    + " makes no sense as it is");
        }
        Map<String, Given> values = new LinkedHashMap<>();
        for (Option option : options) {
            OptionSpec spec = result.matchedOption(option.name());
            if (spec != null) {
                Object value = option.takes() == Takes.NOTHING ? (Object) true : spec.getValue();
                refuseOptions(option, value);
                values.put(option.key(), new Given(value, new Place.Option(option.name())));
            }
        }
        return values;
    }

    /** An option that is not known looks to picocli like the value that the one before it may have. */
    private void refuseOptions(Option option, Object value) {
        if (option.takes() == Takes.PERHAPS || option.takes() == Takes.PERHAPS_OFTEN) {
            List<String> words = new ArrayList<>();
            for (Object each : value instanceof List<?> list ? list : List.of(value)) {
                words.add((String) each);
            }
            words.removeIf(word -> !word.startsWith("-"));
            if (!words.isEmpty()) {
                throw usage(unmatched(words));
            }
        }
    }

    private String unmatched(List<String> words) {
        return words.stream()
                .filter(word -> word.length() > 1 && word.startsWith("-") && !known(word))
                .findFirst()
                .map(word -> {
                    boolean isLong = word.startsWith("--");
                    String name = isLong ? withoutSecret(word.split("=", 2)[0]) : word.substring(0, 2);
                    String clean = name.replaceAll("[^A-Za-z0-9.-]", "?");
                    return isLong
                            ? "there is no option " + clean + "; the nearest is " + nearest(clean)
                            : "there is no option " + clean;
                })
                .orElse("there is a word too many: each option takes one value at most");
    }

    /** A value that is written without a blank behind the option of a secret must not be shown. */
    private String withoutSecret(String word) {
        return options.stream()
                .filter(option -> option.takes() == Takes.SECRET)
                .flatMap(option -> option.names().stream())
                .filter(name -> name.startsWith("--") && word.startsWith(name))
                .findFirst()
                .map(name -> name + "...")
                .orElse(word);
    }

    private boolean known(String word) {
        return options.stream().anyMatch(option -> option.names().contains(word));
    }

    private String nearest(String name) {
        return Keys.nearest(
                name,
                options.stream()
                        .flatMap(option -> option.names().stream())
                        .filter(option -> option.startsWith("--"))
                        .toList());
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option
                ? Arrays.stream(option.names()).reduce((first, last) -> last).orElse("")
                : "the command line";
    }

    private static UsiException usage(String message) {
        return new UsiException(ErrorCode.USAGE, message);
    }
}
