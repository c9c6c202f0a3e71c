package io.usi.ctl.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a command accepts, as data: the parsers, the help, the manual and the completions are made of it. Every command also
 * has the options of {@link #SHARED}.
 */
public final class Syntax {
    /** What the value of an option may be. */
    public enum Takes {
        /** It has none. */
        NOTHING,
        /** One. */
        VALUE,
        /** One, and the option may be given several times. */
        VALUES
    }

    /**
     * An option.
     *
     * @param names all of them, the long one last
     * @param label the word for its value; empty where it has none
     */
    public record Option(List<String> names, Takes takes, String label, String help) {
        /** The name to speak of it by. */
        public String name() {
            return names.get(names.size() - 1);
        }
    }

    /**
     * An operand.
     *
     * @param several whether it takes all that follow; then it is the last
     */
    public record Operand(String label, boolean required, boolean several, String help) {}

    /** Shows the help, whatever else is given. */
    public static final Option HELP = new Option(List.of("-h", "--help"), Takes.NOTHING, "", "Show this help.");
    /** Shows the version, whatever else is given. */
    public static final Option VERSION = new Option(List.of("-V", "--version"), Takes.NOTHING, "", "Show the version.");
    /** The options of every command. */
    public static final List<Option> SHARED = List.of(
            new Option(List.of("--socket"), Takes.VALUE, "PATH", "The daemon's control socket ($USI_SOCKET)."),
            new Option(
                    List.of("--json"),
                    Takes.NOTHING,
                    "",
                    "Print results as the daemon sends them, one JSON value a line."),
            HELP,
            VERSION);

    private final String name;
    private final String summary;
    private final List<Option> options = new ArrayList<>();
    private final List<Operand> operands = new ArrayList<>();
    private List<String> examples = List.of();

    /** Begins with the name, and a sentence of help. */
    public Syntax(String name, String summary) {
        this.name = name;
        this.summary = summary;
    }

    /** An option without a value. */
    public Syntax flag(String option, String help) {
        options.add(new Option(List.of(option), Takes.NOTHING, "", help));
        return this;
    }

    /** An option with a value. */
    public Syntax option(String option, String value, String help) {
        options.add(new Option(List.of(option), Takes.VALUE, value, help));
        return this;
    }

    /** An option with a value that may be given several times. */
    public Syntax options(String option, String value, String help) {
        options.add(new Option(List.of(option), Takes.VALUES, value, help));
        return this;
    }

    /** The next operand. */
    public Syntax operand(String label, String help) {
        operands.add(new Operand(label, true, false, help));
        return this;
    }

    /** The next operand, which may be left out. */
    public Syntax optionalOperand(String label, String help) {
        operands.add(new Operand(label, false, false, help));
        return this;
    }

    /** One or more operands, the last ones. */
    public Syntax operands(String label, String help) {
        operands.add(new Operand(label, true, true, help));
        return this;
    }

    /** Any number of operands, the last ones. */
    public Syntax optionalOperands(String label, String help) {
        operands.add(new Operand(label, false, true, help));
        return this;
    }

    /** Lines of help that show its use. */
    public Syntax example(String... lines) {
        examples = List.of(lines);
        return this;
    }

    /** How the user calls it. */
    public String name() {
        return name;
    }

    /** What it does, in a sentence. */
    public String summary() {
        return summary;
    }

    /** Lines that show its use; at least one. */
    public List<String> examples() {
        return examples;
    }

    /** Its own options, without those of every command. */
    public List<Option> ownOptions() {
        return Collections.unmodifiableList(options);
    }

    /** Its operands in order. */
    public List<Operand> allOperands() {
        return Collections.unmodifiableList(operands);
    }
}
