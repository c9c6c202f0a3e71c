package io.usi.daemon.systemd;

import io.usi.daemon.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that the service is ready, how many peers it has, and that it is alive: only while every check
 * passes. A check that hangs is the point: then nothing is told any more, and the service manager starts the service anew.
 */
public final class Supervision {
    private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);
    /** How often a new status is looked for. */
    private static final Duration STATUS_PERIOD = Duration.ofSeconds(5);
    /** After which a check that failed is made again. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final ServiceManager manager;
    private final AtomicReference<Watched> watched = new AtomicReference<>();
    private volatile boolean ended;

    /**
     * What there is to watch.
     *
     * @param status for people, one line; made by the thread that checks
     * @param checks made in this order
     */
    public record Watched(Supplier<String> status, List<Check> checks) {}

    /** Watches nothing yet. */
    public Supervision(ServiceManager manager) {
        this.manager = manager;
    }

    /** Watches this from now on, in place of what was watched before. */
    public void watch(Watched now) {
        if (watched.getAndSet(now) == null && manager.present()) {
            Threads.startPlatform("usi-watchdog", this::run);
        }
    }

    /** Runs what reads the configuration again, and says so before and after. */
    public <T> T reloading(Supplier<T> reload) {
        manager.reloading();
        try {
            return reload.get();
        } finally {
            Watched now = watched.get();
            if (now != null) {
                manager.ready(now.status().get());
            }
        }
    }

    /** The service is being ended: says so. */
    public void end() {
        ended = true;
        manager.stopping();
    }

    private void run() {
        // Half of the limit is what sd_watchdog_enabled(3) asks for.
        long period = manager.watchdog().map(limit -> limit.toNanos() / 2).orElse(Long.MAX_VALUE);
        String told = null;
        long fed = System.nanoTime();
        while (!ended) {
            try {
                Watched now = watched.get();
                boolean due = System.nanoTime() - fed >= period;
                if (told == null || due) {
                    check(now);
                    fed = System.nanoTime();
                    manager.alive();
                }
                String status = now.status().get();
                if (!status.equals(told)) {
                    tell(status, told == null);
                    told = status;
                }
                pause(Math.min(STATUS_PERIOD.toNanos(), period - (System.nanoTime() - fed)));
            } catch (IOException e) {
                LOG.error("The watchdog is not told that all is well: {}", e.getMessage());
                pause(AGAIN.toNanos());
            } catch (RuntimeException | OutOfMemoryError e) {
                LOG.error(
                        "The watchdog is not told that all is well ({})",
                        e.getClass().getName());
                pause(AGAIN.toNanos());
            }
        }
    }

    private static void check(Watched now) throws IOException {
        for (Check check : now.checks()) {
            check.pass();
        }
    }

    private void tell(String status, boolean first) {
        if (ended) {
            return;
        }
        if (first) {
            manager.ready(status);
        } else {
            manager.status(status);
        }
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }
}
