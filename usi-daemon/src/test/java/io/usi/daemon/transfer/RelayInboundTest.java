package io.usi.daemon.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.event.EventLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayInboundTest {
    @TempDir
    Path folder;

    @Test
    void whatIsAbortedGivesItsRoomBackOnceAndReachesNobody() {
        try (Timer timer = new Timer()) {
            SpoolStore store = new SpoolStore(folder, 1000);
            EventLog events = new EventLog(Clock.systemUTC(), Duration.ofHours(1));
            Offers offers = new Offers(Clock.systemUTC(), timer, events, Duration.ofHours(1));
            RelayInbound inbound = new RelayInbound(offers, Optional.empty(), store.create(), "x", full -> fail());
            inbound.write(new byte[100], 0, 100);
            inbound.gone();
            inbound.write(new byte[100], 0, 100);
            inbound.abort(ErrorCode.PEER_GONE, "gone");
            inbound.abort(ErrorCode.PEER_GONE, "gone");
            inbound.commit();
            assertEquals(0, store.used());
        }
    }
}
