package io.usi.daemon.cli;

import java.io.Console;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Finds out whether this process has a terminal. */
final class Terminal {
    private Terminal() {}

    /**
     * The terminal behind standard input.
     *
     * @param input what is read from; there is no terminal where that is not the process's own standard input
     * @return the console, or empty where standard input or output is something else
     */
    static Optional<Console> ofProcess(InputStream input) {
        Console console = input == System.in ? System.console() : null;
        return Optional.ofNullable(console).filter(Terminal::interactive);
    }

    /** Whether standard input is a terminal: the launcher names those of 0, 1 and 2 that are in {@code USI_TTY}. */
    static boolean isInput(InputStream input) {
        String terminals = System.getenv("USI_TTY");
        return input == System.in && terminals != null && terminals.contains("0");
    }

    /** From Java 22 there may be a console without a terminal, which {@code isTerminal} tells; it is not in Java 17. */
    private static boolean interactive(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
