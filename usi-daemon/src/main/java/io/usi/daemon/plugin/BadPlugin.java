package io.usi.daemon.plugin;

/** A plugin that cannot be used. The message says why on one line. */
final class BadPlugin extends Exception {
    private static final long serialVersionUID = 1L;

    BadPlugin(String message) {
        super(message);
    }

    BadPlugin(String message, Throwable cause) {
        super(message, cause);
    }
}
