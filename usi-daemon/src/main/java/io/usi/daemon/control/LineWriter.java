package io.usi.daemon.control;

import io.usi.daemon.event.Event;
import io.usi.daemon.event.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes one connection's answers and events, on a thread of its own, so that nobody who has something to say ever waits for
 * a reader. The queue of answers is bounded by the requests under way, that of events by the subscription.
 */
final class LineWriter {
    private static final Map<String, Object> LAGGED = notification(Map.of("type", "lagged"));

    private final WritableByteChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Object> answers = new ArrayDeque<>();
    private Subscription subscription;
    private boolean closed;

    LineWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Queues an answer. */
    void add(Object json) {
        lock.lock();
        try {
            answers.addLast(json);
            changed.signalAll();
        } finally {
            lock.unlock();
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
        Object json;
        do {
            json = next();
            if (json != null) {
                ByteBuffer line = ByteBuffer.wrap(Json.line(json));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            }
        } while (json != null && json != LAGGED);
    }

    private Object next() {
        lock.lock();
        try {
            while (true) {
                Object answer = answers.pollFirst();
                if (answer != null) {
                    return answer;
                }
                if (subscription != null) {
                    Event event = subscription.poll();
                    if (event != null) {
                        return notification(event.toJson());
                    }
                    if (subscription.lagged()) {
                        return LAGGED;
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
