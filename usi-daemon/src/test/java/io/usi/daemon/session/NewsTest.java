package io.usi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class NewsTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final News news = new News(now::get);

    @Test
    void aSmallRoomHearsEverything() {
        for (int i = 0; i < 1_000; i++) {
            assertTrue(news.mayReach(20));
        }
        assertFalse(news.mayReach(20));
        for (int i = 0; i < 1_000; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(4));
            assertTrue(news.mayReach(20));
        }
    }

    @Test
    void aStormIsBounded() {
        int told = 0;
        for (int i = 0; i < 100_000; i++) {
            now.addAndGet(TimeUnit.MICROSECONDS.toNanos(100));
            told += news.mayReach(1_000) ? 1 : 0;
        }
        assertTrue(told >= 68 && told <= 70, told + " times");
    }

    @Test
    void whatIsNotUsedDoesNotPileUp() {
        assertTrue(news.mayReach(19_000));
        now.addAndGet(TimeUnit.DAYS.toNanos(1_000));
        assertTrue(news.mayReach(20_000));
        assertFalse(news.mayReach(1));
    }
}
