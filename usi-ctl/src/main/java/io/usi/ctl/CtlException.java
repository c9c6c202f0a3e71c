package io.usi.ctl;

/** Why a command ends early: one line for people, which says what to do next, and the exit code. */
public class CtlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    /**
     * Ends the command.
     *
     * @param message what the user reads after {@code usi-ctl: }; need not be safe for a terminal
     */
    public CtlException(Exit exit, String message) {
        super(message, null, false, false);
        this.exit = exit;
    }

    /** Wrong usage. */
    public static CtlException usage(String message) {
        return new CtlException(Exit.USAGE, message);
    }

    /** How the process ends. */
    public Exit exit() {
        return exit;
    }
}
