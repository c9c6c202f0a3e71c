package io.usi.daemon.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SupervisionTest {
    private static final String ALIVE = "WATCHDOG=1";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Supervision supervision =
            new Supervision(new ServiceManager(Optional.of(told::add), Optional.of(Duration.ofMillis(100))));

    @AfterEach
    void end() {
        supervision.end();
    }

    private void watch(Check... checks) {
        supervision.watch(new Supervision.Watched(() -> "well", List.of(checks)));
    }

    private String next() throws InterruptedException {
        String lines = told.poll(10, TimeUnit.SECONDS);
        assertNotNull(lines, "nothing is told any more");
        return lines;
    }

    @Test
    void feedsTheWatchdogAgainAndAgain() throws Exception {
        watch(() -> {});
        assertEquals(ALIVE, next());
        assertEquals("READY=1\nSTATUS=well", next());
        for (int i = 0; i < 5; i++) {
            assertEquals(ALIVE, next());
        }
    }

    @Test
    void starvesItWhereACheckHangs() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        AtomicBoolean well = new AtomicBoolean(true);
        watch(() -> {
            if (!well.get()) {
                hangs.countDown();
                await(goesOn);
            }
        });
        assertEquals(ALIVE, next());
        well.set(false);
        assertTrue(hangs.await(10, TimeUnit.SECONDS));
        told.clear();
        assertNull(told.poll(500, TimeUnit.MILLISECONDS));
        well.set(true);
        goesOn.countDown();
        assertEquals(ALIVE, next());
    }

    @Test
    void starvesItWhereACheckFails() throws Exception {
        CountDownLatch failed = new CountDownLatch(2);
        watch(() -> {
            failed.countDown();
            throw new IOException("no connections are accepted");
        });
        assertTrue(failed.await(20, TimeUnit.SECONDS));
        assertEquals(List.of(), List.copyOf(told));
    }

    @Test
    void saysWhatElseItWatchesFromNowOn() throws Exception {
        watch(() -> {});
        assertEquals(ALIVE, next());
        assertEquals("READY=1\nSTATUS=well", next());
        supervision.watch(new Supervision.Watched(() -> "better", List.of()));
        String lines = next();
        while (lines.equals(ALIVE)) {
            lines = next();
        }
        assertEquals("STATUS=better", lines);
    }

    @Test
    void takesOnlyWhatIsMeantForThisProcess() {
        Map<String, String> given =
                Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "7");
        assertEquals(
                Optional.of(Duration.ofSeconds(3)), ServiceManager.of(given, 7).watchdog());
        assertEquals(Optional.empty(), ServiceManager.of(given, 8).watchdog());
        assertTrue(ServiceManager.of(given, 8).present());
        assertEquals(
                Optional.empty(),
                ServiceManager.of(Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", "-1"), 7)
                        .watchdog());
        for (String wrong : List.of("", "relative", "/", "/" + "x".repeat(108))) {
            assertTrue(!ServiceManager.of(Map.of("NOTIFY_SOCKET", wrong), 7).present(), wrong);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
