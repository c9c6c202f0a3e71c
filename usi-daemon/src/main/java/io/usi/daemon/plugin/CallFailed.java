package io.usi.daemon.plugin;

/** A call into a plugin that did not end well. The message is one line for people. */
final class CallFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean stuck;

    private CallFailed(String message, Throwable cause, boolean stuck) {
        super(message, cause);
        this.stuck = stuck;
    }

    /**
     * A call that threw.
     *
     * @param line {@link Problems#oneLine}
     */
    static CallFailed threw(String line, Throwable cause) {
        return new CallFailed(line, cause, false);
    }

    static CallFailed stuck(String what, String limit) {
        return new CallFailed(what + " did not return within " + limit, null, true);
    }

    /** Whether the call is still under way. */
    boolean stuck() {
        return stuck;
    }
}
