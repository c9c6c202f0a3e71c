package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Recorder;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The password questions of a session whose peer does not do as it must. */
class PasswordQuestionsTest {
    private final Timer timer = new Timer();
    private final BlockingQueue<Frame> sent = new LinkedBlockingQueue<>();
    private final Recorder handler = new Recorder();
    private final AtomicBoolean underLock = new AtomicBoolean();
    private final BlockingQueue<Integer> woken = new LinkedBlockingQueue<>();
    private final PasswordQuestions questions =
            new PasswordQuestions(false, new byte[32], timer, sent::add, this::wake, violation -> {});

    private void wake() {
        underLock.compareAndSet(false, Thread.holdsLock(questions));
        woken.add(sent.size());
    }

    @AfterEach
    void close() {
        questions.close();
        timer.close();
    }

    private static Frame.Challenge step(int step, int bytes) {
        return new Frame.Challenge(step, Optional.of(Bytes.of(new byte[bytes])), Optional.empty());
    }

    @Test
    void aStepBeforeTheUserDecidedIsOutOfTurn() {
        handler.undecided = true;
        questions.received(step(1, 324), handler);
        UsiException e = assertThrows(UsiException.class, () -> questions.received(step(3, 194), handler));
        assertEquals(ErrorCode.PROTOCOL, e.code());
    }

    @Test
    void anEmptyPasswordIsARefusalForThePeer() throws Exception {
        handler.password = Optional.of(new char[0]);
        questions.received(step(1, 324), handler);
        Frame.Challenge answer = assertInstanceOf(Frame.Challenge.class, sent.poll(10, TimeUnit.SECONDS));
        assertEquals(Optional.of("refused"), answer.reason());
    }

    @Test
    void nobodyWaitsForTheAnswerOfASessionThatEnded() {
        questions.close();
        char[] password = {'x'};
        CompletableFuture<Boolean> answer = questions.ask(password, Duration.ofMinutes(10));
        ExecutionException e = assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        assertEquals(
                ErrorCode.PEER_GONE,
                assertInstanceOf(UsiException.class, e.getCause()).code());
        assertArrayEquals(new char[1], password);
        assertTrue(sent.isEmpty());
    }

    /** The thread that reads the session takes that lock as well. */
    @Test
    void nothingIsWrittenUnderTheLock() throws Exception {
        CompletableFuture<Boolean> answer = questions.ask(new char[] {'x'}, Duration.ofMinutes(10));
        assertEquals(1, woken.poll(10, TimeUnit.SECONDS), "the first step");
        questions.received(new Frame.Challenge(0, Optional.empty(), Optional.of("refused")), handler);
        assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
        handler.password = Optional.of(new char[0]);
        questions.received(step(1, 324), handler);
        assertEquals(2, woken.poll(10, TimeUnit.SECONDS), "a refusal");
        handler.undecided = true;
        questions.received(step(1, 324), handler);
        questions.received(step(1, 324), handler);
        assertEquals(3, woken.poll(10, TimeUnit.SECONDS), "busy");
        assertFalse(underLock.get());
    }
}
