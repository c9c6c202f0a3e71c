package io.usi.daemon.control;

import io.usi.daemon.event.Event;
import io.usi.daemon.event.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes one connection's answers and events, on a thread of its own, so that nobody who has something to say ever waits for
 * a reader. The queue of answers is bounded by the requests under way, whose places are free again when their answers are
 * written; that of events by the subscription.
 */
final class LineWriter {
    private static final Map<String, Object> LAGGED = notification(Map.of("type", "lagged"));

    private final WritableByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Runnable onWritten;
    private boolean ended;
    private Subscription subscription;
    private boolean closed;

    /** What is to be written. */
    private record Answer(Object json, boolean counted) {}

    /**
     * @param onWritten runs once for each counted answer, when it is written or it is known that it will not be
     */
    LineWriter(WritableByteChannel channel, Runnable onWritten) {
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
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (lost) {
            written(answer);
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

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Writes until {@link #close}, when what is queued still goes, or until a reader of events lagged. */
    void run() throws IOException {
        try {
            Answer answer;
            while ((answer = next()) != null) {
                try {
                    ByteBuffer line = ByteBuffer.wrap(Json.line(answer.json()));
                    while (line.hasRemaining()) {
                        channel.write(line);
                    }
                } finally {
                    written(answer);
                }
                if (answer.json() == LAGGED) {
                    return;
                }
            }
        } finally {
            end();
        }
    }

    private void end() {
        List<Answer> left;
        lock.lock();
        try {
            ended = true;
            left = List.copyOf(answers);
            answers.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(this::written);
    }

    private Answer next() {
        lock.lock();
        try {
            while (true) {
                Answer answer = answers.pollFirst();
                if (answer != null) {
                    return answer;
                }
                if (subscription != null) {
                    Event event = subscription.poll();
                    if (event != null) {
                        return new Answer(notification(event.toJson()), false);
                    }
                    if (subscription.lagged()) {
                        return new Answer(LAGGED, false);
                    }
                }
                if (closed) {
                    return null;
                }
                changed.awaitUninterruptibly();
            }
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
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
