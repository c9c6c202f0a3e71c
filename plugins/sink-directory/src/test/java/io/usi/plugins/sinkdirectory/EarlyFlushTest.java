package io.usi.plugins.sinkdirectory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EarlyFlushTest {
    private static final int MIB = 1 << 20;
    private static final int STEP = (int) (EarlyFlush.STEP / MIB);
    private static final int MOST = (int) (EarlyFlush.MOST / MIB);

    private final Disk disk = new Disk();
    private final AtomicInteger opened = new AtomicInteger();
    private final EarlyFlush flush = new EarlyFlush(() -> {
        opened.incrementAndGet();
        return disk;
    });

    private void write(int mebibytes) throws IOException {
        for (int i = 0; i < mebibytes; i++) {
            flush.wrote(MIB);
        }
    }

    @Test
    void aShortFileIsLeftToItsEnd() throws IOException {
        write(STEP - 1);
        flush.end();
        flush.close();
        assertEquals(0, opened.get());
    }

    @Test
    void aLongOneIsFlushedStepByStep() throws IOException {
        disk.permits.release(100);
        for (int i = 1; i <= 3; i++) {
            write(STEP);
            flush.end();
            assertEquals(i, disk.flushed.get());
        }
        flush.close();
        assertEquals(1, opened.get());
        assertFalse(disk.open);
    }

    @Test
    void aDiskThatIsTooFarBehindIsWaitedFor() throws Exception {
        write(STEP);
        assertTrue(disk.begun.await(30, TimeUnit.SECONDS));
        write(MOST - 1);
        Thread writer = new Thread(() -> {
            try {
                flush.wrote(MIB);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        while (writer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        disk.permits.release(2);
        writer.join();
        flush.end();
        assertEquals(2, disk.flushed.get());
        flush.close();
    }

    @Test
    void aFailureIsToldByTheNextStepAndByTheEnd() throws IOException {
        disk.broken = true;
        disk.permits.release(1);
        write(STEP);
        assertThrows(IOException.class, flush::end);
        assertThrows(IOException.class, () -> write(STEP));
        flush.close();
    }

    @Test
    void givingUpWaitsForNoFlush() throws Exception {
        write(STEP);
        assertTrue(disk.begun.await(30, TimeUnit.SECONDS));
        flush.close();
        assertTrue(disk.open);
        disk.permits.release(1);
        while (disk.open) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFlushThatIsOverTakesNoPlace() throws Exception {
        for (int i = 0; i < 3 * EarlyFlush.MOST_LINGERING; i++) {
            Disk fast = new Disk();
            fast.permits.release(1);
            try (EarlyFlush one = new EarlyFlush(() -> fast)) {
                one.wrote(STEP * MIB);
                one.end();
            }
            while (fast.open) {
                Thread.onSpinWait();
            }
        }
        givingUpWaitsForNoFlush();
    }

    /** A slow disk must not be given more and more of them by who begins files and breaks them off. */
    @Test
    void whoGivesUpTooManyWaits() throws Exception {
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < EarlyFlush.MOST_LINGERING; i++) {
            Disk slow = new Disk();
            disks.add(slow);
            EarlyFlush one = new EarlyFlush(() -> slow);
            one.wrote(STEP * MIB);
            assertTrue(slow.begun.await(30, TimeUnit.SECONDS));
            one.close();
        }
        write(STEP);
        assertTrue(disk.begun.await(30, TimeUnit.SECONDS));
        Thread waiting = closing(flush);
        while (waiting.getState() != Thread.State.WAITING) {
            assertTrue(waiting.isAlive(), "it did not wait");
            Thread.onSpinWait();
        }
        disk.permits.release(1);
        waiting.join();
        while (disk.open) {
            Thread.onSpinWait();
        }
        interruptedItWaitsNoLonger();
        for (Disk slow : disks) {
            assertTrue(slow.open);
            slow.permits.release(1);
            while (slow.open) {
                Thread.onSpinWait();
            }
        }
    }

    private static void interruptedItWaitsNoLonger() throws Exception {
        Disk hanging = new Disk();
        EarlyFlush one = new EarlyFlush(() -> hanging);
        one.wrote(STEP * MIB);
        Thread waiting = closing(one);
        waiting.interrupt();
        waiting.join();
        assertTrue(hanging.open);
        hanging.permits.release(1);
        while (hanging.open) {
            Thread.onSpinWait();
        }
    }

    private static Thread closing(EarlyFlush flush) {
        Thread thread = new Thread(() -> {
            try {
                flush.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        return thread;
    }

    /** A disk that flushes as often as it is allowed to. */
    private static final class Disk implements EarlyFlush.Flushed {
        final Semaphore permits = new Semaphore(0);
        final CountDownLatch begun = new CountDownLatch(1);
        final AtomicInteger flushed = new AtomicInteger();
        volatile boolean broken;
        volatile boolean open = true;

        @Override
        public void force() throws IOException {
            begun.countDown();
            permits.acquireUninterruptibly();
            if (broken) {
                throw new IOException("broken");
            }
            flushed.incrementAndGet();
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
