package io.usi.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WritingTurnTest {
    private static final int THREADS = 3;
    private static final int ITEMS = 50_000;

    private final Timer timer = new Timer();
    private final WritingTurn turn = new WritingTurn();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    @AfterEach
    void close() {
        turn.end();
        timer.close();
    }

    private static boolean mayWrite(Executor executor) throws Exception {
        return CompletableFuture.supplyAsync(Threads::mayWrite, executor).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    @Test
    void onlyAThreadWithOneJobMayWrite() throws Exception {
        assertTrue(mayWrite(Threads.executor("usi-session")));
        assertTrue(mayWrite(body -> Threads.startPlatform("usi-take-file", body)));
        assertFalse(mayWrite(body -> timer.after(Duration.ZERO, body)));
        assertFalse(mayWrite(Threads::compute));
        assertFalse(mayWrite(Threads::computeBriefly));
        assertFalse(mayWrite(body -> new Thread(body, "usi-of-somebody-else").start()));
        assertFalse(mayWrite(body -> Threads.startPlatform("usi-plugin-read", () -> {
            Thread.currentThread().setContextClassLoader(new ClassLoader() {});
            body.run();
        })));
    }

    private boolean take() throws Exception {
        return CompletableFuture.supplyAsync(turn::take, Threads.executor("usi-test"))
                .get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    @Test
    void theTurnIsTakenWhereItIsFreeAndTheOwnThreadWaits() throws Exception {
        assertFalse(take(), "the own thread does not run yet");
        assertTrue(turn.next(), "and was told");
        assertFalse(take(), "it is the own thread's");
        assertTrue(turn.isWanted());
        assertTrue(turn.next());
        assertFalse(turn.isWanted());
        Thread own = Threads.start("usi-own", () -> {
            if (turn.next()) {
                written.incrementAndGet();
            }
        });
        Loopback.untilParked(own);
        assertTrue(take());
        assertFalse(take(), "it is another's");
        assertTrue(turn.isWanted());
        turn.giveBack(false);
        own.join();
        assertEquals(1, written.get(), "what was refused is the own thread's");
    }

    @Test
    void atTheEndTheOwnThreadWaitsForWhoHasTheTurn() throws Exception {
        CompletableFuture<Boolean> more = new CompletableFuture<>();
        Thread own = Threads.start("usi-own", () -> {
            boolean last = turn.next();
            assertEquals(0, writing.get());
            more.complete(last);
        });
        Loopback.untilParked(own);
        assertTrue(take());
        writing.set(1);
        turn.end();
        assertTrue(turn.isWanted());
        Loopback.untilParked(own);
        assertFalse(more.isDone());
        writing.set(0);
        turn.giveBack(false);
        assertFalse(more.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        assertFalse(take());
    }

    private void write() {
        if (writing.getAndIncrement() != 0) {
            together.incrementAndGet();
        }
        int count = waiting.getAndSet(0);
        written.addAndGet(count);
        writing.decrementAndGet();
    }

    private void say() {
        waiting.incrementAndGet();
        if (turn.take()) {
            write();
            turn.giveBack(waiting.get() > 0);
        }
    }

    /** What was said is written though nobody says anything more, and never by two at a time. */
    @Test
    void noWordIsLostAndNoTwoWrite() throws Exception {
        Threads.start("usi-own", () -> {
            while (turn.next()) {
                write();
            }
        });
        for (int round = 1; round <= 3; round++) {
            List<CompletableFuture<Void>> speakers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                speakers.add(CompletableFuture.runAsync(
                        () -> {
                            for (int item = 0; item < ITEMS; item++) {
                                say();
                            }
                        },
                        Threads.executor("usi-test")));
            }
            for (CompletableFuture<Void> speaker : speakers) {
                speaker.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            }
            int said = round * THREADS * ITEMS;
            Loopback.until("all is written", () -> written.get() == said);
        }
        assertEquals(0, together.get());
    }
}
