package io.usi.plugins.sinkdirectory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyFlushTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private Path temporary;

    @Test
    void aLongFileIsWhole() throws IOException {
        Path file = temporary.resolve("long");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            EarlyFlush flush = new EarlyFlush(channel);
            ByteBuffer chunk = ByteBuffer.allocate(MIB);
            for (int i = 0; i < 100; i++) {
                chunk.clear();
                while (chunk.hasRemaining()) {
                    flush.wrote(channel.write(chunk));
                }
            }
            flush.end();
        }
        assertEquals(100L * MIB, Files.size(file));
    }

    @Test
    void aFailureOnTheWayIsOneAtTheEnd() throws IOException {
        FileChannel channel =
                FileChannel.open(temporary.resolve("closed"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.close();
        EarlyFlush flush = new EarlyFlush(channel);
        flush.wrote(64 * MIB);
        assertThrows(IOException.class, flush::end);
    }
}
