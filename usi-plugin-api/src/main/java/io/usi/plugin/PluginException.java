package io.usi.plugin;

/**
 * What a plugin throws when it cannot do what it is asked. The message is shown to the user as it is: one sentence that
 * says what is wrong and what to do, without a secret and without any content of a message or file.
 */
public class PluginException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A failure with nothing behind it.
     *
     * @param message for the user
     */
    public PluginException(String message) {
        super(message);
    }

    /**
     * A failure caused by another.
     *
     * @param message for the user
     * @param cause for {@code --dev}; its message is never shown
     */
    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
