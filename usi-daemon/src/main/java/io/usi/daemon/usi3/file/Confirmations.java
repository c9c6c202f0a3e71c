package io.usi.daemon.usi3.file;

import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files that are stored already and were offered again, since the peer did not learn it, by their numbers in this
 * session. Guarded by the lock of the exchange.
 */
final class Confirmations {
    private static final class Confirmation {
        private final Bytes id;
        private final Outcomes.Outcome.Stored stored;
        private boolean compared;

        Confirmation(Bytes id, Outcomes.Outcome.Stored stored) {
            this.id = id;
            this.stored = stored;
            compared = stored.size() == 0;
        }
    }

    private final Map<Long, Confirmation> open = new HashMap<>();

    int size() {
        return open.size();
    }

    boolean has(long n) {
        return open.containsKey(n);
    }

    boolean has(Bytes id) {
        return open.values().stream().anyMatch(confirmation -> confirmation.id.equals(id));
    }

    void clear() {
        open.clear();
    }

    /** The file was offered again: the answer, which is that all of it is here. */
    Frame.Answer begin(long n, Bytes id, Outcomes.Outcome.Stored stored) {
        open.put(n, new Confirmation(id, stored));
        Optional<Bytes> sha256 = stored.size() == 0 ? Optional.empty() : Optional.of(stored.sha256());
        return new Frame.Answer(n, stored.size(), sha256, Optional.of(0L));
    }

    /** The peer says where it begins: whether it has that file. Only the first time is right. */
    Optional<Boolean> answer(Frame.Answer answer) {
        Confirmation confirmation = open.get(answer.n());
        if (confirmation.compared) {
            return Optional.empty();
        }
        confirmation.compared = true;
        boolean same = answer.offset() == confirmation.stored.size();
        return same || answer.offset() == 0 ? Optional.of(same) : Optional.empty();
    }

    /** The peer says what it has: whether that is the file. Nothing where it may not say that yet. */
    Optional<Boolean> end(long n, Frame.Content content) {
        Confirmation confirmation = open.get(n);
        if (!confirmation.compared) {
            return Optional.empty();
        }
        open.remove(n);
        Outcomes.Outcome.Stored stored = confirmation.stored;
        return Optional.of(content.size() == stored.size() && content.sha256().equals(stored.sha256()));
    }

    void remove(long n) {
        open.remove(n);
    }
}
