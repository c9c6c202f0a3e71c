package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.usi.daemon.Loopback;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.event.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineWriterTest {
    private static final int WRITERS = 3;
    private static final int LINES = 2_000;

    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    /** Who wrote each answer: the thread that wrote it says so. */
    private final ConcurrentLinkedQueue<Thread> writers = new ConcurrentLinkedQueue<>();

    private LocalPair pair;
    private LineWriter writer;
    private Thread own;

    @BeforeEach
    void open() throws Exception {
        pair = LocalPair.open(folder);
        writer = new LineWriter(pair.daemon(), () -> writers.add(Thread.currentThread()));
        own = Threads.start("usi-control-write", this::run);
        Loopback.untilParked(own);
    }

    private void run() {
        try {
            writer.run();
        } catch (IOException e) {
            // The connection's end; as its owner does.
            writer.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        writer.close();
        pair.close();
        timer.close();
        own.join();
    }

    private static CompletableFuture<Thread> onASessionsThread(Runnable body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    body.run();
                    return Thread.currentThread();
                },
                Threads.executor("usi-session"));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    /** What the program finds without waiting. */
    private String there() throws IOException {
        pair.program().configureBlocking(false);
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        pair.program().read(buffer);
        pair.program().configureBlocking(true);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    @Test
    void whoHasAnAnswerWritesIt() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread session = get(onASessionsThread(() -> {
            writer.add(Map.of("id", 1));
            try {
                seen.complete(there());
            } catch (IOException e) {
                seen.completeExceptionally(e);
            }
        }));
        assertEquals("{\"id\":1}\n", get(seen));
        assertEquals(List.of(session), List.copyOf(writers));
    }

    @Test
    void theTimersThreadWritesNothing() throws Exception {
        timer.after(Duration.ZERO, () -> writer.add(Map.of("id", 1)));
        BufferedReader lines = pair.lines();
        assertEquals("{\"id\":1}", lines.readLine());
        new Thread(() -> writer.add(Map.of("id", 2)), "usi-plugin").start();
        assertEquals("{\"id\":2}", lines.readLine());
        Loopback.until("both are noted", () -> writers.size() == 2);
        assertEquals(List.of(own, own), List.copyOf(writers));
    }

    /** Each line whole, each thread's in their order, and each counted once. */
    @Test
    void whatManyThreadsAnswerMakesOneStream() throws Exception {
        EventLog events = new EventLog(Clock.systemUTC(), Duration.ofHours(1));
        Subscription subscription = events.subscribe(0, type -> true);
        writer.stream(subscription);
        List<CompletableFuture<Thread>> threads = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int number = i;
            threads.add(onASessionsThread(() -> {
                for (int line = 0; line < LINES; line++) {
                    writer.add(Map.of("id", line, "of", number));
                }
            }));
        }
        // Fewer than may wait for a reader.
        threads.add(onASessionsThread(() -> {
            for (int i = 0; i < 500; i++) {
                events.publish("test", Map.of("n", i));
            }
        }));
        BufferedReader lines = pair.lines();
        int[] next = new int[WRITERS];
        int nextEvent = 0;
        for (int i = 0; i < WRITERS * LINES + 500; i++) {
            Map<String, Object> line = JSON.std.mapFrom(lines.readLine());
            if (line.get("params") instanceof Map<?, ?> event) {
                assertEquals(nextEvent++, event.get("n"));
            } else {
                assertEquals(next[(Integer) line.get("of")]++, line.get("id"));
            }
        }
        for (CompletableFuture<Thread> thread : threads) {
            get(thread);
        }
        Loopback.until("all are noted", () -> writers.size() == WRITERS * LINES);
        subscription.close();
    }

    @Test
    void nobodyWaitsForAProgramThatDoesNotRead() throws Exception {
        String much = "x".repeat(500_000);
        get(onASessionsThread(() -> {
            for (int i = 0; i < 32; i++) {
                writer.add(Map.of("id", much));
            }
        }));
        assertTrue(writers.size() < 32, "the kernel cannot have taken all");
        BufferedReader lines = pair.lines();
        for (int i = 0; i < 32; i++) {
            assertEquals(much, JSON.std.mapFrom(lines.readLine()).get("id"));
        }
        Loopback.until("all are noted", () -> writers.size() == 32);
        assertEquals(own, List.copyOf(writers).get(31));
    }

    /** An answer that cannot be written, as where memory is short: the program must not wait for it. */
    @Test
    void whoeverWritesDoesNotGetTheConnectionsError() throws Exception {
        Map<String, Object> broken = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new OutOfMemoryError("of the test");
            }
        };
        get(onASessionsThread(() -> writer.add(broken)));
        assertEquals(-1, pair.program().read(ByteBuffer.allocate(1)));
        own.join();
        assertEquals(1, writers.size(), "its place is free again");
        get(onASessionsThread(() -> writer.add(Map.of("id", 1))));
        assertEquals(2, writers.size());
        assertFalse(own.isAlive());
    }
}
