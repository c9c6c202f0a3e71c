package io.usi.plugin;

import java.util.List;
import org.pf4j.ExtensionPoint;

/** What every extension point shares: settings that are declared once and given once. */
public interface Configurable extends ExtensionPoint {
    /**
     * The settings this extension understands. Called once, at the daemon's start, on its main thread, before the
     * command line is read; must return at once and have no effect.
     *
     * @return the settings, never null; none by default
     */
    default List<Setting> settings() {
        return List.of();
    }

    /**
     * Hands over the values that the user gave. Called once, on the daemon's main thread, before any other method but
     * {@link #settings()}; may take at most five seconds.
     *
     * @param values the values of this extension's own settings, and nothing else
     * @throws PluginException where a value is wrong; its message is shown to the user as it is, so it must say what
     *     to do and must not hold a secret
     */
    default void configure(Values values) throws PluginException {}
}
