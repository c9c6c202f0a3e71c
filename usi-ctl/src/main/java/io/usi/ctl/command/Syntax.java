package io.usi.ctl.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What a command accepts. Every command also has {@code --socket}, {@code --json} and {@code --help}. */
public final class Syntax {
    private final String name;
    private final String summary;
    private final CommandSpec spec = CommandSpec.create();
    private int operands;
    private String example;

    /** Begins with the name, and a sentence of help. */
    public Syntax(String name, String summary) {
        this.name = name;
        this.summary = summary;
        spec.name("usi-ctl " + name);
        spec.usageMessage().description(summary).abbreviateSynopsis(false).sortOptions(false);
    }

    /** An option without a value. */
    public Syntax flag(String option, String help) {
        spec.addOption(OptionSpec.builder(option)
                .type(boolean.class)
                .arity("0")
                .description(help)
                .build());
        return this;
    }

    /** An option with a value. */
    public Syntax option(String option, String value, String help) {
        spec.addOption(OptionSpec.builder(option)
                .type(String.class)
                .paramLabel(value)
                .description(help)
                .build());
        return this;
    }

    /** An option with a value that may be given several times. */
    public Syntax options(String option, String value, String help) {
        spec.addOption(OptionSpec.builder(option)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(value)
                .description(help)
                .build());
        return this;
    }

    /** The next operand. */
    public Syntax operand(String label, String help) {
        return operand(label, "1", Integer.toString(operands), help);
    }

    /** The next operand, which may be left out. */
    public Syntax optionalOperand(String label, String help) {
        return operand(label, "0..1", Integer.toString(operands), help);
    }

    /** One or more operands, the last ones. */
    public Syntax operands(String label, String help) {
        return operand(label, "1..*", operands + "..*", help);
    }

    private Syntax operand(String label, String arity, String index, String help) {
        spec.addPositional(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .index(index)
                .arity(arity)
                .required(!arity.startsWith("0"))
                .paramLabel(label)
                .description(help)
                .build());
        operands++;
        return this;
    }

    /** Lines of help that show its use. */
    public Syntax example(String... lines) {
        example = lines[0];
        String[] footer = new String[lines.length + 2];
        footer[0] = "";
        footer[1] = lines.length == 1 ? "Example:" : "Examples:";
        for (int i = 0; i < lines.length; i++) {
            footer[i + 2] = "  " + lines[i];
        }
        spec.usageMessage().footer(footer);
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

    /** A line that shows its use. */
    public String example() {
        return example;
    }

    /** The parser's model, with what every command has. */
    public CommandSpec complete() {
        option("--socket", "PATH", "The daemon's control socket ($USI_SOCKET).");
        flag("--json", "Print results as the daemon sends them, one JSON value a line.");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .type(boolean.class)
                .arity("0")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .type(boolean.class)
                .arity("0")
                .versionHelp(true)
                .description("Show the version.")
                .build());
        return spec;
    }
}
