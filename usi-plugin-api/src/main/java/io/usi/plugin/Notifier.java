package io.usi.plugin;

/** Tells a person that something happened. Used only where the daemon runs with {@code --notifications}. */
public interface Notifier extends Configurable {
    /**
     * Shows one notice. Called on a thread of the daemon's, one notice at a time, and may take at most ten seconds;
     * notices that come meanwhile wait in a bounded queue, the oldest of which are dropped.
     *
     * @param notice what happened
     * @param decisions takes what the person decides about an offer, then or later
     * @throws PluginException where it cannot be shown; the daemon says so once and goes on
     */
    void show(Notice notice, Decisions decisions) throws PluginException;
}
