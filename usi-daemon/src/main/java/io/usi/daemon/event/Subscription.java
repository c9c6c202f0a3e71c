package io.usi.daemon.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One reader of events. A reader that falls {@link #LIMIT} events behind is cut off: it gets the events up to there and
 * then learns that it {@linkplain #lagged lagged}. One thread takes, any thread offers.
 */
public final class Subscription implements AutoCloseable {
    /** How many events wait for the reader. */
    public static final int LIMIT = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Event> queue = new ArrayDeque<>();
    private final long cursor;
    private final long missed;
    private final List<Event> held;
    private final Predicate<String> filter;
    private final Consumer<Subscription> onClose;
    private boolean lagged;
    private boolean closed;

    Subscription(long cursor, long missed, List<Event> held, Predicate<String> filter, Consumer<Subscription> onClose) {
        this.cursor = cursor;
        this.missed = missed;
        this.held = List.copyOf(held);
        this.filter = filter;
        this.onClose = onClose;
    }

    /** The newest number at the moment of subscribing. */
    public long cursor() {
        return cursor;
    }

    /** How many events after the one asked for are gone. */
    public long missed() {
        return missed;
    }

    /** The kept events that were asked for, oldest first; they come before everything taken. */
    public List<Event> held() {
        return held;
    }

    void offer(Event event) {
        if (!filter.test(event.type())) {
            return;
        }
        lock.lock();
        try {
            if (closed || lagged) {
                return;
            }
            if (queue.size() == LIMIT) {
                lagged = true;
            } else {
                queue.addLast(event);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (lagged) {
            onClose.accept(this);
        }
    }

    /**
     * The next event; waits for it.
     *
     * @return null once the subscription is closed, or cut off and everything before that is taken
     */
    public Event take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed && !lagged) {
                changed.awaitUninterruptibly();
            }
            return closed ? null : queue.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Whether this reader was cut off because it fell behind. */
    public boolean lagged() {
        lock.lock();
        try {
            return lagged;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }
}
