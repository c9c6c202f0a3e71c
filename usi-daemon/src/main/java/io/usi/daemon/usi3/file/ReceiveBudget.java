package io.usi.daemon.usi3.file;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many files the daemon takes at the same time, from all peers together, and with that how much memory they have
 * before they are stored. Who comes when all places are taken waits, first come, first served. For any thread.
 */
public final class ReceiveBudget {
    /** The memory of one place, in bytes. */
    static final int PLACE_BYTES = 1 << 20;

    private static final int PLACES = 48;

    private final Deque<Place> waiting = new ArrayDeque<>();
    private int free;

    /** {@value #PLACES} places of {@value #PLACE_BYTES} bytes. */
    public ReceiveBudget() {
        this(PLACES);
    }

    ReceiveBudget(int places) {
        free = places;
    }

    /** A place to be {@linkplain Place#ask asked} for. */
    Place place(Runnable granted) {
        return new Place(granted);
    }

    /** One file's part of the budget: asked for, given back. */
    final class Place {
        private final Runnable granted;
        private boolean held;
        private boolean over;

        private Place(Runnable granted) {
            this.granted = granted;
        }

        /** Calls back once, at once or from whoever gives a place back. To be called without a lock. */
        void ask() {
            synchronized (ReceiveBudget.this) {
                if (over) {
                    return;
                }
                if (free == 0) {
                    waiting.addLast(this);
                    return;
                }
                free--;
                held = true;
            }
            granted.run();
        }

        /** Gives it back, or asks no more. To be called without a lock; more than once, too. */
        void release() {
            Place next;
            synchronized (ReceiveBudget.this) {
                over = true;
                if (!held) {
                    waiting.remove(this);
                    return;
                }
                held = false;
                next = waiting.pollFirst();
                if (next == null) {
                    free++;
                    return;
                }
                next.held = true;
            }
            next.granted.run();
        }
    }
}
