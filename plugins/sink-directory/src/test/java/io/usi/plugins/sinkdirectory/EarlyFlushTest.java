package io.usi.plugins.sinkdirectory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
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
