package io.usi.daemon;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to write to one output: whoever has something for it, where nobody else writes, and for all that is left
 * the output's own thread. For any thread.
 */
public final class WritingTurn {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean running;
    private boolean taken;
    private boolean told;
    private boolean over;

    /** Takes the turn, where that is possible without waiting and this thread {@linkplain Threads#mayWrite may}; else the own thread is told. */
    public boolean take() {
        boolean may = Threads.mayWrite();
        lock.lock();
        try {
            may = may && running && !taken && !told && !over;
            if (may) {
                taken = true;
            } else {
                told = true;
                changed.signal();
            }
            return may;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a turn that was {@linkplain #take taken}.
     *
     * @param left whether there is something to write for the own thread
     */
    public void giveBack(boolean left) {
        lock.lock();
        try {
            taken = false;
            told |= left;
            if (told || over) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** For who has taken the turn: whether the own thread wants it, so that it is to be given back soon. */
    public boolean isWanted() {
        lock.lock();
        try {
            return told || over;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the own thread that there is something to write. */
    public void tell() {
        lock.lock();
        try {
            told = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the own thread: ends its turn, and waits for the next.
     *
     * @return false where that is the last one
     */
    public boolean next() {
        lock.lock();
        try {
            if (running) {
                taken = false;
            }
            running = true;
            while (taken || (!told && !over)) {
                changed.awaitUninterruptibly();
            }
            taken = true;
            told = false;
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** The own thread's next turn is the last one, and nobody else has one any more. */
    public void end() {
        lock.lock();
        try {
            over = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #end} was called. */
    public boolean isOver() {
        lock.lock();
        try {
            return over;
        } finally {
            lock.unlock();
        }
    }
}
