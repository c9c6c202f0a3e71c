package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReceivedIdsTest {
    private final ReceivedIds ids = new ReceivedIds();

    private static Bytes id(long high, long low) {
        return Bytes.of(
                ByteBuffer.allocate(Frame.ID_BYTES).putLong(high).putLong(low).array());
    }

    @Test
    void theLastOnesAreRememberedAndNoOthers() {
        for (int i = 0; i < 3 * ReceivedIds.REMEMBERED; i++) {
            assertTrue(ids.add(id(i, 0)));
        }
        for (int i = 2 * ReceivedIds.REMEMBERED; i < 3 * ReceivedIds.REMEMBERED; i++) {
            assertFalse(ids.add(id(i, 0)));
        }
        assertTrue(ids.add(id(2 * ReceivedIds.REMEMBERED - 1, 0)));
        assertTrue(ids.add(id(2 * ReceivedIds.REMEMBERED, 0)), "the oldest one went for it");
    }

    @Test
    void bothHalvesCount() {
        assertTrue(ids.add(id(0, 0)));
        assertTrue(ids.add(id(0, 1)));
        assertTrue(ids.add(id(1, 0)));
        assertFalse(ids.add(id(0, 0)));
        assertFalse(ids.add(id(1, 0)));
    }

    /** Against the plain way to do the same; ids of a small range come again at every age. */
    @Test
    void itIsASetWithoutItsOldest() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<Long> expected = new LinkedHashSet<>();
        for (int i = 0; i < 200_000; i++) {
            long one = random.nextInt(2 * ReceivedIds.REMEMBERED);
            assertEquals(expected.add(one), ids.add(id(one << 32, one)), "seed " + seed + ", turn " + i);
            if (expected.size() > ReceivedIds.REMEMBERED) {
                Iterator<Long> oldest = expected.iterator();
                oldest.next();
                oldest.remove();
            }
        }
    }

    @Test
    void theyTakeLittleMemoryAndNoneAtFirst() {
        assertEquals(0, ids.held());
        ids.add(id(1, 1));
        assertTrue(ids.held() <= 512);
        for (int i = 0; i < 2 * ReceivedIds.REMEMBERED; i++) {
            ids.add(id(i, i));
        }
        assertEquals(20 * ReceivedIds.REMEMBERED, ids.held());
    }
}
