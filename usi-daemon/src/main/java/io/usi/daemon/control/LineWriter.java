package io.usi.daemon.control;

import io.usi.daemon.WritingTurn;
import io.usi.daemon.event.Event;
import io.usi.daemon.event.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one connection's answers and events. Who has one writes it at once as far as the kernel takes it; what is left goes on
 * a thread of its own, so that nobody ever waits for a reader. The queue of answers is bounded by the requests under way, whose
 * places are free again when their answers are written; that of events by the subscription.
 */
final class LineWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
    private static final Map<String, Object> LAGGED = notification(Map.of("type", "lagged"));

    /** How many lines one call writes at most before it leaves the rest to the thread. */
    private static final int LINES_AT_ONCE = 16;

    private final PatientChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    /** Whose turn it is to use {@link #present} and {@link #rest}. */
    private final WritingTurn turn = new WritingTurn();

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Runnable onWritten;
    private boolean ended;
    private Subscription subscription;
    private Answer present;
    private ByteBuffer rest = ByteBuffer.allocate(0);

    /** What is to be written. */
    private record Answer(Object json, boolean counted) {}

    /**
     * @param onWritten runs once for each counted answer, when it is written or it is known that it will not be
     */
    LineWriter(PatientChannel channel, Runnable onWritten) {
        this.channel = channel;
        this.onWritten = onWritten;
    }

    /** Queues an answer to a request that counts as under way until it is written. */
    void add(Object json) {
        add(new Answer(json, true));
    }

    /** Queues an answer to what was no request. */
    void addUncounted(Object json) {
        add(new Answer(json, false));
    }

    private void add(Answer answer) {
        boolean lost;
        lock.lock();
        try {
            lost = ended;
            if (!lost) {
                answers.addLast(answer);
            }
        } finally {
            lock.unlock();
        }
        if (lost) {
            written(answer);
        } else {
            wake();
        }
    }

    private void written(Answer answer) {
        if (answer.counted()) {
            onWritten.run();
        }
    }

    /** From now on, writes these events as well, after the answers that are queued. */
    void stream(Subscription events) {
        lock.lock();
        try {
            subscription = events;
        } finally {
            lock.unlock();
        }
        events.onReady(this::wake);
    }

    /** Writes what is ready, or lets it be written. */
    private void wake() {
        if (!turn.take()) {
            return;
        }
        boolean left = true;
        try {
            left = writeAtOnce();
        } catch (IOException e) {
            // The thread will meet it as well, and ends the connection.
            LOG.debug("A control connection took no more", e);
        } catch (RuntimeException | Error e) {
            // The thread may be a session's, which must not end for it. The line is lost, so the connection has to end.
            broken();
            LOG.error("A line could not be written: {}", e.getClass().getName());
            LOG.debug("Where", e);
        } finally {
            turn.giveBack(left);
        }
    }

    private void broken() {
        close();
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A control connection could not be closed", e);
        }
    }

    /** Returns whether something may be left. */
    private boolean writeAtOnce() throws IOException {
        for (int i = 0; i < LINES_AT_ONCE; i++) {
            if (!prepare()) {
                return false;
            }
            channel.write(rest);
            if (rest.hasRemaining()) {
                return true;
            }
        }
        return true;
    }

    /** Writes until {@link #close}, when what is queued still goes, or until a reader of events lagged. */
    void run() throws IOException {
        try {
            boolean more = true;
            while (more) {
                more = turn.next();
                while (prepare()) {
                    channel.writeFully(rest);
                }
            }
        } finally {
            end();
        }
    }

    private void end() {
        List<Answer> left = new ArrayList<>();
        lock.lock();
        try {
            ended = true;
            left.addAll(answers);
            answers.clear();
        } finally {
            lock.unlock();
        }
        if (present != null) {
            left.add(present);
        }
        left.forEach(this::written);
    }

    /** Sees to it that {@link #rest} is what is to be written next; returns false where there is nothing. */
    private boolean prepare() throws IOException {
        if (rest.hasRemaining()) {
            return true;
        }
        if (present != null) {
            if (present.json() == LAGGED) {
                close();
                return false;
            }
            written(present);
        }
        present = next();
        if (present == null) {
            return false;
        }
        rest = ByteBuffer.wrap(Json.line(present.json()));
        return true;
    }

    private Answer next() {
        lock.lock();
        try {
            Answer answer = answers.pollFirst();
            if (answer != null || subscription == null) {
                return answer;
            }
            Event event = subscription.poll();
            if (event != null) {
                return new Answer(notification(event.toJson()), false);
            }
            return subscription.lagged() ? new Answer(LAGGED, false) : null;
        } finally {
            lock.unlock();
        }
    }

    private static Map<String, Object> notification(Map<String, Object> event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("jsonrpc", "2.0");
        json.put("method", "event");
        json.put("params", event);
        return json;
    }

    void close() {
        turn.end();
    }
}
