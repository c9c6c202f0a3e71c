package io.usi.daemon;

import io.usi.daemon.cli.Configured;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Secret;
import io.usi.daemon.config.Target;
import io.usi.daemon.control.ControlMethods;
import io.usi.daemon.control.ControlServer;
import io.usi.daemon.control.Core;
import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.foreign.ForeignOpener;
import io.usi.daemon.net.Admission;
import io.usi.daemon.net.Connector;
import io.usi.daemon.net.Listener;
import io.usi.daemon.opening.PeerOpener;
import io.usi.daemon.plugin.Notices;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.ProtocolHandle;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.HoldBack;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Questions;
import io.usi.daemon.session.Room;
import io.usi.daemon.systemd.Check;
import io.usi.daemon.systemd.Supervision;
import io.usi.daemon.text.Language;
import io.usi.daemon.text.Sentences;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.OfferDecisions;
import io.usi.daemon.transfer.Offers;
import io.usi.daemon.transfer.OutgoingFiles;
import io.usi.daemon.transfer.SpoolStore;
import io.usi.daemon.transfer.Transfers;
import io.usi.daemon.usi3.Usi3;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running daemon: everything is made here, in the order in which it depends on what came before, and ended here. */
final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final int KEY_PAIRS_AHEAD_AS_SERVER = 8;
    private static final int KEY_PAIRS_AHEAD_AS_CLIENT = 1;
    private static final Duration EXPIRY_PERIOD = Duration.ofMinutes(1);
    /** The session's own two seconds for a goodbye, and a little. */
    private static final Duration GOODBYE_PATIENCE = Duration.ofMillis(2_300);

    private final Timer timer;
    private final Peers peers = new Peers();
    private final PluginHost plugins;
    private final Optional<SecretKeyBytes> presetKey;
    private final KeyPairPool pairs;
    private final Connector connector;
    private final Optional<Listener> listener;
    private final List<Core.AlsoListening> alsoListening = new ArrayList<>();
    private final ControlServer control;
    private final Transfers transfers;

    /**
     * What is there before the daemon opens its first session, and is closed with it.
     *
     * @param plugins configured
     * @param presetKey what they gave
     * @param control bound
     * @param configured reads the configuration again
     */
    record Ground(
            PluginHost plugins,
            Optional<SecretKeyBytes> presetKey,
            ControlServer control,
            Timer timer,
            Configured configured,
            Supervision supervision) {}

    /**
     * Starts everything.
     *
     * @param stop what {@code daemon.stop} runs; must return at once
     * @throws UsiException where something cannot be had; the process has to end
     */
    Daemon(Config config, Ground ground, String version, Runnable stop) {
        plugins = ground.plugins();
        presetKey = ground.presetKey();
        control = ground.control();
        timer = ground.timer();
        boolean server = config.listen().isPresent();
        // Only this daemon's own user makes a client want many.
        pairs = new KeyPairPool(
                presetKey.isPresent() ? 0 : server ? KEY_PAIRS_AHEAD_AS_SERVER : KEY_PAIRS_AHEAD_AS_CLIENT,
                presetKey.isPresent() || server ? 1 : Runtime.getRuntime().availableProcessors());
        checkAll(config.connect());
        Clock clock = Clock.systemUTC();
        EventLog events = new EventLog(clock, config.messages().expire());
        timer.every(EXPIRY_PERIOD, events::expire);
        timer.every(EXPIRY_PERIOD, HeapReturn.ofProcess()::look);
        Questions questions = new Questions(
                clock, timer, events, config.challenge().password().map(Secret::copy));
        Offers offers = new Offers(clock, timer, events, config.files().offerExpiry());
        transfers = new Transfers(clock, events);
        SpoolStore spools =
                new SpoolStore(config.files().spoolDirectory(), config.files().spoolLimit());
        Notices notices = new Notices(config.notifications() ? Optional.of(plugins) : Optional.empty());
        IncomingFiles incoming = new IncomingFiles(
                offers, transfers, spools, timer, plugins, config.files().accept(), notices);
        notices.decisions(new OfferDecisions(offers, incoming, Sentences.in(Language.ofProcess())));
        HoldBack holdBack = new HoldBack(config.policy());
        Room room = new Room(
                clock, peers, events, incoming, questions, config.room().mixed(), holdBack, notices);
        Usi3 usi3 = new Usi3(config.name(), timer);
        Function<Protocol, Opener> openers = protocol -> protocol.isPlugins()
                ? new ForeignOpener(foreign(protocol), timer)
                : new PeerOpener(protocol, pairs, presetKey, config.name(), timer, usi3.opener());
        connector = new Connector(
                peers, room, target -> openers.apply(target.protocol().orElse(config.protocol())));
        Config.Limits limits = config.limits();
        Admission admission = new Admission(
                new Admission.Limits(
                        limits.sessions(), limits.sessionsPerAddress(), limits.openings(), limits.openingsPerAddress()),
                timer);
        listener = config.listen()
                .map(listen -> listen(config, listen, admission, openers.apply(config.protocol()), room));
        plugins.protocols().forEach(protocol -> listen(protocol, admission, room));
        Reload reload = new Reload(
                config,
                ground.configured(),
                ground.supervision(),
                new Reload.Parts(
                        connector,
                        admission,
                        events,
                        questions,
                        offers,
                        spools,
                        incoming,
                        control,
                        holdBack,
                        this::checkAll));
        Core core = new Core(
                version,
                config,
                peers,
                room,
                holdBack,
                connector,
                admission,
                listener,
                alsoListening,
                events,
                questions,
                offers,
                transfers,
                incoming,
                new OutgoingFiles(transfers, spools),
                plugins,
                presetKey.map(key -> Fingerprints.ofPresetKey(key.expose())),
                () -> {
                    Configured.Change change = reload.reload();
                    return Map.of("taken", change.taken(), "needs_restart", change.restart());
                },
                stop);
        for (Target target : config.connect()) {
            connector.connect(target);
        }
        control.serve(new ControlMethods(core, timer));
    }

    /** Whether they can be connected to at all: their names resolve, their protocols are there. */
    private void checkAll(List<Target> targets) {
        for (int i = 0; i < targets.size(); i++) {
            try {
                check(targets.get(i));
            } catch (UsiException e) {
                // This goes into a log, which names no peer.
                throw e.code() == ErrorCode.UNKNOWN_HOST
                        ? new UsiException(
                                e.code(),
                                "the name of peer " + (i + 1) + " of " + targets.size()
                                        + " to connect to does not resolve: check its spelling, or the resolver",
                                e)
                        : e;
            }
        }
    }

    private void check(Target target) {
        Connector.check(target);
        target.protocol().filter(Protocol::isPlugins).ifPresent(this::foreign);
    }

    private ProtocolHandle foreign(Protocol protocol) {
        return plugins.protocols().stream()
                .filter(handle -> handle.name().equals(protocol.word()))
                .findFirst()
                .orElseThrow(() -> new UsiException(
                        ErrorCode.UNSUPPORTED,
                        "no plugin speaks the protocol " + protocol.word() + ": see usi-ctl plugins"));
    }

    private void listen(ProtocolHandle protocol, Admission admission, Room room) {
        protocol.listen().ifPresent(address -> {
            Listener opened = Listener.open(
                    address.isUnresolved()
                            ? address.getHostString()
                            : address.getAddress().getHostAddress(),
                    address.getPort(),
                    "the plugin's own setting",
                    admission,
                    new ForeignOpener(protocol, timer),
                    peers,
                    room);
            alsoListening.add(new Core.AlsoListening(protocol.name(), protocol.encrypted(), opened));
            if (!protocol.encrypted()) {
                LOG.warn(
                        "Whatever is said on the port of {} is NOT ENCRYPTED: everybody on the way can read it",
                        protocol.name());
            }
        });
    }

    private Listener listen(Config config, Config.Listen listen, Admission admission, Opener opener, Room room) {
        Listener opened =
                Listener.open(listen.address().orElse(""), config.port(), "--port", admission, opener, peers, room);
        if (presetKey.isEmpty() && !opened.isLoopback()) {
            LOG.warn("Whoever reaches this port can join the room: compare fingerprints, or use a preset key (--cle)");
        }
        return opened;
    }

    /** What a service manager watches. */
    Supervision.Watched watched() {
        List<Check> checks = new ArrayList<>(List.of(timer::check, control::check));
        listener.ifPresent(open -> checks.add(open::check));
        alsoListening.forEach(also -> checks.add(also.listener()::check));
        return new Supervision.Watched(this::summary, checks);
    }

    private String summary() {
        List<Peer> all = peers.list();
        long open = all.stream().filter(p -> p.session().isPresent()).count();
        return "Peers: " + open + " open, " + (all.size() - open) + " waiting; transfers: " + transfers.active();
    }

    /** Where it listens, for people. */
    List<String> listening() {
        List<String> places = new ArrayList<>();
        listener.map(Listener::address).ifPresent(places::add);
        alsoListening.forEach(also -> places.add(
                also.listener().address() + " (" + also.protocol() + (also.encrypted() ? ")" : ", NOT ENCRYPTED)")));
        return places;
    }

    /** Says goodbye to every peer and ends; what fails or hangs does not keep the rest from ending. */
    @Override
    public void close() {
        attempt(control::close);
        attempt(() -> listener.ifPresent(Listener::close));
        alsoListening.forEach(also -> attempt(also.listener()::close));
        attempt(this::sayGoodbye);
        attempt(plugins::close);
        attempt(pairs::close);
        attempt(timer::close);
        attempt(() -> presetKey.ifPresent(SecretKeyBytes::close));
    }

    private void sayGoodbye() {
        CompletableFuture<?>[] goodbyes = peers.list().stream()
                .map(peer -> connector.close(peer, EndReason.STOPPING))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(goodbyes)
                .completeOnTimeout(null, GOODBYE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("Something did not end as it should ({})", e.getClass().getSimpleName());
            LOG.debug("Where", e);
        }
    }
}
