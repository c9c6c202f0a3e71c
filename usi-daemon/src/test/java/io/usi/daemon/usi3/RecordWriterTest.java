package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.usi.daemon.Loopback;
import io.usi.daemon.Threads;
import io.usi.daemon.net.Connection;
import io.usi.daemon.usi3.file.Chunk;
import io.usi.daemon.usi3.file.Chunks;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is allocated tells what was given back before. */
@Timeout(60)
class RecordWriterTest {
    /** What a cipher's arrays take for long records, with the differences from batch to batch. */
    private static final long TABLES = 56 * 1024;

    private static final long LITTLE = 8 * 1024;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final AtomicLong nanos = new AtomicLong();
    private Loopback loopback;
    private RecordWriter writer;

    @BeforeEach
    void open() throws IOException {
        loopback = Loopback.open();
        writer = new RecordWriter(
                new Connection(loopback.left()), TrafficKey.chain(new byte[KeySchedule.BYTES]), nanos::get);
        Connection peer = loopback.connection();
        Threads.startPlatform("usi-test", () -> {
            byte[] scratch = new byte[256 * 1024];
            try {
                while (peer.read(scratch, 0, scratch.length, Connection.FOREVER) >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                peer.close();
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
        loopback.close();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private long allocated(Writing writing) throws IOException {
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        writing.run();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    private void chunk() throws IOException {
        writer.write(Chunks.whole(buffer));
    }

    private void ping() throws IOException {
        writer.write(new Frame.Ping(1));
    }

    private void text() throws IOException {
        writer.write(new Frame.Text(Bytes.random(Frame.ID_BYTES), "x".repeat(60_000), Optional.empty()));
    }

    private final byte[] buffer = new byte[Chunk.RECORDS * Chunk.RECORD];

    @Test
    void oneLongTextLeavesNothing() throws IOException {
        text();
        ping();
        long first = allocated(this::text);
        long second = allocated(this::text);
        assertTrue(second > first - LITTLE, () -> "the first allocated " + first + ", the second one " + second);
        assertTrue(second > TABLES, () -> second + " bytes");
    }

    @Test
    void nothingIsAllocatedForEachRecordWhileAFileMoves() throws IOException {
        chunk();
        ping();
        for (int i = 0; i < 10; i++) {
            nanos.addAndGet(Records.KEPT.toNanos() - 1);
            long bytes = allocated(this::chunk);
            assertTrue(bytes < LITTLE, () -> bytes + " bytes");
            ping();
        }
    }

    @Test
    void aFileThatMovesNoMoreLeavesNothing() throws IOException {
        chunk();
        nanos.addAndGet(Records.KEPT.toNanos());
        ping();
        long bytes = allocated(this::chunk);
        assertTrue(bytes > TABLES, () -> bytes + " bytes");
    }
}
