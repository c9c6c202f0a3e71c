package io.usi.daemon.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.HandClock;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.transfer.Transfer.State;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TransferTest {
    private final HandClock clock = new HandClock();
    private final EventLog events = new EventLog(clock, Duration.ofHours(1));
    private final Transfers transfers = new Transfers(clock, events);

    private Transfer create() {
        return transfers.create(Transfer.Direction.IN, "a\u001b\nb", 100, "p1");
    }

    @Test
    void itGoesFromWaitingToDone() {
        Transfer transfer = create();
        Map<String, Object> json = transfer.toJson();
        assertEquals("t1", json.get("id"));
        assertEquals("ab", json.get("name"), "safe to show");
        assertEquals("in", json.get("direction"));
        assertEquals("waiting", json.get("state"));
        assertEquals(0L, json.get("bytes"));
        assertTrue(transfer.begin());
        transfer.progress(100);
        assertEquals("active", transfer.toJson().get("state"));
        transfer.done("a (1)");
        assertEquals("done", transfer.toJson().get("state"));
        assertEquals("a (1)", transfer.toJson().get("stored_as"));
        assertEquals(100L, transfer.toJson().get("bytes"));
        assertFalse(transfer.begin());
    }

    @Test
    void aSizeThatIsNotKnownYetIsLeftOut() {
        Transfer transfer = transfers.create(Transfer.Direction.OUT, "a", -1, "p1");
        assertFalse(transfer.toJson().containsKey("size"));
        transfer.sized(0);
        assertEquals(0L, transfer.toJson().get("size"));
    }

    @Test
    void theFirstEndIsTheEnd() {
        Transfer failed = create();
        failed.fail(ErrorCode.PEER_GONE, "gone");
        failed.done("x");
        assertFalse(failed.cancel());
        assertEquals(new State.Failed(ErrorCode.PEER_GONE, "gone"), failed.state());
        assertEquals("peer_gone", failed.toJson().get("reason"));
        assertEquals("gone", failed.toJson().get("problem"));
        assertEquals(failed.state(), failed.end().join());

        Transfer cancelled = create();
        assertTrue(cancelled.cancel());
        cancelled.fail(ErrorCode.IO, "late");
        assertInstanceOf(State.Cancelled.class, cancelled.state());
        assertEquals("cancelled", cancelled.toJson().get("state"));
        assertFalse(cancelled.cancel());
    }

    @Test
    void cancellingStopsWhatMovesTheBytesOnce() {
        AtomicInteger stopped = new AtomicInteger();
        Transfer transfer = create();
        transfer.onCancel(stopped::incrementAndGet);
        transfer.cancel();
        transfer.cancel();
        assertEquals(1, stopped.get());
        Transfer early = create();
        early.cancel();
        early.onCancel(stopped::incrementAndGet);
        assertEquals(2, stopped.get(), "also where the cancelling came first");
        Transfer done = create();
        done.onCancel(stopped::incrementAndGet);
        done.done("");
        done.cancel();
        assertEquals(2, stopped.get());
    }

    @Test
    void itsEndIsAnEventAndStandsInTheList() {
        Subscription told = events.subscribe(0, type -> true);
        Transfer transfer = create();
        transfer.done("");
        assertEquals("transfer", told.poll().type());
        assertEquals(0, transfers.active());
        assertEquals(1, transfers.list().size());
    }

    @Test
    void progressIsToldAtMostFourTimesASecond() {
        Subscription told = events.subscribe(0, "progress"::equals);
        Transfer transfer = create();
        transfer.begin();
        long began = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            transfer.progress(1);
        }
        long quarters = (System.nanoTime() - began) / 250_000_000;
        int count = 0;
        while (told.poll() != null) {
            count++;
        }
        assertTrue(count <= quarters, count + " in " + quarters + " quarters of a second");
        assertEquals(100_000L, transfer.toJson().get("bytes"));
    }

    @Test
    void itMayBeInterruptedAndGoOn() {
        Subscription told = events.subscribe(0, "progress"::equals);
        Transfer transfer = create();
        transfer.interrupted();
        assertEquals("waiting", transfer.toJson().get("state"), "nothing was under way");
        transfer.begin();
        transfer.progress(10);
        transfer.interrupted();
        assertEquals("interrupted", transfer.toJson().get("state"));
        assertEquals(0L, transfer.toJson().get("rate"));
        assertFalse(transfer.toJson().containsKey("eta_s"));
        assertFalse(transfer.state().ended());
        assertEquals("progress", told.poll().type());
        assertTrue(transfer.begin());
        assertEquals("active", transfer.toJson().get("state"));
        transfer.interrupted();
        transfer.cancel();
        assertEquals("cancelled", transfer.toJson().get("state"));
        assertFalse(transfer.begin());
    }

    @Test
    void whatWasThereBeforeDoesNotCountIntoTheRate() {
        Transfer transfer = transfers.create(Transfer.Direction.IN, "a", 2_000_000_000_000L, "p1");
        long began = System.nanoTime();
        transfer.begin();
        transfer.startAt(1_000_000_000_000L);
        while (System.nanoTime() - began < 260_000_000) {
            Thread.onSpinWait();
        }
        transfer.progress(1_000);
        assertEquals(1_000_000_001_000L, transfer.toJson().get("bytes"));
        long rate = (Long) transfer.toJson().get("rate");
        assertTrue(rate > 0 && rate <= 4_000, "rate " + rate);
        transfer.done("");
        long mean = (Long) transfer.toJson().get("rate");
        assertTrue(mean > 0 && mean <= 4_000, "mean " + mean);
    }

    @Test
    void theLast256ThatEndedAreKeptAndAllThatGoOn() {
        Transfer first = create();
        for (int i = 0; i < 300; i++) {
            create().done("");
        }
        create();
        assertEquals(258, transfers.list().size());
        assertEquals(first, transfers.get("t1"));
        assertEquals(
                ErrorCode.NO_SUCH_TRANSFER,
                assertThrows(UsiException.class, () -> transfers.get("t2")).code());
        assertEquals(2, transfers.active());
    }
}
