package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import io.usi.plugin.PluginException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** What is and should be on the screen. All of it belongs to one thread; the methods are for any. */
final class Desktop implements AutoCloseable {
    /** Less than the daemon waits for {@code show}. */
    private static final long SHOW_MS = 6_000;

    private static final long STEP_MS = 100;
    private static final long FAREWELL_MS = 300;
    private static final long END_MS = 500;
    private static final long RETRY = TimeUnit.SECONDS.toNanos(2);

    private final UnaryOperator<String> environment;
    private final Words words;
    private final boolean preview;
    private final Threads threads = new Threads();
    private final ScheduledThreadPoolExecutor worker = threads.worker();
    private final DecisionDesk desk = new DecisionDesk(threads, this::tellFailure);
    private final Offers offers = new Offers();
    private final Bursts bursts = new Bursts();
    private final Rate rate = new Rate(System.nanoTime());
    private final Bus.Signals signals = new Bus.Signals() {
        @Override
        public void invoked(long bubble, String action) {
            post(() -> pressed(bubble, action));
        }

        @Override
        public void closed(long bubble) {
            post(() -> gone(bubble));
        }
    };

    private volatile Bus bus;
    private PluginException failure;
    private long failedAt;
    private boolean stepPlanned;

    /**
     * Connects with the first notice.
     *
     * @param preview whether texts and file names are shown
     */
    Desktop(UnaryOperator<String> environment, Words words, boolean preview) {
        this.environment = environment;
        this.words = words;
        this.preview = preview;
    }

    /** Shows a notice, or folds it into what will be shown. Returns within six seconds. */
    void show(Notice notice, Decisions decisions) throws PluginException {
        Future<?> shown;
        try {
            shown = worker.submit(() -> {
                take(notice, decisions);
                return notice;
            });
        } catch (RejectedExecutionException e) {
            throw stopped();
        }
        try {
            shown.get(SHOW_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PluginException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            shown.cancel(true);
            throw new PluginException(Bus.SILENT);
        } catch (CancellationException e) {
            throw stopped();
        } catch (InterruptedException e) {
            shown.cancel(true);
            Thread.currentThread().interrupt();
            throw stopped();
        }
    }

    private static PluginException stopped() {
        return new PluginException("it was stopped");
    }

    private void post(Runnable task) {
        try {
            worker.execute(task);
        } catch (RejectedExecutionException e) {
            // The plugin was stopped: there is nobody to tell.
        }
    }

    private void take(Notice notice, Decisions decisions) throws PluginException {
        switch (notice.kind()) {
            case FILE_OFFERED -> {
                if (notice.offer().isEmpty()) {
                    bursts.add(notice, System.nanoTime());
                } else {
                    offers.add(notice, decisions);
                }
            }
            case OFFER_ENDED -> {
                long bubble = offers.ended(notice.offer());
                if (bubble != 0) {
                    hide(bubble);
                }
            }
            default -> bursts.add(notice, System.nanoTime());
        }
        settle();
        if (failure != null) {
            // Nothing was shown since: that this notice has to wait does not mean that it can be.
            throw failure;
        }
    }

    /** Shows what is due and may be shown, and comes back for the rest. */
    private void settle() throws PluginException {
        try {
            long now = System.nanoTime();
            if (rate.ready(now) && wishes().stream().anyMatch(wish -> wish.due(now))) {
                boolean old = bus != null;
                try {
                    showDue();
                } catch (PluginException e) {
                    // A connection that broke since the last notice says nothing about a new one.
                    if (!old || bus == null || bus.connected()) {
                        throw e;
                    }
                    showDue();
                }
            }
        } catch (PluginException e) {
            lost(e);
            throw e;
        }
        if (!stepPlanned && wishes().stream().anyMatch(Wish::waiting)) {
            stepPlanned = true;
            worker.schedule(this::step, STEP_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void step() {
        stepPlanned = false;
        try {
            settle();
        } catch (PluginException e) {
            // What failed is forgotten; the next notice tells the daemon, where it fails as well.
        }
    }

    private List<Wish> wishes() {
        List<Wish> wishes = new ArrayList<>(offers.wishes());
        wishes.addAll(bursts.wishes());
        return wishes;
    }

    private void showDue() throws PluginException {
        Bus server = connected();
        if (server.serverChanged()) {
            offers.lost();
            bursts.lost();
        }
        Wording wording = new Wording(words, preview, server.capabilities());
        for (Wish wish : wishes()) {
            long now = System.nanoTime();
            if (wish.due(now)) {
                if (!rate.ready(now)) {
                    return;
                }
                rate.take();
                for (long superseded : show(wish, server, wording, now)) {
                    server.hide(superseded);
                }
                bursts.served(wish);
            }
        }
        failure = null;
    }

    private static List<Long> show(Wish wish, Bus server, Wording wording, long now) throws PluginException {
        try {
            return wish.shown(server.show(wish.bubble(wording), wish.replaces()), now);
        } catch (Bus.Refused e) {
            // Once is enough: asked for again, it would stand in the way of all others.
            wish.shown(0, now);
            throw e;
        }
    }

    private Bus connected() throws PluginException {
        PluginException before = failure;
        if (before != null && System.nanoTime() - failedAt < RETRY) {
            throw before;
        }
        Bus current = bus;
        if (current == null || !current.connected()) {
            bus = null;
            current = Bus.open(SessionBus.address(environment), signals);
            bus = current;
        }
        return current;
    }

    /** Old messages are of no use later, but open offers are. */
    private void lost(PluginException why) {
        bursts.clear();
        if (!why.equals(failure)) {
            failure = why;
            failedAt = System.nanoTime();
        }
    }

    private void pressed(long bubble, String action) {
        if (action.equals(Wording.ACCEPT) || action.equals(Wording.REFUSE)) {
            offers.takeShown(bubble).ifPresent(offer -> {
                desk.decide(offer, action.equals(Wording.ACCEPT));
                hide(bubble);
            });
        }
    }

    private void gone(long bubble) {
        offers.closed(bubble);
        bursts.closed(bubble);
    }

    private void hide(long bubble) {
        Bus server = bus;
        try {
            if (server != null && server.connected()) {
                server.hide(bubble);
            }
        } catch (PluginException e) {
            // The connection broke, and the bubble with it; the next notice makes another.
        }
    }

    /** On a thread of the desk's. */
    private void tellFailure(Optional<String> why) {
        post(() -> {
            Bus server = bus;
            try {
                if (server != null && server.connected()) {
                    Wording wording = new Wording(words, preview, server.capabilities());
                    server.show(wording.failed(why.orElseGet(words::seeOffers)), 0);
                }
            } catch (PluginException e) {
                // As for hide.
            }
        });
    }

    /** Takes the buttons off the screen where that goes quickly, and ends all threads. */
    @Override
    public void close() {
        try {
            worker.submit(() -> offers.onScreen().forEach(this::hide)).get(FAREWELL_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
            // They stay: a button then does nothing.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        desk.close();
        worker.shutdownNow().forEach(task -> {
            if (task instanceof Future<?> waiting) {
                waiting.cancel(false);
            }
        });
        try {
            worker.awaitTermination(END_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Only now: the worker may have been about to connect.
        Bus last = bus;
        if (last != null) {
            last.close();
        }
        threads.awaitEnd();
    }
}
