package io.usi.dist;

import io.usi.dist.Program.Command;
import io.usi.dist.Program.Kind;
import io.usi.dist.Program.Operand;
import io.usi.dist.Program.Opt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fills the completion scripts' frames, which are resources, with what the programs accept. */
final class Completions {
    private final Program daemon;
    private final Program ctl;
    private final List<String> methods;

    Completions(Program daemon, Program ctl, List<String> methods) {
        this.daemon = daemon;
        this.ctl = ctl;
        this.methods = List.copyOf(methods);
    }

    // bash

    /** Complete for {@code usi-daemon}. */
    Map<String, String> bashDaemon() {
        StringBuilder values = new StringBuilder();
        for (Opt option : daemon.options()) {
            if (option.takesValue()) {
                bashCase(values, String.join(" | ", option.names()), bash(option.kind()));
            }
        }
        return Map.of("@OPTIONS@", names(daemon.options()), "@VALUES@", values.toString());
    }

    /** And for {@code usi-ctl}. */
    Map<String, String> bashCtl() {
        StringBuilder values = new StringBuilder();
        for (Opt option : ctl.options()) {
            if (option.takesValue()) {
                bashCase(values, "*:" + option.name(), bash(option.kind()));
            }
        }
        StringBuilder options = new StringBuilder();
        StringBuilder operands = new StringBuilder();
        for (Command command : ctl.commands()) {
            for (Opt option : command.options()) {
                if (option.takesValue()) {
                    bashCase(values, command.name() + ":" + option.name(), bash(option.kind()));
                }
            }
            if (!command.options().isEmpty()) {
                bashCase(options, command.name(), names(command.options()));
            }
            for (int i = 0; i < command.operands().size(); i++) {
                Operand operand = command.operands().get(i);
                bashCase(operands, command.name() + ":" + (operand.several() ? "*" : i), bash(operand.kind()));
            }
        }
        return Map.of(
                "@COMMANDS@",
                String.join(" ", commandNames()),
                "@SHARED@",
                names(ctl.options()),
                "@OPTIONS@",
                options.toString(),
                "@OPERANDS@",
                operands.toString(),
                "@VALUES@",
                values.toString());
    }

    private static void bashCase(StringBuilder cases, String pattern, String words) {
        cases.append("        ")
                .append(pattern)
                .append(") echo '")
                .append(words)
                .append("' ;;\n");
    }

    private String bash(Kind kind) {
        if (kind instanceof Kind.Files) {
            return "files";
        }
        if (kind instanceof Kind.Folders) {
            return "folders";
        }
        if (kind instanceof Kind.Ids ids) {
            return "ids " + ids.command() + " " + ids.pattern();
        }
        List<String> words = words(kind);
        return words.isEmpty() ? "free" : "words " + String.join(" ", words);
    }

    private List<String> words(Kind kind) {
        if (kind instanceof Kind.Methods) {
            return methods;
        }
        return kind instanceof Kind.Words some ? some.words() : List.of();
    }

    private static String names(List<Opt> options) {
        return String.join(
                " ", options.stream().flatMap(option -> option.names().stream()).toList());
    }

    private List<String> commandNames() {
        return ctl.commands().stream().map(Command::name).toList();
    }

    // zsh

    /** Complete for {@code usi-daemon}. */
    Map<String, String> zshDaemon() {
        return Map.of("@OPTIONS@", zshOptions(daemon.options(), "    "));
    }

    /** And for {@code usi-ctl}. */
    Map<String, String> zshCtl() {
        StringBuilder commands = new StringBuilder();
        StringBuilder cases = new StringBuilder();
        for (Command command : ctl.commands()) {
            commands.append("        ")
                    .append(quoted(command.name() + ":" + command.summary().replace(":", "\\:")))
                    .append('\n');
            cases.append("        ").append(command.name()).append(")\n            arguments=(\n");
            cases.append(zshOptions(command.options(), "                "));
            for (int i = 0; i < command.operands().size(); i++) {
                Operand operand = command.operands().get(i);
                String place = operand.several() ? "*" : Integer.toString(i + 1) + (operand.required() ? "" : ":");
                cases.append("                ")
                        .append(quoted((operand.several() ? "*:" : place + ":") + zshMessage(operand.label()) + ":"
                                + zsh(operand.kind())))
                        .append('\n');
            }
            cases.append("            ) ;;\n");
        }
        return Map.of(
                "@COMMANDS@", commands.toString(),
                "@SHARED@", zshOptions(ctl.options(), "        "),
                "@ARGUMENTS@", cases.toString());
    }

    private String zshOptions(List<Opt> options, String indent) {
        StringBuilder all = new StringBuilder();
        for (Opt option : options) {
            String exclusive = option.repeatable() ? "*" : "(" + String.join(" ", option.names()) + ")";
            for (String name : option.names()) {
                String help = "[" + option.help().replace("[", "\\[").replace("]", "\\]") + "]";
                String value = option.takesValue()
                        ? (option.optionalValue() ? "::" : ":") + zshMessage(option.value()) + ":" + zsh(option.kind())
                        : "";
                String equals = option.takesValue() && name.startsWith("--") ? "=" : "";
                all.append(indent)
                        .append(quoted(exclusive + name + equals + help + value))
                        .append('\n');
            }
        }
        return all.toString();
    }

    private static String zshMessage(String label) {
        return label.replace(":", "\\:");
    }

    private String zsh(Kind kind) {
        if (kind instanceof Kind.Files) {
            return "_files";
        }
        if (kind instanceof Kind.Folders) {
            return "_files -/";
        }
        if (kind instanceof Kind.Ids ids) {
            // The blank in front keeps _arguments from putting arguments of its own before these.
            return " _usi_ctl_ids " + ids.command() + " \"" + ids.pattern() + "\"";
        }
        List<String> words = words(kind);
        return words.isEmpty() ? " " : "(" + String.join(" ", words) + ")";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    // fish

    /** Complete for {@code usi-daemon}. */
    Map<String, String> fishDaemon() {
        StringBuilder lines = new StringBuilder();
        daemon.options().forEach(option -> lines.append(fish("usi-daemon", "", option)));
        return Map.of("@LINES@", lines.toString());
    }

    /** And for {@code usi-ctl}. */
    Map<String, String> fishCtl() {
        StringBuilder lines = new StringBuilder();
        for (Opt option : ctl.options()) {
            lines.append(fish("usi-ctl", "", option));
        }
        for (Command command : ctl.commands()) {
            lines.append("complete -c usi-ctl -n __usi_ctl_no_command -f -a ")
                    .append(command.name())
                    .append(" -d ")
                    .append(fishQuoted(command.summary()))
                    .append('\n');
            String seen = " -n " + fishQuoted("__usi_ctl_command " + command.name());
            for (Opt option : command.options()) {
                lines.append(fish("usi-ctl", seen, option));
            }
            for (int i = 0; i < command.operands().size(); i++) {
                Operand operand = command.operands().get(i);
                String place = operand.several() ? "" : " " + i;
                String proposals = fish(operand.kind());
                if (!proposals.isEmpty()) {
                    lines.append("complete -c usi-ctl -n ")
                            .append(fishQuoted("__usi_ctl_command " + command.name() + place))
                            .append(proposals)
                            .append('\n');
                }
            }
        }
        return Map.of("@LINES@", lines.toString());
    }

    private String fish(String program, String condition, Opt option) {
        List<String> words = new ArrayList<>();
        for (String name : option.names()) {
            words.add((name.startsWith("--") ? " -l " : " -s ") + name.replaceFirst("^--?", ""));
        }
        String value = "";
        if (option.takesValue()) {
            value = (option.optionalValue() ? "" : " -r")
                    + (fish(option.kind()).isEmpty() ? " -f" : fish(option.kind()));
        }
        return "complete -c " + program + condition + String.join("", words) + value + " -d "
                + fishQuoted(option.help()) + "\n";
    }

    private String fish(Kind kind) {
        if (kind instanceof Kind.Files) {
            return " -F";
        }
        if (kind instanceof Kind.Folders) {
            return " -f -a '(__fish_complete_directories)'";
        }
        if (kind instanceof Kind.Ids ids) {
            return " -f -a '(__usi_ctl_ids " + ids.command() + " \"" + ids.pattern() + "\")'";
        }
        List<String> words = words(kind);
        return words.isEmpty() ? "" : " -f -a '" + String.join(" ", words) + "'";
    }

    private static String fishQuoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
