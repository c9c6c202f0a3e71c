package io.usi.plugins.notifylibnotify;

import org.pf4j.Plugin;

/** Takes the notifier's threads and its connection away when the plugin is stopped. */
public final class LibnotifyPlugin extends Plugin {
    /** Created by the daemon. */
    public LibnotifyPlugin() {}

    @Override
    public void start() {
        LibnotifyNotifier.allow();
    }

    @Override
    public void stop() {
        LibnotifyNotifier.stopAll();
    }
}
