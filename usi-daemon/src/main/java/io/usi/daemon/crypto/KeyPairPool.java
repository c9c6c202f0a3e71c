package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * RSA key pairs made ahead of time, so that accepting a connection costs nothing and a flood of them cannot make the
 * daemon compute without bound: one thread keeps a few at hand, whatever the demand.
 */
public final class KeyPairPool implements AutoCloseable {
    /** How many returned pairs are kept beside those made ahead. */
    private static final int RETURNED = 64;

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final Condition added = lock.newCondition();
    private final Deque<KeyPair> pairs = new ArrayDeque<>();
    private final int ahead;
    private boolean closed;

    /**
     * Starts to fill.
     *
     * @param ahead how many pairs to keep at hand
     */
    public KeyPairPool(int ahead) {
        this.ahead = ahead;
        Threads.startPlatform("usi-rsa", this::fill);
    }

    private void fill() {
        while (true) {
            lock.lock();
            try {
                while (!closed && pairs.size() >= ahead) {
                    taken.awaitUninterruptibly();
                }
                if (closed) {
                    return;
                }
            } finally {
                lock.unlock();
            }
            KeyPair made = RsaKeys.generate();
            add(made);
        }
    }

    /**
     * Takes a pair, which from then on serves nobody else.
     *
     * @param wanted asked now and then while waiting; false gives up, so that nobody waits for a connection that is gone
     * @throws UsiException {@link ErrorCode#TIMEOUT} where none is made in that time, {@link ErrorCode#STATE} after
     *     {@link #close}
     */
    public KeyPair take(long timeout, TimeUnit unit, BooleanSupplier wanted) throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (pairs.isEmpty() && !closed) {
                if (nanos <= 0 || !wanted.getAsBoolean()) {
                    throw new UsiException(ErrorCode.TIMEOUT, "no RSA key was ready in time: try again");
                }
                long slice = Math.min(nanos, CHECK_NANOS);
                nanos -= slice - Math.max(0, added.awaitNanos(slice));
            }
            if (closed) {
                throw new UsiException(ErrorCode.STATE, "the daemon is stopping");
            }
            taken.signal();
            return pairs.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back a pair whose connection ended before its peer answered: nothing was ever encrypted for it. */
    public void giveBack(KeyPair pair) {
        add(pair);
    }

    private void add(KeyPair pair) {
        lock.lock();
        try {
            if (!closed && pairs.size() < ahead + RETURNED) {
                pairs.addLast(pair);
                added.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pairs.clear();
            taken.signalAll();
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
