package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network by the clock of the test's own: a rate, a way and a queue without end. */
class FlightTest {
    private static final int PART = 1 << 16;
    private static final int PARTS = 2_000;

    private record Arrival(long mark, long nanos) {}

    private long now;
    private final Flight flight = new Flight(() -> now);

    @ParameterizedTest
    @CsvSource({
        "100000, 1",
        "1000000, 1",
        "1000000, 100",
        "10000000, 1",
        "10000000, 30",
        "100000000, 1",
        "1000000000, 1"
    })
    void fillsTheNetworkAndNotItsQueue(long bytesASecond, long roundTripMillis) {
        long roundTrip = TimeUnit.MILLISECONDS.toNanos(roundTripMillis);
        Seen seen = send(PARTS, PARTS / 2, bytesASecond, i -> roundTrip);
        assertTrue(seen.rate() > 0.8 * bytesASecond, "it took only " + seen.rate());
        long bound = PART * 1_000_000_000L / bytesASecond + roundTrip + TimeUnit.MILLISECONDS.toNanos(45);
        assertTrue(seen.longestQueue() < bound * 2, "the queue was " + seen.longestQueue() + " ns");
    }

    @ParameterizedTest
    @CsvSource({"5, 55", "5, 305", "20, 120", "100, 5"})
    void goesOnWhereTheWayBecomesLonger(long millisBefore, long millisAfter) {
        long rate = 12_500_000;
        int change = 2_000;
        Seen seen =
                send(12_000, 8_000, rate, i -> TimeUnit.MILLISECONDS.toNanos(i < change ? millisBefore : millisAfter));
        assertTrue(seen.rate() > 0.6 * rate, "it took only " + seen.rate());
    }

    /** Others' traffic comes and goes in the same queue. */
    @Test
    void sharesTheWay() {
        long rate = 12_500_000;
        Seen seen = send(12_000, 4_000, rate, i -> TimeUnit.MILLISECONDS.toNanos(20 + i / 10 % 100));
        assertTrue(seen.rate() > 0.3 * rate, "it took only " + seen.rate());
    }

    /** A peer's answers that come before they can do not make it send without a bound. */
    @Test
    void hasABound() {
        for (int i = 0; i < 100; i++) {
            flight.sent(1 << 20).ifPresent(flight::answered);
        }
        assertEquals(Flight.MOST, flight.room());
        long sent = 0;
        long marks = 0;
        while (flight.room() > 0) {
            marks += flight.sent(PART).isPresent() ? 1 : 0;
            sent += PART;
        }
        assertTrue(sent <= Flight.MOST + (1 << 20) + PART, "it sent " + sent);
        assertTrue(marks <= 70, "it asked " + marks + " times");
    }

    /** In bytes a second, from the measured part on, and nanoseconds. */
    private record Seen(double rate, long longestQueue) {}

    private interface RoundTrip {
        long nanos(int part);
    }

    private Seen send(int parts, int measuredFrom, long bytesASecond, RoundTrip roundTrip) {
        Deque<Arrival> pongs = new ArrayDeque<>();
        long free = 0;
        long longest = 0;
        long warm = 0;
        for (int i = 0; i < parts; i++) {
            while (flight.room() == 0) {
                Arrival pong = pongs.removeFirst();
                now = Math.max(now, pong.nanos());
                flight.answered(pong.mark());
            }
            if (i == measuredFrom) {
                warm = now;
            }
            free = Math.max(free, now) + PART * 1_000_000_000L / bytesASecond;
            longest = Math.max(longest, free - now);
            OptionalLong mark = flight.sent(PART);
            if (mark.isPresent()) {
                long last = pongs.isEmpty() ? 0 : pongs.getLast().nanos();
                pongs.addLast(new Arrival(mark.getAsLong(), Math.max(last, free + roundTrip.nanos(i))));
            }
            while (!pongs.isEmpty() && pongs.getFirst().nanos() <= now) {
                flight.answered(pongs.removeFirst().mark());
            }
        }
        return new Seen((double) (parts - measuredFrom) * PART * 1e9 / (now - warm), longest);
    }

    @Test
    void neverWaitsForAnAnswerThatItDidNotAskFor() {
        Random random = new Random(1);
        Deque<Long> marks = new ArrayDeque<>();
        for (int i = 0; i < 200_000; i++) {
            now += (long) (Math.pow(random.nextDouble(), 4) * 50_000_000);
            boolean open = flight.room() > 0;
            assertTrue(open || !marks.isEmpty());
            if (open && random.nextInt(3) > 0) {
                flight.sent(1 + random.nextInt(PART)).ifPresent(marks::addLast);
            } else if (!marks.isEmpty()) {
                boolean woken = flight.answered(marks.removeFirst());
                assertEquals(!open && flight.room() > 0, woken);
            }
        }
    }

    @Test
    void whatNobodyAskedOpensNothing() {
        assertFalse(flight.answered(Flight.FIRST_MARK));
        assertEquals(OptionalLong.of(Flight.FIRST_MARK), flight.sent(PART));
        assertEquals(0, flight.room());
        assertFalse(flight.answered(Flight.FIRST_MARK + 1));
        assertEquals(0, flight.room());
        now += 1_000_000;
        assertTrue(flight.answered(Flight.FIRST_MARK));
        assertFalse(flight.answered(Flight.FIRST_MARK));
        assertTrue(flight.room() > 0);
    }
}
