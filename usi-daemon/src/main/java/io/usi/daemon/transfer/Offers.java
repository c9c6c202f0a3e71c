package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The offers that wait for a decision. For any thread. */
public final class Offers {
    /** How many may wait, in all. */
    private static final int LIMIT = 256;
    /** How many of one peer, so that one peer's offers do not keep another's out. */
    private static final int PEER_LIMIT = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

    private final Clock clock;
    private final Timer timer;
    private final EventLog events;
    private volatile Duration expiry;
    private final Map<String, Offer> open = new LinkedHashMap<>();
    private long count;

    /**
     * @param expiry after which an offer that nobody decided is refused
     */
    public Offers(Clock clock, Timer timer, EventLog events, Duration expiry) {
        this.clock = clock;
        this.timer = timer;
        this.events = events;
        this.expiry = expiry;
    }

    /**
     * A new offer, which is announced.
     *
     * @param name the sender's word, unchecked
     * @param peer the sender's id
     * @param from the sender, as shown to people
     * @param authentic whether every byte is authentic when it is handed on
     */
    public Offer create(String name, long size, String peer, String from, boolean authentic) {
        Instant now = clock.instant();
        Duration limit = expiry;
        Offer offer;
        boolean full;
        synchronized (open) {
            offer = new Offer("o" + ++count, name, size, peer, from, authentic, now, now.plus(limit));
            long ofPeer =
                    open.values().stream().filter(o -> o.peer().equals(peer)).count();
            full = open.size() >= LIMIT || ofPeer >= PEER_LIMIT;
            if (!full) {
                open.put(offer.id(), offer);
            }
        }
        if (full) {
            LOG.warn("An offer of {} was refused: too many wait for a decision", peer);
            offer.decide(new Offer.Decision.Refused());
            return offer;
        }
        events.publish("offer", Map.of("offer", offer.toJson(), "peer", peer, "from", from));
        Future<?> end = timer.after(limit, () -> offer.decide(new Offer.Decision.Expired()));
        offer.decision().thenAccept(decision -> {
            end.cancel(false);
            synchronized (open) {
                open.remove(offer.id());
            }
            events.publish("withdrawn", Map.of("offer", offer.id(), "reason", decision.word()));
        });
        return offer;
    }

    /** How long the next offers wait for a decision. */
    public void expireAfter(Duration changed) {
        expiry = changed;
    }

    /**
     * An undecided offer.
     *
     * @throws UsiException {@link ErrorCode#NO_SUCH_OFFER}
     */
    public Offer get(String id) {
        synchronized (open) {
            Offer offer = open.get(id);
            if (offer == null) {
                throw undecided();
            }
            return offer;
        }
    }

    private static UsiException undecided() {
        return new UsiException(ErrorCode.NO_SUCH_OFFER, "no offer of that id waits: see usi-ctl offers");
    }

    /** All undecided ones, oldest first. */
    public List<Offer> list() {
        synchronized (open) {
            return List.copyOf(open.values());
        }
    }

    /**
     * Accepts.
     *
     * @param destination makes the place for the bytes; what it throws leaves the offer undecided
     */
    public void accept(Offer offer, Supplier<Destination> destination) {
        Destination made = destination.get();
        if (!offer.decide(new Offer.Decision.Accepted(made))) {
            made.abort(ErrorCode.NO_SUCH_OFFER, "the offer was decided meanwhile");
            throw undecided();
        }
    }

    /** Refuses. */
    public void refuse(Offer offer) {
        if (!offer.decide(new Offer.Decision.Refused())) {
            throw undecided();
        }
    }

    /** The peer went away. */
    public void gone(Offer offer) {
        offer.decide(new Offer.Decision.Gone());
    }
}
