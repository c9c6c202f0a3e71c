package io.usi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.usi.daemon.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReachTest {
    @Test
    void oneThatNeverReportsDoesNotKeepTheOthersFromBeingCounted() throws Exception {
        List<CompletableFuture<Delivery>> reports = List.of(
                CompletableFuture.completedFuture(new Delivery.Delivered()),
                CompletableFuture.completedFuture(new Delivery.Failed(ErrorCode.PEER_GONE, "gone")),
                new CompletableFuture<>());
        assertEquals(
                Optional.of(new Reach(1, 3)),
                Reach.of(reports, Duration.ofMillis(20)).get(10, TimeUnit.SECONDS));
    }

    @Test
    void nobodyToReportIsNothingToCount() throws Exception {
        assertEquals(
                Optional.empty(), Reach.of(List.of(), Duration.ofSeconds(20)).get(10, TimeUnit.SECONDS));
    }
}
