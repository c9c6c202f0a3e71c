package io.usi.daemon.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The last events, in memory alone, and those who read them. Bounded by count, size and age. Publishing never waits for a
 * reader. For any thread.
 */
public final class EventLog {
    /** A number after which nothing is kept: who reads from there gets what is new, and nothing else. */
    public static final long NOW = Long.MAX_VALUE;

    private static final int COUNT_LIMIT = 10_000;
    private static final long WEIGHT_LIMIT = 16L * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Event> kept = new ArrayDeque<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Clock clock;
    private Duration expiry;
    private long weight;
    private long last;

    /**
     * @param expiry how long an event is kept
     */
    public EventLog(Clock clock, Duration expiry) {
        this.clock = clock;
        this.expiry = expiry;
    }

    /** Publishes an event that is kept, and gives it the next number. */
    public void publish(String type, Map<String, Object> members) {
        lock.lock();
        try {
            Event event = new Event(++last, clock.instant(), type, members);
            kept.addLast(event);
            weight += event.weight();
            trim();
            subscriptions.forEach(subscription -> subscription.offer(event));
        } finally {
            lock.unlock();
        }
        subscriptions.forEach(Subscription::announce);
    }

    /** Publishes an event to those who read now; it has no number and is not kept. */
    public void publishTransient(String type, Map<String, Object> members) {
        Event event = new Event(0, clock.instant(), type, members);
        subscriptions.forEach(subscription -> subscription.offer(event));
        subscriptions.forEach(Subscription::announce);
    }

    private void trim() {
        Instant oldest = clock.instant().minus(expiry);
        while (!kept.isEmpty()
                && (kept.size() > COUNT_LIMIT
                        || weight > WEIGHT_LIMIT
                        || kept.getFirst().time().isBefore(oldest))) {
            weight -= kept.removeFirst().weight();
        }
    }

    /** How long an event is kept from now on. */
    public void keepFor(Duration changed) {
        lock.lock();
        try {
            expiry = changed;
            trim();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what is older than the expiry, so that it goes even where nothing new comes. */
    public void expire() {
        lock.lock();
        try {
            trim();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to read: everything kept after {@code since}, then everything new, without a gap and without repetition.
     *
     * @param since the last number that the reader has, 0 for all that is kept, or {@link #NOW} for nothing
     * @param filter the types wanted
     */
    public Subscription subscribe(long since, Predicate<String> filter) {
        lock.lock();
        try {
            trim();
            List<Event> held = new ArrayList<>();
            for (Event event : kept) {
                if (event.seq() > since && filter.test(event.type())) {
                    held.add(event);
                }
            }
            long first = kept.isEmpty() ? last + 1 : kept.getFirst().seq();
            long missed = Math.max(0, first - 1 - since);
            Subscription subscription = new Subscription(last, missed, held, filter, subscriptions::remove);
            subscriptions.add(subscription);
            return subscription;
        } finally {
            lock.unlock();
        }
    }

    /** The number of the newest event; 0 before the first. */
    public long cursor() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** How many kept events are of that type. */
    public long held(String type) {
        lock.lock();
        try {
            trim();
            return kept.stream().filter(e -> e.type().equals(type)).count();
        } finally {
            lock.unlock();
        }
    }
}
