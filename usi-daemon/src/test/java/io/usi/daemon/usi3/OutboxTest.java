package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.WatchedSocket;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.file.ChunkPool;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.ReceiveBudget;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutboxTest {
    private static final int WRITERS = 4;
    /** Fewer than may wait for one peer: none is refused, however slowly they are read. */
    private static final int TEXTS = 240;

    private final Timer timer = new Timer();
    private final OutgoingTexts texts = new OutgoingTexts(true);
    private final ConcurrentLinkedQueue<EndReason> ends = new ConcurrentLinkedQueue<>();
    private final BorrowedWrites borrowed = new BorrowedWrites(System::nanoTime, timer::after);
    private Loopback loopback;
    private WatchedSocket socket;
    private Connection connection;
    private RecordWriter records;
    private RecordReader peer;
    private Outbox outbox;

    @BeforeEach
    void open() throws Exception {
        loopback = Loopback.open(WatchedSocket::new);
        socket = (WatchedSocket) loopback.left();
        connection = new Connection(loopback.left());
        records = new RecordWriter(connection, TrafficKey.chain(new byte[KeySchedule.BYTES]));
        peer = new RecordReader(loopback.connection(), TrafficKey.chain(new byte[KeySchedule.BYTES]));
        peer.ready();
        outbox = new Outbox(
                connection,
                records,
                texts,
                new FileExchange(true, new ReceiveBudget(), new ChunkPool(), timer),
                borrowed,
                ends::add);
    }

    @AfterEach
    void close() throws Exception {
        outbox.close(null);
        loopback.close();
        timer.close();
    }

    private static CompletableFuture<Void> onThreadOfItsOwn(Runnable body) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Threads.start("usi-test", () -> {
            try {
                body.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private void say(String text) {
        texts.add(OutgoingTexts.OWN, text, Optional.empty(), reach -> {});
        outbox.wake();
    }

    /** Reads the next frame and answers it as a peer does; null where the stream ended. */
    private Frame read() throws Exception {
        if (!peer.next()) {
            return null;
        }
        Frame frame = peer.frame();
        if (frame instanceof Frame.Text text) {
            Frame.Ack ack = new Frame.Ack(text.id(), Optional.empty());
            texts.acknowledged(ack.id(), Optional.empty());
            outbox.acknowledged(ack);
        } else if (frame instanceof Frame.Ping ping) {
            outbox.answered(new Frame.Pong(ping.n()));
        }
        return frame;
    }

    private String readText() throws Exception {
        Frame frame;
        do {
            frame = read();
        } while (frame instanceof Frame.Ping);
        return ((Frame.Text) frame).text();
    }

    /** Records that two threads wrote at the same time, or in another order than they were sealed in, would not open. */
    @Test
    void whatManyThreadsSayMakesOneStream() throws Exception {
        Threads.start("usi3-write", outbox::run);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            int number = writer;
            writers.add(onThreadOfItsOwn(() -> {
                for (int i = 0; i < TEXTS / WRITERS; i++) {
                    say(number + " " + i);
                }
            }));
        }
        int[] next = new int[WRITERS];
        for (int i = 0; i < TEXTS / WRITERS * WRITERS; i++) {
            String[] words = readText().split(" ", 2);
            assertEquals(next[Integer.parseInt(words[0])]++, Integer.parseInt(words[1]));
        }
        for (CompletableFuture<Void> writer : writers) {
            writer.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    @Test
    void aLongTextIsNotOvertaken() throws Exception {
        String large = "x".repeat(60_000);
        Threads.start("usi3-write", outbox::run);
        onThreadOfItsOwn(() -> List.of("1", large, "2", "3").forEach(this::say))
                .get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals(List.of("1", large, "2", "3"), List.of(readText(), readText(), readText(), readText()));
    }

    @Test
    void nothingComesBehindTheGoodbye() throws Exception {
        CompletableFuture<Void> own = onThreadOfItsOwn(outbox::run);
        AtomicBoolean enough = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(onThreadOfItsOwn(() -> {
                while (!enough.get()) {
                    say("again");
                }
            }));
        }
        for (int i = 0; i < TEXTS; i++) {
            readText();
        }
        CompletableFuture<Void> closed = outbox.close(new Frame.Close("closed"));
        Frame frame;
        do {
            frame = read();
            assertTrue(frame != null, "no goodbye");
        } while (!(frame instanceof Frame.Close));
        assertFalse(peer.next());
        closed.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        enough.set(true);
        for (CompletableFuture<Void> writer : writers) {
            writer.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        }
        own.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertTrue(ends.isEmpty(), ends::toString);
    }

    /** A room's reader says a text to all guests: one guest's failure is that guest's. */
    @Test
    void whoeverWritesDoesNotGetTheSessionsFailure() throws Exception {
        CompletableFuture<Void> own = onThreadOfItsOwn(outbox::run);
        onThreadOfItsOwn(() -> say("first")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals("first", readText());
        socket.close();
        onThreadOfItsOwn(() -> say("second")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        Loopback.until("the session's end", () -> !ends.isEmpty());
        assertEquals(EndReason.LOST, ends.peek());
        outbox.close(null).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        own.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    /** The own thread, when it waits for something to write. */
    private Thread ownThread() throws Exception {
        Thread own = Threads.start("usi3-write", outbox::run);
        Loopback.untilParked(own);
        return own;
    }

    private void answerEverything() {
        Threads.start("test-peer", () -> {
            try {
                while (read() != null) {
                    Thread.onSpinWait();
                }
            } catch (Exception e) {
                // The session's end, which the test looks at from the other side.
                assertTrue(connection.isClosed(), e::toString);
            }
        });
    }

    @Test
    void whatASessionsThreadSaysIsOutWhenItGoesOn() throws Exception {
        Thread own = ownThread();
        AtomicBoolean out = new AtomicBoolean();
        onThreadOfItsOwn(() -> {
                    say("at once");
                    out.set(connection.bytesSent() > 0 && socket.writers().equals(List.of(Thread.currentThread())));
                })
                .get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertTrue(out.get(), "by its own hand, before it goes on");
        assertEquals("at once", readText());
        Loopback.untilParked(own);
        assertEquals(1, socket.writers().size());
    }

    @Test
    void theTimersThreadAndAPluginsWriteNothing() throws Exception {
        Thread own = ownThread();
        timer.after(Duration.ZERO, () -> say("timer"));
        assertEquals("timer", readText());
        Threads.computeBriefly(() -> say("pool"));
        assertEquals("pool", readText());
        new Thread(() -> say("plugin"), "usi-plugin").start();
        assertEquals("plugin", readText());
        onThreadOfItsOwn(() -> {
                    Thread.currentThread().setContextClassLoader(new ClassLoader() {});
                    say("below a plugin");
                })
                .get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals("below a plugin", readText());
        assertEquals(List.of(own, own, own, own), socket.writers());
    }

    /** A peer with a TCP of its own takes all bytes and answers them, and acknowledges none: they stay in the send buffer. */
    @Test
    void aPeerThatAnswersWhatItNeverAcknowledgesIsCutOff() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        socket.kernel(length -> {
            if (taken.addAndGet(length) > 4 * 1024) {
                socket.block();
            }
        });
        Thread own = ownThread();
        answerEverything();
        while (ends.isEmpty()) {
            onThreadOfItsOwn(() -> say("hello")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
            Loopback.until("the answer", () -> texts.held() == 0 || !ends.isEmpty());
        }
        assertEquals(EndReason.STALLED, ends.peek());
        assertFalse(socket.writers().contains(own), "all was borrowed, what blocked as well");
        assertTrue(connection.isClosed());
        assertFalse(borrowed.allowed(), "the next such peer blocks nobody");
    }

    @Test
    void whereWritesWereFoundToBlockTheOwnThreadWrites() throws Exception {
        Thread own = ownThread();
        borrowed.began(() -> {});
        Loopback.until("it is found", () -> !borrowed.allowed());
        onThreadOfItsOwn(() -> say("later")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals("later", readText());
        assertEquals(List.of(own), socket.writers());
    }

    @Test
    void nobodyWritesForOthersWithoutEnd() throws Exception {
        Thread own = ownThread();
        answerEverything();
        AtomicInteger said = new AtomicInteger();
        socket.kernel(length -> {
            if (said.getAndIncrement() < 50) {
                // There is always more to write, and all before was answered.
                texts.add(OutgoingTexts.OWN, "more", Optional.empty(), reach -> {});
                awaitAnswers();
            }
        });
        onThreadOfItsOwn(() -> say("first")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        Loopback.until("all is answered", () -> texts.held() == 0);
        List<Thread> writers = socket.writers();
        assertEquals(16, writers.stream().filter(writer -> writer != own).count());
        assertTrue(writers.size() > 50
                && writers.subList(16, writers.size()).stream().allMatch(own::equals));
    }

    /** Until all but the text that is being written, and the one behind it, are acknowledged. */
    private void awaitAnswers() throws IOException {
        try {
            Loopback.until("the answers", () -> texts.held() <= "first".length() + "more".length());
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void whoBorrowedTheTurnGivesItBackWhenTheOwnThreadWantsIt() throws Exception {
        Thread own = ownThread();
        socket.kernel(length -> outbox.dataReady());
        onThreadOfItsOwn(() -> {
                    for (int i = 0; i < 3; i++) {
                        texts.add(OutgoingTexts.OWN, "text " + i, Optional.empty(), reach -> {});
                    }
                    outbox.wake();
                })
                .get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals(List.of("text 0", "text 1", "text 2"), List.of(readText(), readText(), readText()));
        assertEquals(List.of(own, own), socket.writers().subList(1, 3));
        assertFalse(socket.writers().get(0) == own);
    }

    @Test
    void whoeverWritesDoesNotGetTheSessionsError() throws Exception {
        Thread own = ownThread();
        socket.kernel(length -> {
            throw new OutOfMemoryError("of the test");
        });
        onThreadOfItsOwn(() -> say("lost")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        assertEquals(EndReason.INTERNAL, ends.peek());
        assertTrue(connection.isClosed(), "a record is missing: nothing may follow it");
        outbox.close(null).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        own.join();
    }
}
