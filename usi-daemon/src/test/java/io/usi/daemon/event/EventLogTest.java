package io.usi.daemon.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.HandClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventLogTest {
    private final HandClock clock = new HandClock();
    private final EventLog log = new EventLog(clock, Duration.ofHours(1));

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            log.publish("message", Map.of("text", "x"));
        }
    }

    private static List<Long> numbers(Subscription reader) {
        List<Long> numbers = new ArrayList<>();
        for (Event event = reader.poll(); event != null; event = reader.poll()) {
            numbers.add(event.seq());
        }
        return numbers;
    }

    @Test
    void aReaderGetsWhatIsKeptThenWhatIsNew() {
        publish(3);
        Subscription reader = log.subscribe(1, type -> true);
        publish(2);
        assertEquals(3, reader.cursor());
        assertEquals(0, reader.missed());
        assertEquals(2, reader.heldCount());
        assertEquals(List.of(2L, 3L, 4L, 5L), numbers(reader));
        assertEquals(5, log.cursor());
    }

    @Test
    void aReaderThatHasEverythingGetsOnlyNewOnes() {
        publish(3);
        Subscription reader = log.subscribe(EventLog.NOW, type -> true);
        assertEquals(0, reader.heldCount());
        assertNull(reader.poll());
        publish(1);
        assertEquals(List.of(4L), numbers(reader));
    }

    /** A number of an earlier run of the daemon must not hide what is new. */
    @Test
    void aNumberFromTheFutureHidesNothingNew() {
        publish(3);
        Subscription reader = log.subscribe(1_000, type -> true);
        assertEquals(0, reader.missed());
        assertEquals(0, reader.heldCount());
        publish(1);
        assertEquals(List.of(4L), numbers(reader));
    }

    @Test
    void typesAreFilteredAmongKeptAndNewOnes() {
        log.publish("offer", Map.of());
        log.publish("message", Map.of());
        Subscription reader = log.subscribe(0, "message"::equals);
        log.publish("offer", Map.of());
        log.publish("message", Map.of());
        log.publishTransient("progress", Map.of());
        assertEquals(1, reader.heldCount());
        assertEquals(List.of(2L, 4L), numbers(reader));
        assertEquals(2, log.held("message"));
    }

    @Test
    void whatIsNotKeptHasNoNumberAndIsNeverRepeated() {
        Subscription reader = log.subscribe(0, type -> true);
        log.publishTransient("progress", Map.of("n", 1));
        Event event = reader.poll();
        assertEquals(0, event.seq());
        assertFalse(event.toJson().containsKey("seq"));
        assertEquals(0, log.cursor());
        assertNull(log.subscribe(0, type -> true).poll());
    }

    @Test
    void anEventHasItsNumberTimeAndType() {
        Subscription reader = log.subscribe(0, type -> true);
        log.publish("message", Map.of("text", "é"));
        assertEquals(
                Map.of("type", "message", "seq", 1L, "time", "2026-01-01T00:00:00Z", "text", "é"),
                reader.poll().toJson());
    }

    @Test
    void whatIsTooOldIsGoneAndCountsAsMissed() {
        publish(2);
        clock.pass(Duration.ofMinutes(40));
        publish(1);
        clock.pass(Duration.ofMinutes(21));
        Subscription reader = log.subscribe(0, type -> true);
        assertEquals(2, reader.missed());
        assertEquals(List.of(3L), numbers(reader));
        assertEquals(1, log.subscribe(1, type -> true).missed());
        assertEquals(0, log.subscribe(2, type -> true).missed());
        clock.pass(Duration.ofHours(2));
        log.expire();
        assertEquals(0, log.held("message"));
        assertEquals(3, log.subscribe(0, type -> true).missed());
        assertEquals(3, log.cursor(), "numbers go on");
    }

    @Test
    void theLastTenThousandAreKept() {
        publish(10_005);
        Subscription reader = log.subscribe(0, type -> true);
        assertEquals(10_000, reader.heldCount());
        assertEquals(5, reader.missed());
        assertEquals(6, reader.poll().seq());
    }

    @Test
    void noMoreThanSixteenMegabytesAreKept() {
        String text = "x".repeat(64 * 1024);
        for (int i = 0; i < 1_000; i++) {
            log.publish("message", Map.of("text", text));
        }
        int held = log.subscribe(0, type -> true).heldCount();
        assertTrue(held >= 100 && held <= 128, held + " texts of 128 KiB in memory each");
    }

    @Test
    void aSlowReaderIsCutOffAfterWhatItHas() {
        publish(10);
        Subscription slow = log.subscribe(0, type -> true);
        Subscription quick = log.subscribe(10, type -> true);
        publish(Subscription.LIMIT);
        assertFalse(slow.lagged());
        publish(5);
        quick.poll();
        assertFalse(slow.lagged(), "what waits comes first");
        List<Long> got = numbers(slow);
        assertEquals(10 + Subscription.LIMIT, got.size());
        assertEquals(10L + Subscription.LIMIT, got.get(got.size() - 1));
        assertTrue(slow.lagged());
        publish(1);
        assertNull(slow.poll(), "nothing after the gap");
    }

    @Test
    void aClosedReaderGetsNothing() {
        publish(1);
        Subscription reader = log.subscribe(0, type -> true);
        reader.close();
        publish(1);
        assertNull(reader.poll());
        assertFalse(reader.lagged());
    }

    @Test
    void aReaderIsToldWhenThereIsSomething() {
        publish(1);
        Subscription reader = log.subscribe(0, type -> true);
        AtomicInteger told = new AtomicInteger();
        reader.onReady(told::incrementAndGet);
        assertEquals(1, told.get(), "at once, for what is held");
        publish(1);
        assertEquals(2, told.get());
    }

    @Test
    @Timeout(30)
    void manyPublishersLeaveNoGapAndNoDisorder() throws Exception {
        int threads = 4;
        int each = 200;
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    publish(each);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            all.add(thread);
        }
        go.countDown();
        Subscription reader = log.subscribe(0, type -> true);
        for (Thread thread : all) {
            thread.join();
        }
        List<Long> got = numbers(reader);
        assertEquals(threads * each, got.size());
        for (int i = 0; i < got.size(); i++) {
            assertEquals(i + 1L, got.get(i));
        }
    }
}
