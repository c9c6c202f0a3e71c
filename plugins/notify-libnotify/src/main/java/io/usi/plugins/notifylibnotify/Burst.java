package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Notice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The notices of one kind, and for messages of one peer. Each has a bubble of its own until there are more than three in
 * two seconds: these and all that follow are one, until nothing comes for two seconds.
 */
final class Burst implements Wish {
    private static final int SINGLE = 3;
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(2);
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(500);

    private final boolean several;
    private final Deque<Long> times = new ArrayDeque<>();

    /** On the screen, the newest last. */
    private final Deque<Long> bubbles = new ArrayDeque<>();

    private Notice last;
    private int unshown;
    private int count;
    private boolean folding;
    private long lastShown;

    /**
     * An empty one.
     *
     * @param several whether it takes the notices of more than one peer
     */
    Burst(boolean several) {
        this.several = several;
    }

    void add(Notice notice, long now) {
        if (!times.isEmpty() && now - times.getLast() > WINDOW) {
            folding = false;
            times.clear();
            bubbles.clear();
        }
        last = notice;
        unshown++;
        count++;
        times.addLast(now);
        if (times.size() > SINGLE && now - times.removeFirst() <= WINDOW && !folding) {
            folding = true;
            count = Math.max(unshown, SINGLE + 1);
            lastShown = now - BETWEEN;
        }
    }

    /** Whether it may be forgotten. */
    boolean over(long now) {
        return !waiting() && (times.isEmpty() || now - times.getLast() > WINDOW);
    }

    /** A bubble is no longer on the screen. */
    void closed(long bubble) {
        bubbles.remove(bubble);
    }

    /** All bubbles went away with the server. */
    void lost() {
        bubbles.clear();
    }

    @Override
    public boolean waiting() {
        return unshown > 0;
    }

    @Override
    public boolean due(long now) {
        return waiting() && (!folding || now - lastShown >= BETWEEN);
    }

    @Override
    public Bubble bubble(Wording wording) {
        Notice newest = Objects.requireNonNull(last);
        int shownAs = folding ? count : unshown;
        return shownAs == 1 ? wording.single(newest) : wording.folded(newest, shownAs, several);
    }

    @Override
    public long replaces() {
        return folding && !bubbles.isEmpty() ? bubbles.getLast() : 0;
    }

    @Override
    public List<Long> shown(long bubble, long now) {
        unshown = 0;
        lastShown = now;
        List<Long> superseded = List.of();
        bubbles.remove(bubble);
        if (folding) {
            superseded = List.copyOf(bubbles);
            bubbles.clear();
        } else if (bubbles.size() == SINGLE) {
            bubbles.removeFirst();
        }
        bubbles.addLast(bubble);
        return superseded;
    }
}
