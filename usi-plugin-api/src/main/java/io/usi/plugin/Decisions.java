package io.usi.plugin;

/**
 * What a person decides about offered files, on its way from a {@link Notifier} to the daemon. The same object in every
 * call; may be kept, and used by any thread.
 */
public interface Decisions {
    /**
     * Accepts a file into the configured file sink, as {@code usi-ctl accept} without a folder does. May take ten
     * seconds.
     *
     * @param offer {@link Notice#offer}
     * @throws PluginException where there is no such offer any more, or no sink; its message is for the user
     */
    void accept(String offer) throws PluginException;

    /**
     * Refuses a file. Returns at once.
     *
     * @param offer {@link Notice#offer}
     * @throws PluginException where there is no such offer any more; its message is for the user
     */
    void refuse(String offer) throws PluginException;
}
