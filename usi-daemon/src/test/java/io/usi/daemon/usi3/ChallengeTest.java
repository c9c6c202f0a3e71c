package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Loopback;
import io.usi.daemon.Node;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The password question between two daemons of ours. */
@Timeout(60)
class ChallengeTest {
    private static final Optional<byte[]> KEY = Optional.of(Vectors.deterministic("challenge", 32));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Timer timer;
    private KeyPairPool pairs;
    private Node server;
    private Node anne;

    @BeforeEach
    void start() throws Exception {
        timer = new Timer();
        pairs = new KeyPairPool(0, 1);
        server = new Node("salon", Protocol.AUTO, KEY, pairs, timer, folder).listen();
        anne = new Node("Anne", Protocol.AUTO, KEY, pairs, timer, folder);
        anne.connect(server);
        server.session();
    }

    @AfterEach
    void stop() {
        anne.close();
        server.close();
        pairs.close();
        timer.close();
    }

    /** One side asks, the other side's user answers. */
    private static boolean ask(Node asker, String asked, Node other, String answered) throws Exception {
        return ask(asker, asked, other, answered, false);
    }

    private static boolean ask(Node asker, String asked, Node other, String answered, boolean verify) throws Exception {
        char[] password = asked.toCharArray();
        CompletableFuture<Boolean> match = asker.session().challenge(password, PATIENCE);
        Object question = other.next("challenge").get("question");
        other.questions.answer(Optional.empty(), answered.toCharArray(), verify);
        boolean result = match.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        Map<String, Object> outcome = other.next("challenged");
        assertEquals(result, outcome.get("match"), "both sides learn the same");
        assertEquals(question, outcome.get("question"));
        assertArrayEquals(new char[password.length], password, "wiped");
        return result;
    }

    private static UsiException refused(CompletableFuture<Boolean> answer) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> answer.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        return assertInstanceOf(UsiException.class, failure.getCause());
    }

    @Test
    void whoAnswersIsVerifiedIfThePasswordsAreTheSameAndThatWasWanted() throws Exception {
        Peer asker = server.peers.list().get(0);
        assertTrue(ask(anne, "sesame", server, "sesame"));
        assertEquals("preset", asker.toJson().get("authenticated"));
        assertFalse(ask(anne, "sesame", server, "guess", true));
        assertEquals("preset", asker.toJson().get("authenticated"));
        assertTrue(ask(anne, "sesame", server, "sesame", true));
        assertEquals("verified", asker.toJson().get("authenticated"));
    }

    @Test
    void bothSidesCanAskAndBothLearnWhetherThePasswordsAreTheSame() throws Exception {
        assertTrue(ask(anne, "Straße", server, "Straße"));
        assertTrue(ask(server, "Straße", anne, "Straße"));
        assertFalse(ask(anne, "secret", server, "Secret"));
        assertFalse(ask(server, "secret", anne, "" + "wrong"));
        Node.say(anne.session(), "still here").get(10, TimeUnit.SECONDS);
        assertEquals("still here", server.next("message").get("text"));
    }

    @Test
    void aSessionTakesFiveGuessesAndAnHourTen() throws Exception {
        Session first = anne.session();
        for (int i = 0; i < 5; i++) {
            assertFalse(ask(anne, "guess " + i, server, "secret"));
        }
        assertEquals(
                ErrorCode.LIMIT,
                refused(first.challenge("guess".toCharArray(), PATIENCE)).code());
        assertEquals(
                ErrorCode.LIMIT,
                refused(server.session().challenge("x".toCharArray(), PATIENCE)).code());
        anne.connector
                .close(anne.peers.list().get(0), io.usi.daemon.session.EndReason.CLOSED)
                .get(10, TimeUnit.SECONDS);
        Loopback.until("gone", () -> server.peers.list().isEmpty());
        anne.connect(server);
        server.session();
        for (int i = 0; i < 5; i++) {
            assertFalse(ask(anne, "guess " + i, server, "secret"));
        }
        anne.connector
                .close(anne.peers.list().get(0), io.usi.daemon.session.EndReason.CLOSED)
                .get(10, TimeUnit.SECONDS);
        Loopback.until("gone", () -> server.peers.list().isEmpty());
        anne.connect(server);
        server.session();
        // The eleventh: the user is not even asked.
        assertEquals(
                ErrorCode.REFUSED,
                refused(anne.session().challenge("x".toCharArray(), PATIENCE)).code());
    }

    /** Nobody was asked, so there is no question of which an id would tell. */
    @Test
    void whatTheConfiguredPasswordAnsweredIsOfNoQuestion() throws Exception {
        server.questions.answerWith(Optional.of("sesame".toCharArray()));
        assertTrue(
                anne.session().challenge("sesame".toCharArray(), PATIENCE).get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
        Map<String, Object> outcome = server.next("challenged");
        assertEquals(true, outcome.get("match"));
        assertFalse(outcome.containsKey("question"));
    }

    @Test
    void oneQuestionAtATime() throws Exception {
        CompletableFuture<Boolean> first = anne.session().challenge("a".toCharArray(), PATIENCE);
        server.next("challenge");
        assertEquals(
                ErrorCode.STATE,
                refused(anne.session().challenge("b".toCharArray(), PATIENCE)).code());
        assertEquals(
                ErrorCode.STATE,
                refused(server.session().challenge("c".toCharArray(), PATIENCE)).code());
        server.questions.answer(Optional.empty(), "a".toCharArray(), false);
        assertTrue(first.get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }

    @Test
    void aQuestionThatNobodyAnswersExpiresAndTheNextOneWorks() throws Exception {
        assertEquals(
                ErrorCode.TIMEOUT,
                refused(anne.session().challenge("a".toCharArray(), Duration.ofSeconds(2)))
                        .code());
        server.next("challenge");
        server.questions.answer(Optional.empty(), "late".toCharArray(), false);
        CompletableFuture<?>[] next = new CompletableFuture<?>[1];
        Loopback.until("the server knows that it expired", () -> {
            next[0] = server.session().challenge("b".toCharArray(), PATIENCE);
            return !next[0].isCompletedExceptionally();
        });
        anne.next("challenge");
        anne.questions.answer(Optional.empty(), "b".toCharArray(), false);
        assertEquals(true, next[0].get(Loopback.PATIENCE_S, TimeUnit.SECONDS));
    }
}
