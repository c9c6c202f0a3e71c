package io.usi.daemon.session;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Peers who ask this daemon's user to prove that they know a password: answered by the configured password, or by the user.
 * What goes back lets the peer try passwords offline, so each address (for IPv6 each customer's network) may ask {@value #PER_HOUR} times an hour, and each peer
 * one question at a time.
 */
public final class Questions {
    /** How many questions one address may ask in an hour. */
    static final int PER_HOUR = 10;

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration EXPIRY = Duration.ofSeconds(110);
    /** How many addresses are remembered. */
    private static final int ADDRESSES = 1_024;

    private static final class Question {
        private final Map<String, Object> json;
        private final boolean binds;
        private final CompletableFuture<Optional<PasswordAnswer>> answer = new CompletableFuture<>();

        /**
         * @param binds whether a match shows that nobody is in between
         */
        Question(Map<String, Object> json, boolean binds) {
            this.json = json;
            this.binds = binds;
        }
    }

    private final Clock clock;
    private final Timer timer;
    private final EventLog events;
    private Optional<char[]> password;
    private final Map<String, Question> open = new LinkedHashMap<>();
    private final Map<String, Deque<Instant>> asked = new LinkedHashMap<>(16, 0.75f, true);
    private long count;

    /**
     * @param password that answers every question without the user
     */
    public Questions(Clock clock, Timer timer, EventLog events, Optional<char[]> password) {
        this.clock = clock;
        this.timer = timer;
        this.events = events;
        this.password = password;
    }

    /**
     * What the next questions are answered with; without, the user is asked.
     *
     * @param changed taken over
     */
    public synchronized void answerWith(Optional<char[]> changed) {
        password.ifPresent(before -> Arrays.fill(before, '\0'));
        password = changed;
    }

    /**
     * A peer asks; the future gives the answer, whose password its taker wipes, or nothing.
     *
     * @param network what bounds for each address count ({@link Session#network})
     */
    public CompletableFuture<Optional<PasswordAnswer>> ask(Peer peer, String network) {
        Question question;
        synchronized (this) {
            boolean asking = open.values().stream().anyMatch(q -> peer.id().equals(q.json.get("peer")));
            if (asking || !admit(network)) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            if (password.isPresent()) {
                return CompletableFuture.completedFuture(Optional.of(
                        new PasswordAnswer(Optional.empty(), password.get().clone(), false)));
            }
            String id = "q" + ++count;
            Instant now = clock.instant();
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", id);
            json.put("peer", peer.id());
            json.put("from", peer.shown());
            json.put("time", now.toString());
            json.put("expires", now.plus(EXPIRY).toString());
            Optional<Spoken> spoken = peer.session().map(Session::protocol);
            spoken.ifPresent(protocol -> json.put("protocol", protocol.toJson()));
            question = new Question(json, spoken.filter(Spoken::reports).isPresent());
            open.put(id, question);
            timer.after(EXPIRY, () -> take(id).ifPresent(q -> q.answer.complete(Optional.empty())));
        }
        events.publish(
                "challenge",
                Map.of(
                        "question", question.json.get("id"),
                        "peer", question.json.get("peer"),
                        "from", question.json.get("from"),
                        "expires", question.json.get("expires")));
        return question.answer;
    }

    private boolean admit(String network) {
        Deque<Instant> times = asked.computeIfAbsent(network, n -> new ArrayDeque<>());
        Instant hourAgo = clock.instant().minus(HOUR);
        while (!times.isEmpty() && times.getFirst().isBefore(hourAgo)) {
            times.removeFirst();
        }
        boolean admitted = times.size() < PER_HOUR;
        if (admitted) {
            times.addLast(clock.instant());
        }
        if (asked.size() > ADDRESSES) {
            asked.remove(asked.keySet().iterator().next());
        }
        return admitted;
    }

    private synchronized Optional<Question> take(String id) {
        return Optional.ofNullable(open.remove(id));
    }

    /** The questions that wait, oldest first, as the control socket shows them. */
    public synchronized List<Map<String, Object>> list() {
        return open.values().stream().map(q -> q.json).toList();
    }

    /**
     * The user answers.
     *
     * @param id which question, or empty where just one is open
     * @param given the password, taken over
     * @param verify whether the peer is verified where its password turns out to be the same
     * @throws UsiException {@link ErrorCode#NO_SUCH_QUESTION}; {@link ErrorCode#UNSUPPORTED} where the same password would not
     *     verify the peer
     */
    public void answer(Optional<String> id, char[] given, boolean verify) {
        Question question;
        String wanted;
        synchronized (this) {
            if (id.isEmpty() && open.size() != 1) {
                throw new UsiException(
                        ErrorCode.NO_SUCH_QUESTION,
                        open.isEmpty() ? "no question is open" : "more than one question is open: name its id");
            }
            wanted = id.orElseGet(() -> open.keySet().iterator().next());
            if (verify && open.containsKey(wanted) && !open.get(wanted).binds) {
                throw doesNotVerify();
            }
            question = take(wanted)
                    .orElseThrow(() -> new UsiException(ErrorCode.NO_SUCH_QUESTION, "no question of that id is open"));
        }
        question.answer.complete(Optional.of(new PasswordAnswer(Optional.of(wanted), given, verify)));
    }

    /** What is wrong with verifying a peer by its answer in USI 2. */
    public static UsiException doesNotVerify() {
        return new UsiException(
                ErrorCode.UNSUPPORTED,
                "in USI 2 the same password does not show that nobody is in between: compare the fingerprint");
    }

    /** The peer went away. */
    public void gone(Peer peer) {
        List<String> ids;
        synchronized (this) {
            ids = open.values().stream()
                    .filter(q -> peer.id().equals(q.json.get("peer")))
                    .map(q -> (String) q.json.get("id"))
                    .toList();
        }
        ids.forEach(id -> take(id).ifPresent(q -> q.answer.complete(Optional.empty())));
    }
}
