package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final CountDownLatch abandoned = new CountDownLatch(1);
    private final Patience patience = new Patience(abandoned::countDown);

    @Test
    void whatDoesNotComeBackIsAbandoned() throws Exception {
        patience.interrupted();
        assertTrue(patience.isInterrupted());
        assertTrue(abandoned.await(20, TimeUnit.SECONDS));
    }

    @Test
    void theSecondTimeItIsAbandonedAtOnce() throws Exception {
        long begin = System.nanoTime();
        patience.interrupted();
        patience.interrupted();
        assertTrue(abandoned.await(20, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(900), "it waited");
    }

    @Test
    void whatComesBackNoticesIt() {
        assertFalse(patience.noticed());
        patience.interrupted();
        assertTrue(patience.noticed());
        assertFalse(patience.noticed());
        assertEquals(1, abandoned.getCount());
    }
}
