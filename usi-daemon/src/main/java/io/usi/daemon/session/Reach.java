package io.usi.daemon.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How far a text came that a room's server relays.
 *
 * @param held how many of the others' daemons hold it
 * @param of how many could have said so
 */
public record Reach(int held, int of) {
    /** How long to wait for the others. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * Counts the copies that arrived.
     *
     * @return completes when all reports are there, or with those that are after that time; empty for no reports
     */
    static CompletableFuture<Optional<Reach>> of(List<CompletableFuture<Delivery>> reports, Duration patience) {
        if (reports.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((done, failure) -> Optional.of(
                        new Reach((int) reports.stream().filter(Reach::arrived).count(), reports.size())));
    }

    private static boolean arrived(CompletableFuture<Delivery> report) {
        return !report.isCompletedExceptionally() && report.getNow(null) instanceof Delivery.Delivered;
    }
}
