package io.usi.plugins.notifywindows;

import io.usi.plugin.PluginException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Shows one toast at a time, and none for a while after each: what comes meanwhile becomes one toast. Safe for use by
 * several threads.
 */
final class Folding {
    private static final long JOIN_MS = 1_000;

    private final Screen screen;
    private final Wording wording;
    private final Duration pause;
    private long free = System.nanoTime();
    private int waiting;
    private Toast first;
    private boolean unencrypted;
    private volatile Thread later;
    private Optional<PluginException> failure = Optional.empty();

    /** Where a toast appears. */
    interface Screen {
        void show(Toast toast) throws PluginException;
    }

    Folding(Screen screen, Wording wording, Duration pause) {
        this.screen = screen;
        this.wording = wording;
        this.pause = pause;
    }

    /**
     * Shows a toast, or has it wait.
     *
     * @throws PluginException where it cannot be shown, or one before it that waited could not
     */
    synchronized void show(Toast toast, boolean encrypted) throws PluginException {
        if (later == null && System.nanoTime() - free >= 0) {
            failure = Optional.empty();
            now(toast);
            return;
        }
        if (waiting == 0) {
            first = toast;
        }
        waiting++;
        unencrypted |= !encrypted;
        if (later == null) {
            later = new Thread(this::afterAWhile, "notify-windows");
            later.setDaemon(true);
            later.start();
        }
        if (failure.isPresent()) {
            PluginException before = failure.get();
            failure = Optional.empty();
            throw before;
        }
    }

    private void now(Toast toast) throws PluginException {
        try {
            screen.show(toast);
        } finally {
            free = System.nanoTime() + pause.toNanos();
        }
    }

    private synchronized void afterAWhile() {
        try {
            for (long left = free - System.nanoTime(); left > 0; left = free - System.nanoTime()) {
                // Rounded up: a wait of no milliseconds would not end.
                wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            now(waiting == 1 ? first : wording.more(waiting, unencrypted));
        } catch (PluginException e) {
            failure = Optional.of(e);
        } catch (InterruptedException stopped) {
            // The plugin ends, and with it what waits.
        } finally {
            waiting = 0;
            first = null;
            unencrypted = false;
            later = null;
        }
    }

    /** Gives up what waits. Takes a second at most. */
    void stop() {
        Thread thread = later;
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
