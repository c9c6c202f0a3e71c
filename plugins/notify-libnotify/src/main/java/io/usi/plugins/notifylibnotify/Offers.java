package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The open offers. Five have bubbles with buttons; the others share one that tells how many there are. Of more than 256
 * the oldest are forgotten. Used by one thread.
 */
final class Offers {
    private static final int OWN_BUBBLES = 5;
    private static final int MOST = 256;

    private final Map<String, Offer> open = new LinkedHashMap<>();
    private final Summary summary = new Summary();

    void add(Notice notice, Decisions decisions) {
        long shown = open.values().stream().filter(Offer::takesRoom).count();
        boolean folded = shown >= OWN_BUBBLES;
        if (open.size() >= MOST && !open.containsKey(notice.offer())) {
            open.values().stream()
                    .filter(Offer::folded)
                    .map(Offer::id)
                    .findFirst()
                    .ifPresent(open::remove);
        }
        open.put(notice.offer(), new Offer(notice, decisions, folded));
        summary.changed |= folded;
    }

    /**
     * There is nothing to decide any more.
     *
     * @return the bubble to close, or 0
     */
    long ended(String id) {
        Offer offer = open.remove(id);
        if (offer == null) {
            return 0;
        }
        boolean some = open.values().stream().anyMatch(Offer::folded);
        summary.changed = some;
        if (!offer.folded()) {
            return offer.onScreen();
        }
        return some ? 0 : summary.take();
    }

    /** The offer whose bubble this is; it has none from now on, so that it is decided on once. */
    Optional<Offer> takeShown(long bubble) {
        Optional<Offer> shown = open.values().stream()
                .filter(offer -> offer.onScreen() == bubble)
                .findFirst();
        shown.ifPresent(Offer::closed);
        return shown;
    }

    /** A bubble is no longer on the screen, though the offer is open. */
    void closed(long bubble) {
        takeShown(bubble);
        if (summary.bubble == bubble) {
            summary.bubble = 0;
        }
    }

    /** All bubbles went away with the server, and are wanted again. */
    void lost() {
        open.values().forEach(Offer::lost);
        summary.changed |= summary.take() != 0;
    }

    /** The bubbles on the screen. */
    List<Long> onScreen() {
        List<Long> bubbles = new ArrayList<>();
        open.values().forEach(offer -> bubbles.add(offer.onScreen()));
        bubbles.add(summary.bubble);
        bubbles.removeIf(bubble -> bubble == 0);
        return bubbles;
    }

    /** Those that want a bubble. */
    List<Wish> wishes() {
        List<Wish> wishes = new ArrayList<>(open.values());
        wishes.add(summary);
        return wishes;
    }

    /** How many there are. */
    private final class Summary implements Wish {
        private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(500);

        private boolean changed;
        private long bubble;
        private long lastShown;

        private long take() {
            long taken = bubble;
            bubble = 0;
            return taken;
        }

        @Override
        public boolean waiting() {
            return changed;
        }

        @Override
        public boolean due(long now) {
            return changed && (bubble == 0 || now - lastShown >= BETWEEN);
        }

        @Override
        public Bubble bubble(Wording wording) {
            return wording.offers(open.size(), open.values().stream().allMatch(Offer::encrypted));
        }

        @Override
        public long replaces() {
            return bubble;
        }

        @Override
        public List<Long> shown(long id, long now) {
            changed = false;
            bubble = id;
            lastShown = now;
            return List.of();
        }
    }
}
