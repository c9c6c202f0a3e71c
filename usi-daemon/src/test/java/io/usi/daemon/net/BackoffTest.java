package io.usi.daemon.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void doublesFromOneSecondToAMinuteWithJitterAndStartsAgain() {
        Set<Long> firsts = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            Backoff backoff = new Backoff();
            long bound = 1_000;
            for (int i = 0; i < 12; i++) {
                long wait = backoff.next().toMillis();
                assertTrue(wait >= bound / 2 && wait <= bound, wait + " for " + bound);
                if (i == 0) {
                    firsts.add(wait);
                }
                bound = Math.min(60_000, 2 * bound);
            }
            backoff.reset();
            assertTrue(backoff.next().toMillis() <= 1_000);
        }
        assertTrue(firsts.size() > 20, "many peers must not come back at the same moment");
    }
}
