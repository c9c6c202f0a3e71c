package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.usi3.frame.Bytes;
import java.time.Duration;
import java.util.ArrayList;
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
    /** How many characters of texts those without a session may hold together. */
    private static final long IDLE_CHARACTERS = 16L * 1024 * 1024;

    private final Map<Bytes, Chain> chains = new LinkedHashMap<>();

    synchronized void add(Chain chain) {
        chains.put(chain.id(), chain);
    }

    synchronized Optional<Chain> find(Bytes id) {
        return Optional.ofNullable(chains.get(id)).filter(chain -> !chain.ended());
    }

    synchronized void remove(Chain chain) {
        chains.remove(chain.id());
    }

    /** Ends those that nobody came back to, the oldest first. */
    void expire() {
        List<Chain> over = new ArrayList<>();
        synchronized (this) {
            List<Chain> idle = chains.values().stream()
                    .filter(chain -> chain.idleNanos() > 0)
                    .sorted((a, b) -> Long.compare(b.idleNanos(), a.idleNanos()))
                    .toList();
            long held = idle.stream().mapToLong(chain -> chain.texts().held()).sum();
            int left = idle.size();
            for (Chain chain : idle) {
                if (chain.idleNanos() > LIFE.toNanos() || left > IDLE || held > IDLE_CHARACTERS) {
                    over.add(chain);
                    chains.remove(chain.id());
                    held -= chain.texts().held();
                    left--;
                }
            }
        }
        over.forEach(chain -> chain.end(ErrorCode.PEER_GONE, "the peer did not come back"));
    }
}
