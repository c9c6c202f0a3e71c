package io.usi.daemon.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.usi.daemon.Loopback;
import io.usi.daemon.Timer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionBurstTest {
    /** Connections come faster than the threads of those that gave way notice it. */
    @Test
    void aBurstIsBoundedToo() throws Exception {
        List<Loopback> burst = new ArrayList<>();
        try (Timer timer = new Timer()) {
            Admission admission = new Admission(new Admission.Limits(10, 10, 100, 2), timer);
            for (int i = 0; i < 20; i++) {
                Loopback one = Loopback.open();
                burst.add(one);
                admission.enter(one.connection());
            }
            assertEquals(2, burst.stream().filter(l -> !l.right().isClosed()).count());
            assertFalse(burst.get(19).right().isClosed());
        } finally {
            for (Loopback one : burst) {
                one.close();
            }
        }
    }
}
