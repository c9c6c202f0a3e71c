package io.usi.plugins.notifywindows;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.pf4j.Plugin;

/** Ends what still waits to be shown when the plugin is stopped. */
public final class WindowsPlugin extends Plugin {
    /** PF4J makes the plugin and its notifier independently of each other; this is where they meet. */
    private static final Set<Folding> OPEN = ConcurrentHashMap.newKeySet();

    /** Created by the daemon. */
    public WindowsPlugin() {}

    static void opened(Folding folding) {
        OPEN.add(folding);
    }

    @Override
    public void stop() {
        OPEN.forEach(Folding::stop);
    }
}
