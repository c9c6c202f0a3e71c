package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BorrowedWritesTest {
    private final Deque<Runnable> looks = new ArrayDeque<>();
    private final List<String> ended = new ArrayList<>();
    private final BorrowedWrites.Borrower one = () -> ended.add("one");
    private final BorrowedWrites.Borrower other = () -> ended.add("other");
    private boolean outOfMemory;
    private long now;
    private final BorrowedWrites borrowed = new BorrowedWrites(() -> now, this::later);

    private void later(Duration delay, Runnable look) {
        if (outOfMemory) {
            throw new OutOfMemoryError("of the test");
        }
        assertEquals(BorrowedWrites.PERIOD, delay);
        looks.add(look);
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void look() {
        looks.remove().run();
    }

    @Test
    void itLooksOnlyWhileSomethingIsWritten() {
        assertTrue(looks.isEmpty());
        borrowed.began(one);
        borrowed.began(other);
        assertEquals(1, looks.size());
        borrowed.ended(one);
        pass(500);
        look();
        assertEquals(1, looks.size());
        borrowed.ended(other);
        pass(500);
        look();
        assertTrue(looks.isEmpty(), "an idle daemon wakes up for nothing");
        borrowed.began(one);
        assertEquals(1, looks.size());
        assertEquals(List.of(), ended);
        assertTrue(borrowed.allowed());
    }

    @Test
    void whatBlocksIsEndedAndNobodyElseIsHeldAfterIt() {
        borrowed.began(one);
        pass(400);
        borrowed.began(other);
        pass(100);
        look();
        pass(500);
        look();
        pass(500);
        look();
        assertEquals(List.of(), ended);
        pass(500);
        borrowed.ended(other);
        borrowed.began(other);
        look();
        assertEquals(List.of("one"), ended);
        assertFalse(borrowed.allowed());
        borrowed.ended(one);
        pass(60_000);
        assertFalse(borrowed.allowed());
        pass(1);
        assertTrue(borrowed.allowed());
    }

    /** A process that was stopped, or had no processor, finds writes that are long under way, and would go on at once. */
    @Test
    void aLookThatComesLateEndsNothing() {
        borrowed.began(one);
        pass(1_501);
        look();
        assertEquals(List.of(), ended);
        pass(500);
        look();
        assertEquals(List.of("one"), ended);
    }

    @Test
    void aLookThatCouldNotBePlannedIsPlannedNextTime() {
        outOfMemory = true;
        assertThrows(OutOfMemoryError.class, () -> borrowed.began(one));
        outOfMemory = false;
        borrowed.began(other);
        assertEquals(1, looks.size());
    }
}
