package io.usi.daemon.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.HandClock;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.Event;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.transfer.Offer.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OffersTest {
    private final Timer timer = new Timer();
    private final HandClock clock = new HandClock();
    private final EventLog events = new EventLog(clock, Duration.ofHours(1));
    private final Subscription told = events.subscribe(0, type -> true);
    private final Offers offers = new Offers(clock, timer, events, Duration.ofMinutes(10));

    @AfterEach
    void close() {
        timer.close();
    }

    private String next() {
        Event event = told.poll();
        return event == null ? "nothing" : event.type() + " " + event.members().get("reason");
    }

    /** Notes how it ended. */
    private static final class Sunk implements Destination {
        final List<String> ends = new ArrayList<>();

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public CompletableFuture<Void> commit() {
            ends.add("commit");
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void abort(ErrorCode code, String problem) {
            ends.add(code.reason());
        }
    }

    @Test
    void anOfferIsAnnouncedListedAndDecidedOnce() {
        Offer offer = offers.create("../a\u001b\nb", 7, "p1", "Anne", true);
        assertEquals("o1", offer.id());
        assertEquals("../ab", offer.toJson().get("name"), "safe to show");
        assertEquals("2026-01-01T00:10:00Z", offer.toJson().get("expires"));
        assertEquals("offer null", next());
        assertEquals(List.of(offer), offers.list());
        assertSame(offer, offers.get("o1"));
        offers.refuse(offer);
        assertEquals("withdrawn refused", next());
        assertEquals(List.of(), offers.list());
        assertEquals(
                ErrorCode.NO_SUCH_OFFER,
                assertThrows(UsiException.class, () -> offers.get("o1")).code());
        assertEquals(
                ErrorCode.NO_SUCH_OFFER,
                assertThrows(UsiException.class, () -> offers.refuse(offer)).code());
        offers.gone(offer);
        assertEquals("nothing", next());
        assertInstanceOf(Decision.Refused.class, offer.decision().join());
    }

    @Test
    void whoAcceptsTooLateLeavesNothingBehind() {
        Offer offer = offers.create("a", 7, "p1", "Anne", true);
        Sunk first = new Sunk();
        Sunk second = new Sunk();
        offers.accept(offer, () -> first);
        assertThrows(UsiException.class, () -> offers.accept(offer, () -> second));
        assertEquals(List.of(), first.ends);
        assertEquals(List.of(ErrorCode.NO_SUCH_OFFER.reason()), second.ends);
        assertEquals(new Decision.Accepted(first), offer.decision().join());
    }

    @Test
    void aDestinationThatCannotBeMadeLeavesTheOfferOpen() {
        Offer offer = offers.create("a", 7, "p1", "Anne", true);
        assertThrows(
                UsiException.class,
                () -> offers.accept(offer, () -> {
                    throw new UsiException(ErrorCode.NO_SINK, "none");
                }));
        assertFalse(offer.decision().isDone());
        assertEquals(List.of(offer), offers.list());
    }

    @Test
    void anOfferThatNobodyDecidesExpires() throws Exception {
        Offers brief = new Offers(clock, timer, events, Duration.ofMillis(1));
        Offer offer = brief.create("a", 7, "p1", "Anne", true);
        assertInstanceOf(Decision.Expired.class, offer.decision().get(10, TimeUnit.SECONDS));
        assertEquals("expired", offer.decision().join().word());
    }

    @Test
    void offersAreBounded() {
        for (int i = 0; i < 256; i++) {
            assertFalse(
                    offers.create("a", 7, "p" + i / 16, "Anne", true).decision().isDone());
        }
        Offer over = offers.create("a", 7, "p100", "Anne", true);
        assertInstanceOf(Decision.Refused.class, over.decision().join());
        assertEquals(256, offers.list().size());
        offers.gone(offers.get("o1"));
        assertFalse(offers.create("a", 7, "p100", "Anne", true).decision().isDone());
    }

    @Test
    void onePeersOffersKeepNobodyElseOut() {
        for (int i = 0; i < 16; i++) {
            assertFalse(offers.create("a", 7, "p1", "Anne", true).decision().isDone());
        }
        assertInstanceOf(
                Decision.Refused.class,
                offers.create("a", 7, "p1", "Anne", true).decision().join());
        assertFalse(offers.create("a", 7, "p2", "Zoé", true).decision().isDone());
    }

    @Test
    void aPeerThatLeavesTakesItsOfferAlong() {
        Offer offer = offers.create("a", 7, "p1", "Anne", true);
        DirectInbound inbound = new DirectInbound(offers, offer);
        inbound.gone();
        assertTrue(inbound.destination().isEmpty());
        assertEquals(List.of(), offers.list());
    }
}
