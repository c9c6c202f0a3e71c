package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.file.ChunkPool;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.ReceiveBudget;
import io.usi.daemon.usi3.frame.Frame;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private Loopback loopback;
    private Connection connection;
    private RecordWriter records;
    private RecordReader peer;
    private Outbox outbox;

    @BeforeEach
    void open() throws Exception {
        loopback = Loopback.open();
        connection = new Connection(loopback.left());
        records = new RecordWriter(connection, TrafficKey.chain(new byte[KeySchedule.BYTES]));
        peer = new RecordReader(loopback.connection(), TrafficKey.chain(new byte[KeySchedule.BYTES]));
        peer.ready();
        outbox = new Outbox(
                connection,
                records,
                texts,
                new FileExchange(true, new ReceiveBudget(), new ChunkPool(), timer),
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
        Socket broken = loopback.left();
        broken.close();
        onThreadOfItsOwn(() -> say("second")).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        Loopback.until("the session's end", () -> !ends.isEmpty());
        assertEquals(EndReason.LOST, ends.peek());
        outbox.close(null).get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        own.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }
}
