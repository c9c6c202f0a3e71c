package io.usi.plugin;

import java.util.Optional;

/**
 * Gives the daemon a preset key, which then opens every session in place of fresh RSA keys. Its methods are called at the
 * daemon's start alone, one after the other, each on a thread of the daemon's.
 */
public interface KeyProvider extends Configurable {
    /**
     * What its user has to be asked before the key can be had: one line, such as {@code Passphrase}. Called once, after
     * {@link #configure}; may take at most five seconds. The daemon asks on the terminal where it was started from one,
     * else through {@code usi-ctl unlock}, and opens no session until then. Answers are not shown and not kept.
     *
     * @return the question, or empty where there is nothing to ask; empty by default
     * @throws PluginException where that cannot be said; the daemon then refuses to start
     */
    default Optional<String> question() throws PluginException {
        return Optional.empty();
    }

    /**
     * The user's answer to {@link #question}. May take at most one minute.
     *
     * @param answer at most 1,024 characters; the daemon wipes the array after the call
     * @throws PluginException where it cannot be right; its message is shown, and the user is asked again
     */
    default void answer(char[] answer) throws PluginException {
        throw new PluginException("this plugin asks for nothing");
    }

    /**
     * The preset key: 16, 24 or 32 bytes chosen at random, or made from an answer. Called once, after the answer where
     * there was a {@link #question}; may take at most one minute. Where two providers give a key, the daemon refuses to
     * start.
     *
     * @return a fresh array that belongs to the daemon, which wipes it at its end; empty where the user configured none
     * @throws PluginException where a key was configured but cannot be had; the daemon then refuses to start
     */
    Optional<byte[]> presetKey() throws PluginException;
}
