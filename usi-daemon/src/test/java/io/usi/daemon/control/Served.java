package io.usi.daemon.control;

import io.usi.daemon.Timer;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.net.Admission;
import io.usi.daemon.net.Connector;
import io.usi.daemon.opening.PeerOpener;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.session.HoldBack;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Questions;
import io.usi.daemon.session.Room;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.Offers;
import io.usi.daemon.transfer.OutgoingFiles;
import io.usi.daemon.transfer.SpoolStore;
import io.usi.daemon.transfer.Transfers;
import io.usi.daemon.usi3.Usi3;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A control socket with everything behind it but a network. */
final class Served implements AutoCloseable {
    final Path socket;
    final Core core;
    final MethodTable table;
    final ControlServer server;
    final CountDownLatch stopped = new CountDownLatch(1);
    private final Timer timer = new Timer();
    private final KeyPairPool pairs = new KeyPairPool(0, 1);

    Served(Path folder) {
        socket = folder.resolve("c.sock");
        Clock clock = Clock.systemUTC();
        Config config = new Config(
                Optional.empty(),
                List.of(),
                Config.DEFAULT_PORT,
                "test",
                false,
                Protocol.AUTO,
                false,
                Optional.empty(),
                Optional.empty(),
                new Config.Files(Config.Accept.ASK, Duration.ofMinutes(10), folder, 1024 * 1024),
                new Config.Limits(10, 10, 10, 10),
                new Config.Control(Optional.empty(), List.of(), List.of()),
                new Config.Messages(Duration.ofHours(1)),
                new Config.Challenge(Optional.empty()),
                new Config.Room(false),
                Config.Policy.NONE);
        EventLog events = new EventLog(clock, Duration.ofHours(1));
        Peers peers = new Peers();
        Questions questions = new Questions(clock, timer, events, Optional.empty());
        Offers offers = new Offers(clock, timer, events, Duration.ofMinutes(10));
        Transfers transfers = new Transfers(clock, events);
        SpoolStore spools = new SpoolStore(folder, 1024 * 1024);
        PluginHost plugins = PluginHost.none();
        IncomingFiles incoming =
                new IncomingFiles(offers, transfers, spools, timer, plugins, Config.Accept.ASK, notice -> {});
        HoldBack holdBack = new HoldBack(Config.Policy.NONE);
        Room room = new Room(clock, peers, events, incoming, questions, false, holdBack, notice -> {});
        core = new Core(
                "1.2.3",
                config,
                peers,
                room,
                holdBack,
                new Connector(
                        peers,
                        room,
                        target -> new PeerOpener(
                                Protocol.AUTO,
                                pairs,
                                Optional.empty(),
                                "test",
                                timer,
                                new Usi3("test", timer).opener())),
                new Admission(new Admission.Limits(1, 1, 1, 1), timer),
                Optional.empty(),
                List.of(),
                events,
                questions,
                offers,
                transfers,
                incoming,
                new OutgoingFiles(transfers, spools),
                plugins,
                Optional.empty(),
                () -> Map.of("taken", List.of("connect"), "needs_restart", List.of("port")),
                stopped::countDown);
        ControlMethods methods = new ControlMethods(core, timer);
        table = methods.table();
        server = ControlServer.bind(socket, new ControlServer.Access(Optional.empty(), List.of(), List.of()), timer);
        server.serve(methods);
    }

    Program program() throws Exception {
        return new Program(socket);
    }

    @Override
    public void close() {
        server.close();
        pairs.close();
        timer.close();
    }
}
