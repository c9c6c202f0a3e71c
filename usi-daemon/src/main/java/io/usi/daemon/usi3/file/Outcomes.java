package io.usi.daemon.usi3.file;

import io.usi.daemon.usi3.frame.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the last {@value #KEPT} files of the peer, so that one whose end it did not learn is not taken once more.
 * Guarded by the lock of the exchange.
 */
final class Outcomes {
    private static final int KEPT = 256;

    /** The end of a transfer. */
    sealed interface Outcome {
        /** The sender's word for the file. */
        String name();

        /** In bytes. */
        long size();

        /** It stands under its final name. */
        record Stored(String name, long size) implements Outcome {
            @Override
            public String toString() {
                return "Stored";
            }
        }

        /** It will never stand; the reason is the word for the peer. */
        record Cancelled(String name, long size, String reason) implements Outcome {
            @Override
            public String toString() {
                return "Cancelled";
            }
        }
    }

    private final Map<Bytes, Outcome> latest = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Outcome> eldest) {
            return size() > KEPT;
        }
    };

    void put(Bytes id, Outcome outcome) {
        latest.put(id, outcome);
    }

    Optional<Outcome> get(Bytes id) {
        return Optional.ofNullable(latest.get(id));
    }
}
