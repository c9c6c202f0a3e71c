package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.PasswordExchange;
import io.usi.daemon.session.PasswordAnswer;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The password questions of one session, in both directions, one at a time (docs/PROTOCOL.md, <em>The password question</em>).
 * For any thread; the steps are computed on a thread of their own.
 */
final class PasswordQuestions implements AutoCloseable {
    /** Each question is one guess, for either side. */
    private static final int MOST = 5;
    /** How long the one asked waits for the asker's side of the exchange. */
    private static final Duration ANSWER_PATIENCE = Duration.ofMinutes(1);

    private static final String REFUSED = "refused";
    private static final String EXPIRED = "expired";
    private static final String BUSY = "busy";
    private static final String LIMIT = "limit";

    private final boolean initiator;
    private final byte[] binding;
    private final Timer timer;
    private final Consumer<Frame> queue;
    private final Runnable wake;
    private final Consumer<UsiException> violation;
    private Question current;
    private int count;
    private boolean closed;

    /** One question under way. */
    private static final class Question {
        private final boolean asked;
        private final CompletableFuture<Boolean> result = new CompletableFuture<>();
        private PasswordExchange exchange;
        private PasswordAnswer answer;
        /** The step that must come next from the peer; 0 while it is this side's turn. */
        private int expected;

        Question(boolean asked) {
            this.asked = asked;
        }
    }

    /**
     * @param binding of the session, 32 bytes; taken over
     * @param queue takes frames to send, in their order, and writes nothing itself: it may be called under this object's lock
     * @param wake sends what was queued, and may block for a moment: it is called without
     * @param violation takes what the peer did wrong, for which the session has to end
     */
    PasswordQuestions(
            boolean initiator,
            byte[] binding,
            Timer timer,
            Consumer<Frame> queue,
            Runnable wake,
            Consumer<UsiException> violation) {
        this.initiator = initiator;
        this.binding = binding;
        this.timer = timer;
        this.queue = queue;
        this.wake = wake;
        this.violation = violation;
    }

    private String ownId() {
        return initiator ? "initiator" : "responder";
    }

    private String peerId() {
        return initiator ? "responder" : "initiator";
    }

    /** Asks the peer; as {@link io.usi.daemon.session.Session#challenge}. */
    CompletableFuture<Boolean> ask(char[] password, Duration patience) {
        Question question = new Question(false);
        UsiException refusal = begin(question);
        if (refusal != null) {
            Arrays.fill(password, '\0');
            return CompletableFuture.failedFuture(refusal);
        }
        begin(question, password, () -> {
            question.exchange = PasswordExchange.asker(password, binding, ownId(), peerId());
            send(question, 1, question.exchange.step1());
        });
        Future<?> limit = timer.after(patience, () -> {
            if (refuse(question, EXPIRED)) {
                question.result.completeExceptionally(
                        new UsiException(ErrorCode.TIMEOUT, "the peer's user did not answer in time"));
            }
        });
        return question.result.whenComplete((match, failure) -> limit.cancel(false));
    }

    private synchronized UsiException begin(Question question) {
        if (closed) {
            return gone();
        } else if (current != null) {
            return new UsiException(ErrorCode.STATE, "a question is open with this peer already: wait for its answer");
        } else if (count == MOST) {
            return new UsiException(
                    ErrorCode.LIMIT, "this session has had its " + MOST + " password questions: connect again");
        }
        count++;
        current = question;
        return null;
    }

    private static UsiException gone() {
        return new UsiException(ErrorCode.PEER_GONE, "the peer went away before it answered");
    }

    /** The question is over; false where it was before. */
    private boolean end(Question question) {
        synchronized (this) {
            if (current != question) {
                return false;
            }
            current = null;
        }
        Threads.computeBriefly(() -> {
            if (question.exchange != null) {
                question.exchange.close();
            }
        });
        return true;
    }

    private synchronized boolean isCurrent(Question question) {
        return current == question;
    }

    private static Frame refusal(String why) {
        return new Frame.Challenge(0, Optional.empty(), Optional.of(why));
    }

    /** A step that is ready only when the question is over does not go: the peer would take it for the next question. */
    private void send(Question question, int step, byte[] data) {
        synchronized (this) {
            if (current != question) {
                return;
            }
            question.expected = step == 4 ? 0 : step + 1;
            queue.accept(new Frame.Challenge(step, Optional.of(Bytes.of(data)), Optional.empty()));
        }
        wake.run();
    }

    /** Ends a question and tells the peer why; false where it was over before. */
    private boolean refuse(Question question, String why) {
        synchronized (this) {
            if (!end(question)) {
                return false;
            }
            queue.accept(refusal(why));
        }
        wake.run();
        return true;
    }

    /** A frame came; on the thread that reads the session. */
    void received(Frame.Challenge frame, SessionHandler handler) {
        if (frame.step() == 0) {
            refused(frame.reason().orElse(REFUSED));
        } else if (frame.step() == 1) {
            asked(frame.data().orElseThrow().toArray(), handler);
        } else {
            goOn(frame.step(), frame.data().orElseThrow().toArray(), handler);
        }
    }

    private void refused(String reason) {
        Question question;
        synchronized (this) {
            question = current;
        }
        if (question != null && end(question)) {
            question.result.completeExceptionally(
                    switch (reason) {
                        case EXPIRED -> new UsiException(ErrorCode.TIMEOUT, "the peer's user did not answer in time");
                        case BUSY ->
                            new UsiException(ErrorCode.STATE, "the peer asks, or is being asked, already: try again");
                        case LIMIT ->
                            new UsiException(ErrorCode.LIMIT, "the peer takes no more password questions for now");
                        default -> new UsiException(ErrorCode.REFUSED, "the peer's user did not answer");
                    });
        }
    }

    private void asked(byte[] step1, SessionHandler handler) {
        Question question = new Question(true);
        UsiException refusal = begin(question);
        if (refusal != null) {
            queue.accept(refusal(refusal.code() == ErrorCode.LIMIT ? LIMIT : BUSY));
            wake.run();
            return;
        }
        handler.challenged().thenAccept(given -> {
            if (given.isEmpty()) {
                refuse(question, REFUSED);
                return;
            }
            timer.after(ANSWER_PATIENCE, () -> refuse(question, EXPIRED));
            char[] password = given.get().password();
            begin(question, password, () -> {
                question.answer = given.get();
                question.exchange = PasswordExchange.answerer(password, binding, ownId(), peerId());
                send(question, 2, question.exchange.step2(step1));
            });
        });
    }

    private void goOn(int step, byte[] data, SessionHandler handler) {
        Question question;
        synchronized (this) {
            question = current;
            if (question == null) {
                // It expired on this side while the peer's frame was under way.
                return;
            }
            if (question.expected != step) {
                throw new UsiException(ErrorCode.PROTOCOL, "a step of a password question came out of turn");
            }
            question.expected = 0;
        }
        compute(question, () -> {
            if (step == 2) {
                send(question, 3, question.exchange.step3(data));
            } else if (step == 3) {
                PasswordExchange.Outcome outcome = question.exchange.step4(data);
                send(question, 4, outcome.message());
                if (end(question)) {
                    handler.challengeEnded(question.answer, outcome.match());
                }
            } else {
                boolean match = question.exchange.finish(data);
                if (end(question)) {
                    question.result.complete(match);
                }
            }
        });
    }

    /** Runs the step that needs the password, which is wiped in every case. */
    private void begin(Question question, char[] password, Runnable step) {
        compute(question, step);
        Threads.computeBriefly(() -> Arrays.fill(password, '\0'));
    }

    /** All steps run on one thread, so that an exchange is never used by two. */
    private void compute(Question question, Runnable step) {
        Threads.computeBriefly(() -> {
            if (!isCurrent(question)) {
                return;
            }
            try {
                step.run();
            } catch (UsiException e) {
                if (e.code() == ErrorCode.PROTOCOL) {
                    end(question);
                    violation.accept(e);
                } else if (question.asked) {
                    refuse(question, REFUSED);
                } else {
                    end(question);
                }
                question.result.completeExceptionally(e);
            }
        });
    }

    /** The session ended. */
    @Override
    public void close() {
        Question question;
        synchronized (this) {
            closed = true;
            question = current;
        }
        if (question != null && end(question)) {
            question.result.completeExceptionally(gone());
        }
        Threads.computeBriefly(() -> Arrays.fill(binding, (byte) 0));
    }
}
