package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two daemons, which speak USI/3 with each other, and a file larger than any memory that they have. */
class BigFileIT {
    private static final long SIZE = 5L << 30;
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir
    Path temp;

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void fiveGigabytesPassThroughSmallHeaps() throws Exception {
        requireSpace();
        Path file = temp.resolve("big.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] block = Data.random(1 << 20);
            for (long at : new long[] {0, SIZE / 2 - 12345, SIZE - block.length}) {
                sparse.seek(at);
                sparse.write(block);
            }
        }
        try (Daemon server = new Place(temp, "server")
                        .with("USI_JAVA_OPTS", "-Xmx64m")
                        .start("-s", "127.0.0.1", "-p", "0");
                Daemon client = new Place(temp, "client")
                        .with("USI_JAVA_OPTS", "-Xmx64m")
                        .start("-c", "127.0.0.1:" + server.port(), "-m", "sender")) {
            assertEquals(3, server.peer("sender").get("protocol"));
            try (Child sending = client.place.startCtl("sendfile", file.toString())) {
                Path into = server.place.work.resolve("into");
                try (Child accepting =
                        server.place.startCtl("accept", (String) server.offer().get("id"), "--into", into.toString())) {
                    accepting.finish(LIMIT).exits(0);
                }
                sending.finish(LIMIT).exits(0);
                assertEquals(-1, Files.mismatch(file, into.resolve("big.bin")));
            }
            for (Daemon daemon : new Daemon[] {server, client}) {
                long peak = daemon.process("VmHWM") >> 10;
                assertTrue(peak < 300, "it took " + peak + " MiB");
            }
        }
    }

    private void requireSpace() throws IOException {
        long free = Files.getFileStore(temp).getUsableSpace();
        if (free < 3 * SIZE) {
            String missing = "three times 5 GiB of disk are needed and " + (free >> 30) + " GiB are free";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(missing);
            }
            Assumptions.abort(missing);
        }
    }
}
