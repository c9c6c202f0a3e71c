package io.usi.daemon;

import io.usi.daemon.cli.Configured;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.Secret;
import io.usi.daemon.config.Target;
import io.usi.daemon.control.ControlServer;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.net.Admission;
import io.usi.daemon.net.Connector;
import io.usi.daemon.session.HoldBack;
import io.usi.daemon.session.Questions;
import io.usi.daemon.systemd.Supervision;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.Offers;
import io.usi.daemon.transfer.SpoolStore;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what changed in the configuration into force; sessions, transfers and offers go on as they are. */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Configured configured;
    private final Supervision supervision;
    private final Parts parts;
    private final AtomicReference<Config> inForce;

    /**
     * What it is put into force in.
     *
     * @param check throws where one of these could not be connected to whatever happens
     */
    record Parts(
            Connector connector,
            Admission admission,
            EventLog events,
            Questions questions,
            Offers offers,
            SpoolStore spools,
            IncomingFiles incoming,
            ControlServer control,
            HoldBack holdBack,
            Consumer<List<Target>> check) {}

    Reload(Config config, Configured configured, Supervision supervision, Parts parts) {
        this.configured = configured;
        this.supervision = supervision;
        this.parts = parts;
        inForce = new AtomicReference<>(config);
    }

    /**
     * Reads the file again; may block as long as the resolver does.
     *
     * @throws UsiException where the file is wrong; nothing has changed
     */
    Configured.Change reload() {
        return supervision.reloading(() -> {
            Configured.Change change = configured.reread(this::apply);
            LOG.info("The configuration was read again; now in force: {}", words(change.taken()));
            if (!change.restart().isEmpty()) {
                LOG.warn("What changed and needs a restart: {}", words(change.restart()));
            }
            return change;
        });
    }

    private static String words(List<String> keys) {
        return keys.isEmpty() ? "nothing new" : String.join(", ", keys);
    }

    private void apply(Config next) {
        Config before = inForce.get();
        parts.check().accept(next.connect());
        parts.control().allow(next.control().users(), next.control().groups());
        Config.Limits limits = next.limits();
        parts.admission()
                .limit(new Admission.Limits(
                        limits.sessions(),
                        limits.sessionsPerAddress(),
                        limits.openings(),
                        limits.openingsPerAddress()));
        parts.events().keepFor(next.messages().expire());
        parts.questions().answerWith(next.challenge().password().map(Secret::copy));
        parts.offers().expireAfter(next.files().offerExpiry());
        parts.spools().limit(next.files().spoolLimit());
        parts.incoming().policy(next.files().accept());
        parts.holdBack().change(next.policy());
        parts.connector().follow(before.connect(), next.connect());
        inForce.set(next);
    }
}
