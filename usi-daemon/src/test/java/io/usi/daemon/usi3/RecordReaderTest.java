package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.net.Connection;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecordReaderTest {
    private static final int LITTLE = 4 * 1024;
    private static final int MUCH = 256 * 1024;

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

    private static void take(RecordWriter writer, RecordReader reader, int length) throws Exception {
        Frame.Text text = new Frame.Text(Bytes.random(Frame.ID_BYTES), "x".repeat(length), Optional.empty());
        writer.write(text);
        assertTrue(reader.next());
        assertEquals(text, reader.frame());
    }
}
