package io.usi.daemon.usi2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.PathSource;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.transfer.Transfers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSenderTest {
    private static final byte[] MARKER = "|!f|".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private final SessionKey key = new SessionKey(new byte[16], NonceForm.CUT);

    /** How many nonces the first pass over this content takes, where the first is all zeros. */
    private int noncesFor(byte[] content) throws Exception {
        Path file = Files.write(folder.resolve("x"), content);
        Clock clock = Clock.systemUTC();
        Transfer transfer = new Transfers(clock, new EventLog(clock, Duration.ofHours(1)))
                .create(Transfer.Direction.OUT, "x", content.length, "p1");
        AtomicInteger count = new AtomicInteger();
        try (FileSource source = new PathSource(file, "x", 1)) {
            FileSender sender = new FileSender(key, source, transfer, () -> {
                byte[] nonce = new byte[NonceForm.WIRE_BYTES];
                nonce[0] = (byte) count.getAndIncrement();
                return nonce;
            });
            assertTrue(sender.prepare(() -> false));
        }
        return count.get();
    }

    /** A plaintext whose last, partial block enciphers to the given bytes under the nonce of zeros. */
    private byte[] contentEndingIn(int size, byte[] sealedEnd) {
        byte[] sealed = new byte[size];
        try (Ocb ocb = key.cipher()) {
            ocb.begin(Ocb.Direction.SEAL, key.form().effective(new byte[NonceForm.WIRE_BYTES]), new byte[0]);
            ocb.seal(new byte[size], 0, size, sealed, 0, new byte[Ocb.TAG], 0);
        }
        byte[] content = new byte[size];
        int from = size - sealedEnd.length;
        for (int i = 0; i < sealedEnd.length; i++) {
            content[from + i] = (byte) (sealed[from + i] ^ sealedEnd[i]);
        }
        return content;
    }

    @Test
    void aNonceUnderWhichTheMarkerStandsInTheCiphertextIsNotUsed() throws Exception {
        assertEquals(1, noncesFor(new byte[70_009]));
        assertEquals(2, noncesFor(contentEndingIn(70_009, MARKER)));
        assertEquals(2, noncesFor(contentEndingIn(9, MARKER)));
    }

    @Test
    void aNonceUnderWhichTheEndImitatesTheMarkersBeginningIsNotUsed() throws Exception {
        byte[] beginning = "|!f".getBytes(StandardCharsets.US_ASCII);
        assertEquals(2, noncesFor(contentEndingIn(70_009, beginning)));
        assertEquals(2, noncesFor(contentEndingIn(3, beginning)));
    }
}
