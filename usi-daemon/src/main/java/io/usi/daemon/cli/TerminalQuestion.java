package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.KeyQuestion;
import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks on the terminal that the daemon was started from, which does not show what is typed. */
public final class TerminalQuestion implements KeyQuestion {
    private static final int ATTEMPTS = 5;

    private final Console console;

    private TerminalQuestion(Console console) {
        this.console = console;
    }

    /** For this process's terminal; empty where standard input or output is something else. */
    public static Optional<KeyQuestion> ofProcess() {
        return Terminal.ofProcess(System.in).map(TerminalQuestion::new);
    }

    @Override
    public void ask(String question, Consumer<char[]> taker) {
        for (int attempt = 1; ; attempt++) {
            char[] typed = console.readPassword("%s: ", question);
            if (typed == null) {
                throw new UsiException(ErrorCode.KEY, "no answer was typed: start the daemon again");
            }
            try {
                taker.accept(typed);
                return;
            } catch (UsiException e) {
                if (e.code() != ErrorCode.KEY || attempt == ATTEMPTS) {
                    throw e;
                }
                console.writer().println(e.getMessage());
                console.flush();
            } finally {
                Arrays.fill(typed, '\0');
            }
        }
    }
}
