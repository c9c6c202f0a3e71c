package io.usi.plugins.sinkcommand;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The commands that run, of which there is a most. Safe for use by several threads. */
final class Running {
    /** PF4J makes the plugin and its sink independently of each other; this is where they meet. */
    static final Running SHARED = new Running(16, Duration.ofSeconds(8));

    /** All plugins together have two seconds at the daemon's end. */
    private static final Duration GRACE_AT_STOP = Duration.ofMillis(500);

    private static final Duration THREAD = Duration.ofMillis(20);

    private final int most;
    private final Duration patience;
    private final Semaphore places;
    private final Set<CommandReception> open = new HashSet<>();
    private boolean stopped;

    /**
     * None yet.
     *
     * @param most how many may run at once: 16, as many files as a peer of USI/3 sends at a time
     * @param patience how long a file waits for a place
     */
    Running(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
        places = new Semaphore(most, true);
    }

    /**
     * Starts a command once there is a place for it.
     *
     * @param name the file's safe name
     * @param size the file's size in bytes
     * @throws IOException where it cannot be started, there is no place, or the wait was interrupted
     */
    CommandReception begin(ProcessBuilder builder, String name, long size) throws IOException {
        takePlace();
        CommandReception reception;
        try {
            reception = new CommandReception(builder, name, size, this::ended);
        } catch (IOException | RuntimeException | Error e) {
            places.release();
            throw e;
        }
        if (!add(reception)) {
            reception.close();
            throw CommandReception.stopped();
        }
        return reception;
    }

    private void takePlace() throws IOException {
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(most + " commands run at the same time already: try again later");
            }
        } catch (InterruptedException e) {
            throw CommandReception.interrupted();
        }
    }

    private synchronized boolean add(CommandReception reception) {
        if (!stopped) {
            open.add(reception);
        }
        return !stopped;
    }

    private void ended(CommandReception reception) {
        synchronized (this) {
            open.remove(reception);
        }
        places.release();
    }

    synchronized void start() {
        stopped = false;
    }

    /** Kills every command. Takes less than two seconds. */
    void stop() {
        List<CommandReception> left;
        synchronized (this) {
            stopped = true;
            left = List.copyOf(open);
        }
        ProcessTree.kill(left.stream().map(CommandReception::process).toList(), GRACE_AT_STOP);
        left.forEach(CommandReception::close);
        left.forEach(reception -> reception.awaitThread(THREAD));
    }
}
