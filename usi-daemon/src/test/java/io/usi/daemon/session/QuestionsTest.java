package io.usi.daemon.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.HandClock;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.event.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private final Timer timer = new Timer();
    private final HandClock clock = new HandClock();
    private final EventLog events = new EventLog(clock, Duration.ofHours(1));
    private final Peers peers = new Peers();
    private final Peer anne = peers.add(Peer.Direction.IN, "192.0.2.1:5", true);
    private final Peer zoe = peers.add(Peer.Direction.IN, "192.0.2.2:5", true);

    @AfterEach
    void close() {
        timer.close();
    }

    private Questions questions(Optional<char[]> password) {
        return new Questions(clock, timer, events, password);
    }

    private static ErrorCode refused(org.junit.jupiter.api.function.Executable what) {
        return assertThrows(UsiException.class, what).code();
    }

    @Test
    void theUserAnswersTheOneQuestion() {
        Questions questions = questions(Optional.empty());
        Subscription told = events.subscribe(0, "challenge"::equals);
        CompletableFuture<Optional<PasswordAnswer>> answer = questions.ask(anne, "192.0.2.1");
        assertFalse(answer.isDone());
        assertEquals("q1", told.poll().members().get("question"));
        assertEquals("q1", questions.list().get(0).get("id"));
        questions.answer(Optional.empty(), "secret".toCharArray(), false);
        assertArrayEquals("secret".toCharArray(), answer.join().orElseThrow().password());
        assertEquals(List.of(), questions.list());
        assertEquals(
                ErrorCode.NO_SUCH_QUESTION,
                refused(() -> questions.answer(Optional.empty(), "x".toCharArray(), false)));
    }

    @Test
    void ofSeveralOneMustBeNamed() {
        Questions questions = questions(Optional.empty());
        CompletableFuture<Optional<PasswordAnswer>> first = questions.ask(anne, "192.0.2.1");
        CompletableFuture<Optional<PasswordAnswer>> second = questions.ask(zoe, "192.0.2.2");
        assertEquals(
                ErrorCode.NO_SUCH_QUESTION,
                refused(() -> questions.answer(Optional.empty(), "x".toCharArray(), false)));
        assertEquals(
                ErrorCode.NO_SUCH_QUESTION,
                refused(() -> questions.answer(Optional.of("q9"), "x".toCharArray(), false)));
        questions.answer(Optional.of("q2"), "x".toCharArray(), false);
        assertFalse(first.isDone());
        assertTrue(second.join().isPresent());
    }

    @Test
    void aPeerAsksOneQuestionAtATimeAndTakesItAlong() {
        Questions questions = questions(Optional.empty());
        CompletableFuture<Optional<PasswordAnswer>> first = questions.ask(anne, "192.0.2.1");
        assertTrue(questions.ask(anne, "192.0.2.1").join().isEmpty());
        assertEquals(1, questions.list().size());
        questions.gone(zoe);
        assertFalse(first.isDone());
        questions.gone(anne);
        assertTrue(first.join().isEmpty());
        assertEquals(List.of(), questions.list());
    }

    /** What goes back lets a peer try passwords at leisure: ten an hour from one address, whoever asks there. */
    @Test
    void anAddressMayAskTenTimesAnHour() {
        Questions questions = questions(Optional.of("secret".toCharArray()));
        for (int i = 0; i < Questions.PER_HOUR; i++) {
            assertTrue(
                    questions.ask(i % 2 == 0 ? anne : zoe, "192.0.2.1").join().isPresent());
            clock.pass(Duration.ofMinutes(1));
        }
        assertTrue(questions.ask(anne, "192.0.2.1").join().isEmpty());
        assertTrue(questions.ask(zoe, "192.0.2.2").join().isPresent(), "another address is not the same");
        clock.pass(Duration.ofMinutes(50).plusSeconds(1));
        assertTrue(questions.ask(anne, "192.0.2.1").join().isPresent(), "the first of them is an hour old");
        assertTrue(questions.ask(anne, "192.0.2.1").join().isEmpty());
    }

    @Test
    void theConfiguredPasswordIsGivenAsACopyThatItsTakerMayWipe() {
        Questions questions = questions(Optional.of("secret".toCharArray()));
        java.util.Arrays.fill(
                questions.ask(anne, "192.0.2.1").join().orElseThrow().password(), '\0');
        assertArrayEquals(
                "secret".toCharArray(),
                questions.ask(anne, "192.0.2.1").join().orElseThrow().password());
        assertEquals(List.of(), questions.list());
        assertEquals(0, events.cursor(), "nobody has to be told");
    }
}
