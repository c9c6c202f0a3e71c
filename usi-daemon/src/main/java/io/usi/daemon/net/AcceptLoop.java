package io.usi.daemon.net;

import io.usi.daemon.Threads;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections one after the other, each served on a thread of its own, and survives whatever that costs. */
public final class AcceptLoop {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptLoop.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String what;
    private volatile long turned = System.nanoTime();

    /**
     * @param what is accepted, for the log
     */
    public AcceptLoop(String what) {
        this.what = what;
    }

    /** A connection, and what serves it on a thread of that name and closes it. */
    public record Accepted(String thread, Closeable connection, Runnable serve) {}

    /** Waits for the next connection. */
    public interface Acceptor {
        /**
         * Blocks until there is one.
         *
         * @throws SocketTimeoutException where none came for a while
         */
        Accepted accept() throws IOException;
    }

    /** Blocks until the listening socket is closed. */
    public void run(BooleanSupplier open, Acceptor acceptor) {
        while (open.getAsBoolean()) {
            turned = System.nanoTime();
            Accepted accepted = null;
            try {
                accepted = acceptor.accept();
                Threads.start(accepted.thread(), accepted.serve());
            } catch (SocketTimeoutException e) {
                LOG.trace("No {} came for a while", what);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (open.getAsBoolean()) {
                    LOG.warn(
                            "A {} could not be accepted ({})",
                            what,
                            e.getClass().getSimpleName());
                    close(accepted);
                    // Out of descriptors or threads, most likely: trying again at once would only burn the processor.
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** For how long it has been busy with one connection, or waiting for one. */
    Duration sinceTurn() {
        return Duration.ofNanos(System.nanoTime() - turned);
    }

    private void close(Accepted accepted) {
        try {
            if (accepted != null) {
                accepted.connection().close();
            }
        } catch (IOException e) {
            LOG.debug("A {} could not be closed", what, e);
        }
    }
}
