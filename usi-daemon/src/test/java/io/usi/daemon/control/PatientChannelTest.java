package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatientChannelTest {
    /** More than any kernel keeps for a program that reads nothing. */
    private static final int MUCH = 16 * 1024 * 1024;

    @TempDir
    Path folder;

    private LocalPair pair;

    /** What blocks. */
    private interface Action {
        void run() throws IOException;
    }

    @BeforeEach
    void open() throws Exception {
        pair = LocalPair.open(folder);
    }

    @AfterEach
    void close() throws Exception {
        pair.close();
    }

    private static CompletableFuture<Void> later(Action action) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        action.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Threads.executor("usi-test"));
    }

    private static void get(CompletableFuture<Void> done) throws Exception {
        done.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
    }

    private static void assertClosed(CompletableFuture<Void> waiting) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(waiting));
        assertInstanceOf(ClosedChannelException.class, e.getCause().getCause());
    }

    private void readByProgram(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            assertTrue(pair.program().read(buffer) >= 0);
        }
    }

    @Test
    void aWriteTakesWhatTheKernelTakesAndGoesOn() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(MUCH);
        get(later(() -> pair.daemon().write(bytes)));
        assertTrue(bytes.position() > 0 && bytes.hasRemaining());
        int taken = bytes.position();
        get(later(() -> pair.daemon().write(bytes)));
        assertEquals(taken, bytes.position(), "nothing more, and without waiting");
        CompletableFuture<Void> full = later(() -> pair.daemon().writeFully(bytes));
        readByProgram(taken);
        assertFalse(full.isDone());
        readByProgram(MUCH - taken);
        get(full);
    }

    @Test
    void aReadWaitsWhileOthersWrite() throws Exception {
        ByteBuffer one = ByteBuffer.allocate(1);
        CompletableFuture<Void> reading =
                later(() -> assertEquals(1, pair.daemon().read(one)));
        get(later(() -> pair.daemon().write(ByteBuffer.wrap(new byte[] {5}))));
        readByProgram(1);
        assertFalse(reading.isDone());
        pair.program().write(ByteBuffer.wrap(new byte[] {7}));
        get(reading);
        assertEquals(7, one.get(0));
    }

    @Test
    void aCloseWakesWhoWaits() throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(MUCH);
        pair.daemon().write(bytes);
        CompletableFuture<Void> reading = later(() -> pair.daemon().read(ByteBuffer.allocate(1)));
        CompletableFuture<Void> writing = later(() -> pair.daemon().writeFully(bytes));
        get(later(pair.daemon()::close));
        assertClosed(reading);
        assertClosed(writing);
        assertTrue(pair.program().isOpen());
    }

    @Test
    void itsConnectionBlocksAgainInTheEnd() throws Exception {
        pair.program().write(ByteBuffer.wrap(new byte[] {7}));
        assertEquals(1, pair.daemon().read(ByteBuffer.allocate(1)));
        SocketChannel plain = pair.daemon().plain();
        assertTrue(plain.isBlocking());
        CompletableFuture<Void> reading = later(() -> assertEquals(1, plain.read(ByteBuffer.allocate(1))));
        pair.program().write(ByteBuffer.wrap(new byte[] {8}));
        get(reading);
    }
}
