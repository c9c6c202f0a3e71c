package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Config.Accept;
import io.usi.daemon.plugin.PluginHost;
import io.usi.daemon.plugin.SinkHandle;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Spoken;
import io.usi.plugin.Notice;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what becomes of the files that peers give: offered, accepted or refused by configuration, relayed. */
public final class IncomingFiles {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingFiles.class);

    private final Offers offers;
    private final Transfers transfers;
    private final SpoolStore spools;
    private final Timer timer;
    private final PluginHost plugins;
    private volatile Accept policy;
    private final Consumer<Notice> notices;

    /**
     * @param notices takes what a person may want to know; must not block
     */
    public IncomingFiles(
            Offers offers,
            Transfers transfers,
            SpoolStore spools,
            Timer timer,
            PluginHost plugins,
            Accept policy,
            Consumer<Notice> notices) {
        this.offers = offers;
        this.transfers = transfers;
        this.spools = spools;
        this.timer = timer;
        this.plugins = plugins;
        this.notices = notices;
        policy(policy);
    }

    /** Whether the next files are taken. */
    public final void policy(Accept changed) {
        if (changed == Accept.ALWAYS && policy != changed && plugins.sink().isEmpty()) {
            LOG.warn("files.accept is \"always\", and accepted files have nowhere to go: each waits for a decision. Set"
                    + " files.directory or files.command");
        }
        policy = changed;
    }

    /** Whether the next files are taken. */
    public Accept policy() {
        return policy;
    }

    /** A peer pushes a file that nobody else gets. */
    public Inbound receive(Peer from, String name, long size) {
        boolean authentic = from.session()
                .filter(s -> s.protocol().files() == Spoken.Files.AUTHENTIC_IN_PARTS)
                .isPresent();
        return offer(from, name, size, authentic)
                .<Inbound>map(offer -> new DirectInbound(offers, offer))
                .orElse(Refusal.INSTANCE);
    }

    /**
     * A peer pushes a file for the room.
     *
     * @param audience who else is in the room once the file is complete
     */
    public Inbound receiveForRoom(Peer from, String name, long size, Supplier<List<Peer>> audience) {
        Spool spool;
        try {
            spool = spools.createFor(network(from.session()), size);
        } catch (UsiException e) {
            LOG.warn("A file cannot be relayed: {}", e.getMessage());
            return receive(from, name, size);
        }
        return new RelayInbound(offers, offer(from, name, size, true), spool, name, full -> {
            for (Peer peer : audience.get()) {
                Optional<Session> session = peer.session();
                if (session.isPresent()) {
                    Transfer transfer = transfers.create(Transfer.Direction.RELAY, name, size, peer.id());
                    session.get().sendFile(full.source(name), transfer);
                }
            }
        });
    }

    private static String network(Optional<Session> session) {
        return session.map(Session::network).orElse("");
    }

    private Optional<Offer> offer(Peer from, String name, long size, boolean authentic) {
        Accept accept = policy;
        if (accept == Accept.NEVER) {
            return Optional.empty();
        }
        Offer offer = offers.create(name, size, from.id(), from.shown(), authentic);
        if (accept == Accept.ALWAYS) {
            // A sink may take its time, and what reads the session has more to do.
            Threads.startPlatform("usi-take-offer", () -> {
                take(offer);
                tell(from, offer);
            });
        } else {
            tell(from, offer);
        }
        return Optional.of(offer);
    }

    private void take(Offer offer) {
        try {
            acceptIntoSink(offer);
        } catch (UsiException e) {
            LOG.warn("Offer {} waits for a decision: {}", offer.id(), e.getMessage());
        }
    }

    private void tell(Peer from, Offer offer) {
        Offer.Decision already = offer.decision().getNow(null);
        if (already != null && !(already instanceof Offer.Decision.Accepted)) {
            return;
        }
        String waits = already == null ? offer.id() : "";
        String name = Names.oneLine(offer.name(), Transfers.NAME_LIMIT);
        notices.accept(new Notice(Notice.Kind.FILE_OFFERED, from.shown(), from.encrypted(), name, waits, offer.size()));
        if (already == null) {
            offer.decision()
                    .thenRun(() -> notices.accept(
                            new Notice(Notice.Kind.OFFER_ENDED, "", from.encrypted(), "", offer.id(), 0)));
        }
    }

    /**
     * Accepts into the sink.
     *
     * @throws UsiException {@link ErrorCode#NO_SINK} where none is configured
     */
    public Transfer acceptIntoSink(Offer offer) {
        SinkHandle sink = plugins.sink()
                .orElseThrow(() -> new UsiException(
                        ErrorCode.NO_SINK,
                        "no file sink is configured: accept --into DIR, or set files.directory or files.command"));
        Transfer transfer = transfer(offer);
        offers.accept(offer, () -> {
            try {
                if (offer.authentic()) {
                    return into(sink, offer, transfer);
                }
                return sink.authenticOnly()
                        ? new SpooledDestination(
                                spools.create(),
                                transfer,
                                new LateDestination(transfer, () -> into(sink, offer, transfer)))
                        : new QueuedDestination(into(sink, offer, transfer));
            } catch (UsiException e) {
                transfer.fail(e);
                throw e;
            }
        });
        return transfer;
    }

    private static Destination into(SinkHandle sink, Offer offer, Transfer transfer) {
        return new SinkDestination(sink.receive(offer.name(), offer.size()), transfer);
    }

    /**
     * Accepts for a local program.
     *
     * @param verified whether no byte may reach it before all are authentic
     * @param prefix what the program has already; nothing where {@code verified}
     */
    public Accepted acceptAsStream(Offer offer, boolean verified, Destination.Prefix prefix) {
        Transfer transfer = transfer(offer);
        StreamDestination stream = new StreamDestination(transfer, timer, prefix);
        offers.accept(offer, () -> verified ? spooled(transfer, stream) : stream);
        return new Accepted(transfer, stream);
    }

    private Destination spooled(Transfer transfer, StreamDestination stream) {
        try {
            return new SpooledDestination(spools.create(), transfer, stream);
        } catch (UsiException e) {
            stream.abort(e.code(), e.getMessage());
            throw e;
        }
    }

    /** A transfer and where a program attaches to it. */
    public record Accepted(Transfer transfer, StreamDestination stream) {}

    private Transfer transfer(Offer offer) {
        return transfers.create(Transfer.Direction.IN, offer.name(), offer.size(), offer.peer());
    }

    /** What the configuration refuses is read and dropped. */
    private enum Refusal implements Inbound {
        INSTANCE;

        @Override
        public CompletableFuture<Offer.Decision> decision() {
            return CompletableFuture.completedFuture(new Offer.Decision.Refused());
        }

        @Override
        public void gone() {}
    }
}
