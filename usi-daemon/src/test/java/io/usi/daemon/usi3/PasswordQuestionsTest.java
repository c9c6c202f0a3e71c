package io.usi.daemon.usi3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The password questions of a session whose peer does not do as it must. */
class PasswordQuestionsTest {
    private final Timer timer = new Timer();
    private final BlockingQueue<Frame> sent = new LinkedBlockingQueue<>();
    private final Recorder handler = new Recorder();
    private final PasswordQuestions questions =
            new PasswordQuestions(false, new byte[32], timer, sent::add, violation -> {});

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
}
