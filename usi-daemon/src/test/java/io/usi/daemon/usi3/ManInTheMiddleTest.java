package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.Loopback;
import io.usi.daemon.Middle;
import io.usi.daemon.Node;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Target;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.session.EndReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody on the way can do to a session: end it, and nothing else. */
@Timeout(180)
class ManInTheMiddleTest {
    private static final Optional<byte[]> KEY = Optional.of(Vectors.deterministic("middle", 32));
    /** How an attacked session may end: with a reason that says what was seen. */
    private static final Set<EndReason> NAMED =
            EnumSet.of(EndReason.ALTERED, EndReason.PROTOCOL, EndReason.CUT, EndReason.LOST);

    private static final int TEXTS = 3;
    private static final int SIDE_BY_SIDE = 32;

    private Timer timer;
    private KeyPairPool pairs;

    @BeforeEach
    void start() {
        timer = new Timer();
        pairs = new KeyPairPool(4, 1);
    }

    @AfterEach
    void stop() {
        pairs.close();
        timer.close();
    }

    /** What is done to one unit; what was passed before is known. */
    private interface Attack {
        List<byte[]> on(byte[] unit, List<byte[]> before);
    }

    private static byte[] flipped(byte[] unit, int at) {
        byte[] other = unit.clone();
        other[at] ^= 1;
        return other;
    }

    private static byte[] forged(int length) {
        byte[] record = new byte[Integer.BYTES + Math.min(length, 100_000)];
        ByteBuffer.wrap(record).putInt(length);
        return record;
    }

    private static final List<Attack> ATTACKS = List.of(
            (unit, before) -> List.of(),
            (unit, before) -> List.of(unit, unit),
            (unit, before) -> List.of(before.isEmpty() ? forged(272) : before.get(before.size() - 1), unit),
            (unit, before) -> List.of(Arrays.copyOf(unit, unit.length - 1)),
            (unit, before) -> List.of(Arrays.copyOf(unit, unit.length / 2)),
            (unit, before) -> List.of(forged(272), unit),
            (unit, before) -> List.of(forged(16), unit),
            (unit, before) -> List.of(forged(Integer.MAX_VALUE), unit),
            (unit, before) -> List.of(flipped(unit, 0)),
            (unit, before) -> List.of(flipped(unit, Integer.BYTES)),
            (unit, before) -> List.of(flipped(unit, unit.length / 2)),
            (unit, before) -> List.of(flipped(unit, unit.length - 1)),
            (unit, before) -> null);

    /** Attacks one unit of one direction, and lets all others pass. */
    private static final class Attacker implements Middle.Meddler {
        private final boolean fromInitiator;
        private final int index;
        private final Attack attack;
        private final List<byte[]> before = new ArrayList<>();
        private volatile boolean attacked;

        Attacker(boolean fromInitiator, int index, Attack attack) {
            this.fromInitiator = fromInitiator;
            this.index = index;
            this.attack = attack;
        }

        @Override
        public List<byte[]> pass(int connection, boolean initiators, int i, byte[] unit) {
            if (initiators != fromInitiator) {
                return List.of(unit);
            }
            if (i == index) {
                attacked = true;
                return attack.on(unit, before);
            }
            before.add(unit);
            return List.of(unit);
        }
    }

    /** Runs trials side by side, since a stalled opening takes its ten seconds; returns how many met their unit. */
    private int run(Optional<byte[]> key, List<Attacker> trials) throws Exception {
        // RSA keys are made one after the other.
        ExecutorService executor = Executors.newFixedThreadPool(key.isPresent() ? SIDE_BY_SIDE : 4);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (Attacker trial : trials) {
                results.add(executor.submit(() -> attacked(key, trial)));
            }
            int met = 0;
            for (Future<Boolean> result : results) {
                met += result.get() ? 1 : 0;
            }
            return met;
        } finally {
            executor.shutdownNow();
        }
    }

    private static List<Attacker> trials(int units) {
        List<Attacker> trials = new ArrayList<>();
        for (Attack attack : ATTACKS) {
            for (int index = 0; index < units; index++) {
                trials.add(new Attacker(true, index, attack));
                trials.add(new Attacker(false, index, attack));
            }
        }
        return trials;
    }

    @Test
    void whateverIsDoneToAnyUnitEndsTheSessionAndNothingFalseIsShown() throws Exception {
        // In each direction: what comes before the records, HELLO, READY, RESUME, three texts and three ACKs.
        List<Attacker> trials = trials(10);
        assertTrue(run(KEY, trials) >= trials.size() - 2 * ATTACKS.size(), "the attacks meet what they are meant for");
    }

    @Test
    void theOpeningWithAutomaticKeysIsAsWellGuarded() throws Exception {
        List<Attacker> trials = trials(2);
        assertEquals(trials.size(), run(Optional.empty(), trials));
    }

    @Test
    void noByteOfARecordCanBeChanged() throws Exception {
        List<Attacker> trials = new ArrayList<>();
        for (int at = 0; at < Integer.BYTES + Records.PADDING + 16; at++) {
            int position = at;
            trials.add(new Attacker(true, 6, (unit, before) -> List.of(flipped(unit, position))));
        }
        assertEquals(trials.size(), run(KEY, trials));
    }

    /** One session under attack; returns whether the attacked unit was ever sent. */
    private boolean attacked(Optional<byte[]> key, Attacker attacker) throws Exception {
        try (Pair pair = new Pair(key, pairs, timer);
                Middle middle = new Middle(pair.server.getLocalPort(), key.isPresent(), attacker)) {
            int port = Target.parse(middle.address(), 1).port();
            CompletableFuture<Pair.Side> connecting =
                    CompletableFuture.supplyAsync(() -> pair.connect(port), Threads.executor("test-connect"));
            CompletableFuture<Pair.Side> accepting = pair.accepted();
            List<Pair.Side> sides = new ArrayList<>();
            opened(connecting, attacker).ifPresent(sides::add);
            opened(accepting, attacker).ifPresent(sides::add);
            for (int i = 0; i < TEXTS; i++) {
                for (Pair.Side side : sides) {
                    Node.say(side.session(), "said " + i);
                }
            }
            if (!attacker.attacked) {
                settle(sides, attacker);
            }
            boolean met = attacker.attacked;
            if (!met) {
                sides.forEach(side -> side.session().close(EndReason.CLOSED));
            }
            for (Pair.Side side : sides) {
                // What was kept back is missed when something comes behind it.
                Loopback.until("the end", () -> {
                    sides.forEach(speaker -> Node.say(speaker.session(), "said 0"));
                    return side.end().isDone();
                });
                if (met) {
                    assertTrue(NAMED.contains(side.ended()), side.ended().toString());
                }
                for (String heard = side.heard().poll();
                        heard != null;
                        heard = side.heard().poll()) {
                    assertTrue(heard.matches("text said [0-2]"), heard);
                }
            }
            return met;
        }
    }

    /** Waits until all that was said was heard, or the attack has begun. */
    private static void settle(List<Pair.Side> sides, Attacker attacker) throws Exception {
        for (Pair.Side side : sides) {
            int[] heard = {0};
            Loopback.until("heard", () -> {
                while (side.heard().poll() != null) {
                    heard[0]++;
                }
                return heard[0] == TEXTS || attacker.attacked;
            });
        }
    }

    private Optional<Pair.Side> opened(CompletableFuture<Pair.Side> opening, Attacker attacker) throws Exception {
        try {
            return Optional.of(opening.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertTrue(attacker.attacked, "it opens where nobody meddles");
            Throwable cause =
                    e.getCause() instanceof CompletionException ? e.getCause().getCause() : e.getCause();
            assertTrue(cause instanceof UsiException || cause instanceof IOException, cause.toString());
            return Optional.empty();
        }
    }
}
