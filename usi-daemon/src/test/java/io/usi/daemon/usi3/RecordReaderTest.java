package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.net.Connection;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecordReaderTest {
    private static final int LITTLE = 4 * 1024;
    private static final int MUCH = 256 * 1024;
    private static final Duration SOON = Duration.ofMillis(300);

    @Test
    void roomForPartsOfFilesIsGivenBackWhenNoneCome() throws Exception {
        try (Loopback loopback = Loopback.open();
                Connection connection = new Connection(loopback.left());
                RecordWriter writer = new RecordWriter(connection, TrafficKey.chain(new byte[KeySchedule.BYTES]));
                RecordReader reader =
                        new RecordReader(loopback.connection(), TrafficKey.chain(new byte[KeySchedule.BYTES]))) {
            reader.ready();
            take(writer, reader, 10);
            assertEquals(LITTLE, reader.buffer().length);
            reader.expectMany();
            take(writer, reader, 50_000);
            assertEquals(MUCH, reader.buffer().length);
            take(writer, reader, 10);
            assertEquals(MUCH, reader.buffer().length);
            byte[] large = reader.buffer();
            reader.expectLittle();
            take(writer, reader, 10);
            assertEquals(LITTLE, reader.buffer().length);
            assertNotSame(large, reader.buffer());
            for (byte one : large) {
                assertEquals(0, one, "plaintext is left in it");
            }
            take(writer, reader, 50_000);
            assertTrue(reader.buffer().length < MUCH);
            take(writer, reader, 10);
            assertEquals(LITTLE, reader.buffer().length);
        }
    }

    @Test
    void roomForPartsOfFilesThatDoNotComeIsGivenBackInTime() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (Loopback loopback = Loopback.open();
                Connection connection = new Connection(loopback.left());
                RecordWriter writer = new RecordWriter(connection, TrafficKey.chain(new byte[KeySchedule.BYTES]));
                RecordReader reader = new RecordReader(
                        loopback.connection(),
                        TrafficKey.chain(new byte[KeySchedule.BYTES]),
                        nanos::get,
                        Records.KEPT)) {
            reader.ready();
            reader.expectMany();
            take(writer, reader, 50_000);
            nanos.addAndGet(Records.KEPT.toNanos() - 1);
            take(writer, reader, 10);
            assertEquals(MUCH, reader.buffer().length);
            nanos.addAndGet(1);
            take(writer, reader, 10);
            assertEquals(LITTLE, reader.buffer().length);
        }
    }

    @Test
    void aSilentPeerHoldsNoRoomForPartsOfFiles() throws Exception {
        try (Loopback loopback = Loopback.open();
                Connection connection = new Connection(loopback.left());
                RecordWriter writer = new RecordWriter(connection, TrafficKey.chain(new byte[KeySchedule.BYTES]));
                RecordReader reader = new RecordReader(
                        loopback.connection(), TrafficKey.chain(new byte[KeySchedule.BYTES]), System::nanoTime, SOON)) {
            reader.ready();
            reader.expectMany();
            take(writer, reader, 50_000);
            byte[] large = reader.buffer();
            CompletableFuture<Boolean> next = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.next();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Loopback.until("the room is given back", () -> reader.buffer() != large);
            Frame.Ping ping = new Frame.Ping(7);
            writer.write(ping);
            assertTrue(next.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
            assertEquals(ping, reader.frame());
            assertEquals(LITTLE, reader.buffer().length);
        }
    }

    /** Also where it said half a record: what was read of it stays. */
    @Test
    void halfARecordHoldsItsOwnRoomAlone() throws Exception {
        try (Loopback loopback = Loopback.open();
                Connection connection = new Connection(loopback.left());
                RecordReader reader = new RecordReader(
                        loopback.connection(), TrafficKey.chain(new byte[KeySchedule.BYTES]), System::nanoTime, SOON)) {
            reader.ready();
            reader.expectMany();
            TrafficKey key = TrafficKey.chain(new byte[KeySchedule.BYTES]);
            byte[] first = new byte[100];
            first[Integer.BYTES] = (byte) Records.DATA;
            connection.write(first, 0, key.seal(first, 0, 5));
            assertTrue(reader.next());
            byte[] record = new byte[60_000];
            record[Integer.BYTES] = (byte) Records.DATA;
            int length = key.seal(record, 0, 50_000);
            connection.write(record, 0, 20_000);
            byte[] before = reader.buffer();
            CompletableFuture<Boolean> next = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.next();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Loopback.until("there is room for it", () -> reader.buffer().length == MUCH);
            assertNotSame(before, reader.buffer());
            Loopback.until("the rest of the room is given back", () -> reader.buffer().length < MUCH);
            assertEquals(length, reader.buffer().length);
            connection.write(record, 20_000, length - 20_000);
            assertTrue(next.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
            assertEquals(50_000, reader.length());
        }
    }

    private static void take(RecordWriter writer, RecordReader reader, int length) throws Exception {
        Frame.Text text = new Frame.Text(Bytes.random(Frame.ID_BYTES), "x".repeat(length), Optional.empty());
        writer.write(text);
        assertTrue(reader.next());
        assertEquals(text, reader.frame());
    }
}
