package io.usi.plugin;

import java.util.List;
import org.pf4j.ExtensionPoint;

/** What every extension point shares: settings that are declared once and given once. */
public interface Configurable extends ExtensionPoint {
    /**
     * The settings this extension understands. Called once, at the daemon's start, before the command line is read, on
     * a thread of the daemon's; may take at most five seconds and must have no effect.
     *
     * @return the settings, never null; none by default
     */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Hands over the values that the user gave. Called on a thread of the daemon's, before any other method but
     * {@link #settings()}; may take at most five seconds. Called once, and again only where it failed and the user
     * starts the plugin anew.
     *
     * @param values the values of this extension's own settings, and nothing else
     * @throws PluginException where a value is wrong; its message is shown to the user as it is, so it must say what
     *     to do and must not hold a secret. Where the user gave one of the values, the daemon then refuses to start
     */
    default void configure(Values values) throws PluginException {}
}
