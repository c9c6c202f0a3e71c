package io.usi.plugins.sinkcommand;

import org.pf4j.Plugin;

/** Ends the commands that run when the plugin is stopped. */
public final class CommandPlugin extends Plugin {
    /** Created by the daemon. */
    public CommandPlugin() {}

    @Override
    public void start() {
        Running.SHARED.start();
    }

    @Override
    public void stop() {
        Running.SHARED.stop();
    }
}
