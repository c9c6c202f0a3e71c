package io.usi.ctl.rpc;

import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.TimeUnit;

/** Closes a channel on which something takes too long, which wakes whoever is blocked on it. Any thread may set it. */
final class Watchdog extends Thread {
    private final Channel channel;
    private long deadline;
    private boolean armed;
    private boolean fired;
    private boolean ended;

    Watchdog(Channel channel) {
        super("watchdog");
        this.channel = channel;
        setDaemon(true);
    }

    /** From now on there are this many milliseconds. */
    synchronized void allow(long millis) {
        deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        armed = true;
        notifyAll();
    }

    /** From now on there is no limit. */
    synchronized void allowForever() {
        armed = false;
        notifyAll();
    }

    synchronized boolean fired() {
        return fired;
    }

    /** Ends the thread. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            if (awaitDeadline()) {
                channel.close();
            }
        } catch (InterruptedException | IOException e) {
            // Nobody interrupts this thread; a channel that cannot be closed wakes nobody.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean awaitDeadline() throws InterruptedException {
        while (!ended) {
            long left = armed ? deadline - System.nanoTime() : Long.MAX_VALUE;
            if (left <= 0) {
                fired = true;
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }
}
