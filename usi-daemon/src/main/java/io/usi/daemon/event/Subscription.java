package io.usi.daemon.event;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One reader of events. A reader that falls {@link #LIMIT} events or 4 MiB behind is cut off: it gets the events up to there and
 * then learns that it {@linkplain #lagged lagged}. One thread takes, any thread offers.
 */
public final class Subscription implements AutoCloseable {
    /** How many events wait for the reader. */
    public static final int LIMIT = 1_024;

    private static final long WEIGHT_LIMIT = 4L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Event> queue = new ArrayDeque<>();
    private final long cursor;
    private final long missed;
    private final int heldCount;
    private final Deque<Event> held;
    private final Predicate<String> filter;
    private final Consumer<Subscription> onClose;
    private Runnable ready = Subscription::nobody;
    private Runnable lag = Subscription::nobody;
    private boolean unannounced;
    private boolean lagUntold;
    private long weight;
    private boolean lagged;
    private boolean closed;

    Subscription(long cursor, long missed, List<Event> held, Predicate<String> filter, Consumer<Subscription> onClose) {
        this.cursor = cursor;
        this.missed = missed;
        this.held = new ArrayDeque<>(held);
        this.heldCount = held.size();
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

    /** How many kept events come before everything new. */
    public int heldCount() {
        return heldCount;
    }

    /** Says whom to tell when this reader is cut off; it must not block. */
    public void onLag(Runnable listener) {
        lock.lock();
        try {
            lag = listener;
            if (!lagged) {
                return;
            }
        } finally {
            lock.unlock();
        }
        listener.run();
    }

    /** Takes an event; {@link #announce} is to follow, outside of the lock under which events are put in order. */
    void offer(Event event) {
        if (!filter.test(event.type())) {
            return;
        }
        lock.lock();
        try {
            if (closed || lagged) {
                return;
            }
            if (queue.size() == LIMIT || weight > WEIGHT_LIMIT) {
                lagged = true;
                lagUntold = true;
            } else {
                queue.addLast(event);
                weight += event.weight();
                unannounced = true;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void nobody() {}

    /** Tells the reader of what it was not told yet. */
    void announce() {
        Runnable one;
        Runnable other;
        lock.lock();
        try {
            one = unannounced ? ready : Subscription::nobody;
            other = lagUntold ? lag : Subscription::nobody;
            unannounced = false;
            lagUntold = false;
        } finally {
            lock.unlock();
        }
        one.run();
        other.run();
    }

    /** Says whom to tell that there is something to take; it must not block. */
    public void onReady(Runnable listener) {
        lock.lock();
        try {
            ready = listener;
        } finally {
            lock.unlock();
        }
        listener.run();
    }

    /** The next event, kept ones first; null where there is none now. */
    public Event poll() {
        lock.lock();
        try {
            if (!held.isEmpty()) {
                return held.pollFirst();
            }
            Event event = queue.pollFirst();
            weight -= event == null ? 0 : event.weight();
            return event;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this reader was cut off because it fell behind, and has taken everything before that. */
    public boolean lagged() {
        lock.lock();
        try {
            return lagged && held.isEmpty() && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            held.clear();
            queue.clear();
        } finally {
            lock.unlock();
        }
        onClose.accept(this);
    }
}
