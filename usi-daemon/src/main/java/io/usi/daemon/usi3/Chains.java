package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.usi3.frame.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The chains of the peers that connected, and that may come back: bounded in number, size and time. For any thread. */
final class Chains {
    /** How many without a session are kept. */
    static final int IDLE = 256;
    /** For how long. */
    static final Duration LIFE = Duration.ofHours(24);
    /** How often {@link #expire} is to be called. */
    static final Duration EXPIRY_PERIOD = Duration.ofMinutes(1);
    /** How many bytes of texts, and of the ids of texts, those without a session may hold together. */
    private static final long IDLE_BYTES = 24L * 1024 * 1024;

    private final Map<Bytes, Chain> chains = new LinkedHashMap<>();

    /** A new one; others end for it as in {@link #expire}, so that who comes and goes does not pile up more of them. */
    void add(Chain chain) {
        expire();
        synchronized (this) {
            chains.put(chain.id(), chain);
        }
    }

    synchronized Optional<Chain> find(Bytes id) {
        return Optional.ofNullable(chains.get(id)).filter(chain -> !chain.ended());
    }

    /** A chain as it was at one moment: what is sorted must not change meanwhile. */
    private record Idle(Chain chain, boolean verified, long nanos, long bytes) {
        static Idle now(Chain chain) {
            return new Idle(chain, chain.continuity().verified(), chain.idleNanos(), chain.held());
        }
    }

    /** Ends those that nobody came back to; where there are too many, verified ones last, the oldest first. */
    void expire() {
        List<Chain> over = new ArrayList<>();
        synchronized (this) {
            chains.values().removeIf(Chain::ended);
            List<Idle> idle = chains.values().stream()
                    .filter(chain -> chain.idleNanos() > 0)
                    .map(Idle::now)
                    .filter(each -> each.nanos() > 0)
                    .sorted(Comparator.comparing(Idle::verified)
                            .thenComparing(Comparator.comparingLong(Idle::nanos).reversed()))
                    .toList();
            long held = idle.stream().mapToLong(Idle::bytes).sum();
            int left = idle.size();
            for (Idle each : idle) {
                if (each.nanos() > LIFE.toNanos() || left > IDLE || held > IDLE_BYTES) {
                    over.add(each.chain());
                    chains.remove(each.chain().id());
                    held -= each.bytes();
                    left--;
                }
            }
        }
        over.forEach(chain -> chain.endIfIdle(ErrorCode.PEER_GONE, "the peer did not come back"));
    }
}
