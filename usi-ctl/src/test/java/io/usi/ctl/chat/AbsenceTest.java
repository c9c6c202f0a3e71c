package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AbsenceTest {
    /** The clock may pass its greatest value. */
    @Test
    void beginsOnceAfterEachKey() {
        for (long start : new long[] {0, Long.MAX_VALUE - Absence.AFTER / 2}) {
            Absence absence = new Absence(start);
            assertFalse(absence.begins(start, start + Absence.AFTER - 1));
            assertTrue(absence.begins(start, start + Absence.AFTER));
            assertFalse(absence.begins(start, start + 2 * Absence.AFTER));
            long key = start + 3 * Absence.AFTER;
            assertFalse(absence.begins(key, key + 1));
            assertTrue(absence.begins(key, key + Absence.AFTER + 1));
        }
    }
}
