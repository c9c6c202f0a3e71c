package io.usi.daemon.plugin;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.Notifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The notices that wait for one notifier, and the thread that hands them over. */
final class NotifierQueue {
    private static final int CAPACITY = 256;
    private static final Duration SHOW = Duration.ofSeconds(10);

    private final LoadedExtension notifier;
    private final Deque<Notice> waiting = new ArrayDeque<>();
    private Decisions desk;
    private Thread worker;
    private boolean closed;
    private boolean failing;

    NotifierQueue(LoadedExtension notifier) {
        this.notifier = notifier;
    }

    /** Adds a notice, in place of the oldest where there are too many. Returns at once. */
    synchronized void add(Notice notice, Decisions decisions) {
        if (closed || !notifier.usable()) {
            return;
        }
        if (waiting.size() == CAPACITY) {
            waiting.removeFirst();
        }
        waiting.addLast(notice);
        desk = decisions;
        if (worker == null) {
            worker = new Thread(this::work, "notices-" + notifier.plugin().id());
            worker.setDaemon(true);
            worker.start();
        }
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    private void work() {
        while (true) {
            Notice notice = take();
            if (notice == null) {
                return;
            }
            if (notifier.usable()) {
                show(notice, desk());
            }
        }
    }

    private synchronized Decisions desk() {
        return desk;
    }

    private synchronized Notice take() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        return closed ? null : waiting.removeFirst();
    }

    private void show(Notice notice, Decisions decisions) {
        LoadedPlugin plugin = notifier.plugin();
        try {
            notifier.call(
                    Notifier.class,
                    "show()",
                    SHOW,
                    extension -> {
                        extension.show(notice, decisions);
                        return notice;
                    },
                    late -> {});
            if (failing) {
                failing = false;
                plugin.recovered();
            }
        } catch (CallFailed e) {
            failing = true;
            plugin.problem(e);
        }
    }
}
