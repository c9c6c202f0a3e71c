package io.usi.daemon.usi3.file;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock, and what follows from the changes made under it: calls to others, which run without the lock, one at a time, in
 * the order of the changes, whichever threads made these. None of them may block.
 */
final class Effects {
    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger runs = new AtomicInteger();

    /** Makes a change; what follows from it has run then, or will by another thread that is at it. */
    <T> T change(Supplier<T> change) {
        lock.lock();
        try {
            return change.get();
        } finally {
            lock.unlock();
            run();
        }
    }

    /** As above. */
    void change(Runnable change) {
        change(() -> {
            change.run();
            return null;
        });
    }

    /** Runs this once the lock is free. To be called under the lock. */
    void after(Runnable effect) {
        waiting.add(effect);
    }

    /** To be waited for under the lock. */
    Condition condition() {
        return lock.newCondition();
    }

    private void run() {
        if (runs.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            Runnable effect;
            while ((effect = waiting.poll()) != null) {
                runOne(effect);
            }
            seen = runs.addAndGet(-seen);
        } while (seen != 0);
    }

    private static void runOne(Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException | Error e) {
            // One that fails must not keep the others, which may be of another transfer, from running.
            LOG.error("What follows from a change failed with {}", e.getClass().getName());
            LOG.debug("Where", e);
        }
    }
}
