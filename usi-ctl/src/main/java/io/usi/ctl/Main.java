package io.usi.ctl;

import io.usi.ctl.command.Arguments;
import io.usi.ctl.command.Command;
import io.usi.ctl.command.Commands;
import io.usi.ctl.command.Invocation;
import io.usi.ctl.command.Syntax;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.ui.TerminalCharset;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The program. Of what a command does not need, nothing is loaded. */
public final class Main {
    private static final Set<String> SHARED = Set.of("--socket", "--json", "-h", "--help", "-V", "--version");

    private Main() {}

    /** Runs a command and ends the process. */
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Terminal terminal = new Terminal(environment);
        Streams streams = new Streams(
                new FileInputStream(FileDescriptor.in),
                new Output(new FileOutputStream(FileDescriptor.out), charset(terminal, Terminal.OUTPUT, environment)),
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, charset(terminal, Terminal.ERROR, environment)),
                environment,
                terminal);
        System.exit(run(arguments, streams).code());
    }

    private static Charset charset(Terminal terminal, int stream, Map<String, String> environment) {
        return terminal.is(stream) ? TerminalCharset.of(environment) : StandardCharsets.UTF_8;
    }

    /** Runs a command. */
    public static Exit run(String[] arguments, Streams streams) {
        String name = "";
        try {
            int at = commandAt(arguments);
            if (at < 0) {
                return withoutCommand(arguments, streams);
            }
            name = arguments[at];
            if (name.equals("help")) {
                return help(Arrays.copyOfRange(arguments, at + 1, arguments.length), streams);
            }
            if (!Commands.exists(name)) {
                // A misspelt option in front would leave its value as the command.
                refuseUnknown(Arrays.copyOf(arguments, at));
            }
            List<String> rest = new ArrayList<>(Arrays.asList(arguments));
            rest.remove(at);
            return run(Commands.find(name), rest, streams);
        } catch (Output.Closed e) {
            return e.exit();
        } catch (CtlException e) {
            String message = Sentences.translated(e.getMessage());
            boolean usage = e.exit() == Exit.USAGE;
            return failed(
                    streams, usage && Commands.exists(name) ? Sentences.say("{0}: {1}", name, message) : message, e);
        } catch (RuntimeException e) {
            return unexpected(streams, Unexpected.of(e));
        } catch (OutOfMemoryError e) {
            return unexpected(streams, Unexpected.outOfMemory());
        }
    }

    private static Exit unexpected(Streams streams, CtlException e) {
        streams.err().println("usi-ctl: " + Sentences.translated(e.getMessage()));
        return e.exit();
    }

    private static Exit failed(Streams streams, String message, CtlException e) {
        if (!Interrupt.isUnderWay()) {
            streams.err().println("usi-ctl: " + SafeText.line(message));
            streams.err().flush();
        }
        return e.exit();
    }

    /** Where the command is: the first argument that is neither an option of every command nor its value. */
    private static int commandAt(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--socket")) {
                i++;
            } else if (!argument.startsWith("-")) {
                return i;
            }
        }
        return -1;
    }

    private static Exit withoutCommand(String[] arguments, Streams streams) {
        for (String argument : arguments) {
            if (argument.equals("-h") || argument.equals("--help")) {
                return help(new String[0], streams);
            }
            if (argument.equals("-V") || argument.equals("--version")) {
                return version(streams);
            }
        }
        refuseUnknown(arguments);
        throw CtlException.usage("which command? See 'usi-ctl --help'");
    }

    private static void refuseUnknown(String[] arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("-") && !SHARED.contains(argument) && !argument.startsWith("--socket=")) {
                throw CtlException.usage("there is no option " + argument + ": see 'usi-ctl --help'");
            }
        }
    }

    private static Exit help(String[] arguments, Streams streams) {
        String text = arguments.length == 0 || arguments[0].startsWith("-")
                ? Help.all()
                : Help.of(Commands.find(arguments[0]));
        for (String line : text.split("\n", -1)) {
            streams.out().line(line);
        }
        return Exit.DONE;
    }

    private static Exit run(Command command, List<String> arguments, Streams streams) {
        Syntax syntax = command.syntax();
        Optional<Arguments> plain = PlainParser.parse(syntax, arguments);
        Invocation call =
                new Invocation(plain.isPresent() ? plain.get() : new FullParser(syntax).parse(arguments), streams);
        if (call.flag(Syntax.HELP.name())) {
            return help(new String[] {syntax.name()}, streams);
        }
        return call.flag(Syntax.VERSION.name()) ? version(streams) : command.run(call);
    }

    private static Exit version(Streams streams) {
        streams.out().line("usi-ctl " + Version.read());
        return Exit.DONE;
    }
}
