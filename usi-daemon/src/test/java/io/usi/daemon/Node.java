package io.usi.daemon;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.usi.daemon.config.Config;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.event.Event;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.net.Admission;
import io.usi.daemon.net.Connector;
import io.usi.daemon.net.Listener;
import io.usi.daemon.opening.PeerOpener;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.HoldBack;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Questions;
import io.usi.daemon.session.Room;
import io.usi.daemon.session.Session;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.Offers;
import io.usi.daemon.transfer.SpoolStore;
import io.usi.daemon.transfer.Transfers;
import io.usi.daemon.usi3.Usi3;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One daemon, with everything behind it but a control socket. */
public final class Node implements AutoCloseable {
    public final Peers peers = new Peers();
    public final EventLog events = new EventLog(Clock.systemUTC(), Duration.ofHours(1));
    public final Offers offers;
    public final Transfers transfers = new Transfers(Clock.systemUTC(), events);
    public final SpoolStore spools;
    public final IncomingFiles incoming;
    public final Questions questions;
    public final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
    public final Connector connector;
    public final HoldBack holdBack = new HoldBack(Config.Policy.NONE);
    public Listener listener;
    public Admission admission;

    private final Timer timer;
    private final Room room;
    private final Opener opener;

    public Node(String name, Protocol protocol, Optional<byte[]> key, KeyPairPool pairs, Timer timer, Path folder) {
        this.timer = timer;
        offers = new Offers(Clock.systemUTC(), timer, events, Duration.ofMinutes(10));
        spools = new SpoolStore(folder, 1024 * 1024 * 1024);
        incoming =
                new IncomingFiles(offers, transfers, spools, timer, PluginHost.none(), Config.Accept.ASK, notice -> {});
        questions = new Questions(Clock.systemUTC(), timer, events, Optional.empty());
        room = new Room(Clock.systemUTC(), peers, events, incoming, questions, false, holdBack, notice -> {});
        Usi3 usi3 = new Usi3(name, timer);
        Optional<SecretKeyBytes> secret = key.map(k -> new SecretKeyBytes(k.clone()));
        opener = new PeerOpener(protocol, pairs, secret, name, timer, usi3.opener());
        connector = new Connector(
                peers,
                room,
                target ->
                        new PeerOpener(target.protocol().orElse(protocol), pairs, secret, name, timer, usi3.opener()));
        Subscription all = events.subscribe(0, type -> !type.equals("progress"));
        all.onReady(() -> {
            for (Event event = all.poll(); event != null; event = all.poll()) {
                heard.add(event);
            }
        });
    }

    public Node listen() {
        return listen(new Admission.Limits(10, 10, 10, 10));
    }

    public Node listen(Admission.Limits limits) {
        admission = new Admission(limits, timer);
        listener = Listener.open("127.0.0.1", 0, "--port", admission, opener, peers, room);
        return this;
    }

    /** Waits on another port, for another protocol. */
    public Listener listen(Opener other) {
        return Listener.open("127.0.0.1", 0, "--port", admission, other, peers, room);
    }

    public Peer connect(Node server) throws Exception {
        return connect(server.listener.address());
    }

    public Peer connect(String address) throws Exception {
        Peer peer = connector.connect(Target.parse(address, 1));
        session(peer);
        return peer;
    }

    /** The peer's open session; waits for it. */
    public Session session(Peer peer) throws Exception {
        Session session = peers.await(() -> peer.session().orElse(null), TimeUnit.SECONDS.toNanos(Loopback.PATIENCE_S));
        assertNotNull(session, "no session: " + peer.toJson());
        return session;
    }

    /** The only peer's open session. */
    public Session session() throws Exception {
        Loopback.until("one is there", () -> peers.open().size() == 1);
        return session(peers.open().get(0));
    }

    public static CompletableFuture<Delivery> say(Session session, String text) {
        return session.send(text, Duration.ofSeconds(Loopback.PATIENCE_S), reach -> {});
    }

    /** Waits for the next event of a type; others in between are not looked at. */
    public Map<String, Object> next(String type) throws InterruptedException {
        while (true) {
            Event event = heard.poll(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event " + type);
            }
            if (event.type().equals(type)) {
                return event.members();
            }
        }
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        peers.list().forEach(peer -> connector
                .close(peer, EndReason.STOPPING)
                .orTimeout(5, TimeUnit.SECONDS)
                .handle((done, failure) -> null)
                .join());
    }
}
