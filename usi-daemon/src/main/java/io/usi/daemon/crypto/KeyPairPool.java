package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * RSA key pairs made ahead of time, so that accepting a connection costs nothing and a flood of them cannot make the
 * daemon compute without bound: a thread keeps a few at hand, whatever the demand.
 *
 * <p>Connections that come faster than pairs are made share one until the next is ready, some hundred milliseconds later.
 * That takes nothing from USI/3, whose keys do not come from RSA. In USI 2 an answer to a shared pair could be recorded and
 * given again, for a second session with the same key and fingerprint: {@link #isFirst} tells.
 */
public final class KeyPairPool implements AutoCloseable {
    /** How many answers to one pair are told from each other: more come in no time in which pairs are shared. */
    private static final int ANSWERS = 1_024;
    /** How many returned pairs are kept beside those made ahead. */
    private static final int RETURNED = 64;

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();
    private final Condition added = lock.newCondition();
    private final Deque<KeyPair> pairs = new ArrayDeque<>();
    private final Set<KeyPair> shared = Collections.newSetFromMap(new WeakHashMap<>());
    /** SHA-256 of the keys that came in answers. */
    private final Map<KeyPair, Set<ByteBuffer>> answers = new WeakHashMap<>();

    private final int ahead;
    /** What the last connection got, while there is no other: a private key that was used is not kept beside one. */
    private KeyPair latest;

    private boolean closed;

    /**
     * Starts to fill.
     *
     * @param ahead how many pairs to keep at hand
     * @param makers how many threads make them
     */
    public KeyPairPool(int ahead, int makers) {
        this.ahead = ahead;
        for (int i = 0; i < makers; i++) {
            Threads.startPlatform("usi-rsa", this::fill);
        }
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
            add(RsaKeys.generate());
        }
    }

    /**
     * Takes a pair for a connection that came; where none is at hand, the one that the last of them got.
     *
     * @param wanted as for {@link #take}
     * @throws UsiException as {@link #take}
     */
    public KeyPair takeOrShare(long timeout, TimeUnit unit, BooleanSupplier wanted) throws InterruptedException {
        return take(timeout, unit, wanted, true);
    }

    /**
     * Takes a pair, which from then on serves nobody else.
     *
     * @param wanted asked now and then while waiting; false gives up, so that nobody waits for a connection that is gone
     * @throws UsiException {@link ErrorCode#TIMEOUT} where none is made in that time, {@link ErrorCode#STATE} after
     *     {@link #close}
     */
    public KeyPair take(long timeout, TimeUnit unit, BooleanSupplier wanted) throws InterruptedException {
        return take(timeout, unit, wanted, false);
    }

    private KeyPair take(long timeout, TimeUnit unit, BooleanSupplier wanted, boolean mayBeShared)
            throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (pairs.isEmpty() && !closed) {
                if (mayBeShared && latest != null) {
                    shared.add(latest);
                    return latest;
                }
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
            KeyPair pair = pairs.removeFirst();
            latest = mayBeShared && pairs.isEmpty() ? pair : null;
            return pair;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back a pair whose connection ended before its peer answered: nothing was ever encrypted for it by that. */
    public void giveBack(KeyPair pair) {
        lock.lock();
        try {
            if (shared.contains(pair)) {
                return;
            }
            add(pair);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether no other session with this pair has that key. Of each pair and key it may be asked once.
     *
     * @param sessionKey as the peer encrypted it for the pair
     */
    public boolean isFirst(KeyPair pair, byte[] sessionKey) {
        ByteBuffer digest = ByteBuffer.wrap(Fingerprints.sha256().digest(sessionKey));
        lock.lock();
        try {
            Set<ByteBuffer> known = answers.computeIfAbsent(pair, p -> new HashSet<>());
            return known.size() < ANSWERS && known.add(digest);
        } finally {
            lock.unlock();
        }
    }

    private void add(KeyPair pair) {
        lock.lock();
        try {
            latest = null;
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
            latest = null;
            pairs.clear();
            taken.signalAll();
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
