package io.usi.ctl;

import io.usi.ctl.command.Arguments;
import io.usi.ctl.command.Syntax;
import io.usi.ctl.command.Syntax.Option;
import io.usi.ctl.command.Syntax.Takes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads arguments that are right and written in the usual way, which takes a fraction of the time that a command needs with
 * {@link FullParser}. What it reads it reads like that one; whatever leaves any doubt, it leaves to it.
 */
final class PlainParser {
    private static final String END_OF_OPTIONS = "--";

    private final Syntax syntax;
    private final List<String> arguments;
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> operands = new ArrayList<>();
    private int at;

    private PlainParser(Syntax syntax, List<String> arguments) {
        this.syntax = syntax;
        this.arguments = arguments;
    }

    /** Reads them; empty where {@link FullParser} has to. */
    static Optional<Arguments> parse(Syntax syntax, List<String> arguments) {
        PlainParser parser = new PlainParser(syntax, arguments);
        return parser.read() && parser.countFits()
                ? Optional.of(new Arguments(parser.options, parser.operands))
                : Optional.empty();
    }

    private boolean read() {
        while (at < arguments.size()) {
            String word = arguments.get(at++);
            if (word.equals(END_OF_OPTIONS)) {
                operands.addAll(arguments.subList(at, arguments.size()));
                return true;
            }
            if (isOperand(word)) {
                operands.add(word);
            } else if (!readOption(word)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOperand(String word) {
        return !word.startsWith("-") || word.equals("-");
    }

    private boolean readOption(String word) {
        int equals = word.indexOf('=');
        Option option = find(equals < 0 ? word : word.substring(0, equals));
        if (option == null || is(option, Syntax.HELP) || is(option, Syntax.VERSION)) {
            return false;
        }
        if (option.takes() == Takes.NOTHING) {
            options.put(option.name(), List.of());
            return equals < 0;
        }
        String value = equals >= 0 ? word.substring(equals + 1) : at < arguments.size() ? arguments.get(at++) : "";
        if (value.isEmpty() || value.startsWith("-") || value.startsWith("=")) {
            return false;
        }
        List<String> values = given(option);
        values.add(value);
        return option.takes() == Takes.VALUES || values.size() == 1;
    }

    /** By name: records compare themselves with code that is made when it is first run. */
    private static boolean is(Option option, Option other) {
        return option.name().equals(other.name());
    }

    private List<String> given(Option option) {
        List<String> values = options.get(option.name());
        if (values == null) {
            values = new ArrayList<>();
            options.put(option.name(), values);
        }
        return values;
    }

    private Option find(String name) {
        Option own = find(name, syntax.ownOptions());
        return own == null ? find(name, Syntax.SHARED) : own;
    }

    private static Option find(String name, List<Option> among) {
        for (Option option : among) {
            if (option.names().contains(name)) {
                return option;
            }
        }
        return null;
    }

    private boolean countFits() {
        int required = 0;
        boolean several = false;
        for (Syntax.Operand operand : syntax.allOperands()) {
            required += operand.required() ? 1 : 0;
            several |= operand.several();
        }
        return operands.size() >= required
                && (several || operands.size() <= syntax.allOperands().size());
    }
}
