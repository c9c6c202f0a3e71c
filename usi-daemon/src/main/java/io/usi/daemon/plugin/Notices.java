package io.usi.daemon.plugin;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes what a person may want to know to the notifiers, where they are used. Never blocks. For any thread. */
public final class Notices implements Consumer<Notice> {
    private final Optional<PluginHost> plugins;
    private volatile Decisions decisions;

    /**
     * @param plugins empty where nobody wants to be told
     */
    public Notices(Optional<PluginHost> plugins) {
        this.plugins = plugins;
    }

    /** Where what a person decides goes. Called once, before the first notice. */
    public void decisions(Decisions desk) {
        decisions = desk;
    }

    @Override
    public void accept(Notice notice) {
        plugins.ifPresent(host -> host.notify(notice, decisions));
    }
}
