package io.usi.daemon.usi3.file;

import io.usi.daemon.Timer;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Two exchanges whose frames a test carries over, one by one. */
final class Pair implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    final Semaphore signal = new Semaphore(0);
    final Timer timer = new Timer();
    final Side a;
    final Side b;
    Random order = new Random(1);
    int count;

    Pair() {
        this(new ReceiveBudget());
    }

    Pair(ReceiveBudget budget) {
        a = new Side(true, budget, timer, signal);
        b = new Side(false, budget, timer, signal);
        connect();
    }

    void connect() {
        a.attach();
        b.attach();
    }

    void cut() {
        a.detach();
        b.detach();
    }

    /** Carries over what there is, one thing; false where there is nothing now. */
    boolean step() {
        boolean first = order.nextBoolean();
        Side from = first ? a : b;
        Side to = first ? b : a;
        Runnable one = from.take(to);
        if (one == null) {
            one = to.take(from);
        }
        if (one == null) {
            return false;
        }
        count++;
        one.run();
        return true;
    }

    /** Carries over until then; fails after 20 seconds. */
    void until(BooleanSupplier done) {
        until(done, this::step);
    }

    /** As {@link #until}, but carries nothing over. */
    void await(BooleanSupplier done) {
        until(done, () -> false);
    }

    private void until(BooleanSupplier done, BooleanSupplier step) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (step.getAsBoolean()) {
                continue;
            }
            try {
                boolean told = signal.tryAcquire(2, TimeUnit.MILLISECONDS);
                if (!told && System.nanoTime() > end) {
                    throw new AssertionError("not in time: a got " + a.delivered + ", b got " + b.delivered);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        timer.close();
    }
}
