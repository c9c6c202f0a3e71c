package io.usi.daemon.cli;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.KeyQuestion;
import io.usi.daemon.text.Sentences;
import java.io.Console;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks on the terminal that the daemon was started from, which does not show what is typed. */
public final class TerminalQuestion implements KeyQuestion {
    private static final int ATTEMPTS = 5;

    private final Console console;
    private final Sentences sentences;

    private TerminalQuestion(Console console, Sentences sentences) {
        this.console = console;
        this.sentences = sentences;
    }

    /** For this process's terminal; empty where standard input or output is something else. */
    public static Optional<KeyQuestion> ofProcess(Sentences sentences) {
        return Terminal.ofProcess(System.in).map(console -> new TerminalQuestion(console, sentences));
    }

    @Override
    public void ask(String question, Consumer<char[]> taker) {
        for (int attempt = 1; ; attempt++) {
            char[] typed = console.readPassword("%s ", sentences.translated(question + ":"));
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
                console.writer().println(sentences.translated(e.getMessage()));
                console.flush();
            } finally {
                Arrays.fill(typed, '\0');
            }
        }
    }
}
