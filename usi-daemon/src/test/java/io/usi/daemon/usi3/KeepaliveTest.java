package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeepaliveTest {
    private final List<Frame> sent = new ArrayList<>();
    private final List<EndReason> ends = new ArrayList<>();
    private long now;
    private long bytes;
    private final Keepalive keepalive = new Keepalive(() -> now, sent::add, ends::add);

    private void pass(long seconds) {
        for (long i = 0; i < seconds && ends.isEmpty(); i++) {
            now += TimeUnit.SECONDS.toNanos(1);
            keepalive.check(bytes, 0);
        }
    }

    @Test
    void asksAfterSilenceAndGivesUpAfterThreeUnanswered() {
        pass(29);
        assertEquals(List.of(), sent);
        pass(1);
        assertEquals(List.of(new Frame.Ping(1)), sent);
        pass(20);
        assertEquals(3, sent.size());
        pass(9);
        assertEquals(List.of(), ends);
        pass(1);
        assertEquals(List.of(EndReason.LOST), ends);
    }

    @Test
    void anyByteIsASignOfLife() {
        for (int i = 0; i < 100; i++) {
            pass(35);
            bytes++;
        }
        assertEquals(List.of(), ends);
        assertEquals(100, sent.size());
    }

    @Test
    void aWriteThatIsNotTakenEndsTheSession() {
        keepalive.check(0, TimeUnit.MINUTES.toNanos(2));
        assertEquals(List.of(), ends);
        keepalive.check(0, TimeUnit.MINUTES.toNanos(2) + 1);
        assertEquals(List.of(EndReason.STALLED), ends);
    }
}
