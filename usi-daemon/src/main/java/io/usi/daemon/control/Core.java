package io.usi.daemon.control;

import io.usi.daemon.config.Config;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.net.Admission;
import io.usi.daemon.net.Connector;
import io.usi.daemon.net.Listener;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.session.HoldBack;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Questions;
import io.usi.daemon.session.Room;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.Offers;
import io.usi.daemon.transfer.OutgoingFiles;
import io.usi.daemon.transfer.Transfers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the control socket's methods act on.
 *
 * @param holdBack to whom nothing leaves
 * @param listener for the protocols of USI
 * @param alsoListening for those of plugins
 * @param presetFingerprint of the preset key, where there is one
 * @param reload reads the configuration again: what holds from now on, and what needs a restart; may block
 * @param stop ends the daemon; returns at once
 */
public record Core(
        String version,
        Config config,
        Peers peers,
        Room room,
        HoldBack holdBack,
        Connector connector,
        Admission admission,
        Optional<Listener> listener,
        List<AlsoListening> alsoListening,
        EventLog events,
        Questions questions,
        Offers offers,
        Transfers transfers,
        IncomingFiles incoming,
        OutgoingFiles outgoing,
        PluginHost plugins,
        Optional<String> presetFingerprint,
        Supplier<Map<String, List<String>>> reload,
        Runnable stop) {
    /** Where a plugin's protocol waits for peers. */
    public record AlsoListening(String protocol, boolean encrypted, Listener listener) {}
}
