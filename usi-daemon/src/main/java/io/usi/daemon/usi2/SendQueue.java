package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.session.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What waits to be written on one session: a bounded lane for each who has something to say, taken in turn, so that one who
 * talks too much fills a lane of their own and nobody else's. Not synchronised: {@link Writer} holds its lock around every
 * call.
 */
final class SendQueue {
    private static final int TEXT_LIMIT = 256;
    private static final int CHARACTER_LIMIT = 512 * 1024;
    /** Of relayed texts, and of notices that somebody joined or left. */
    private static final int OTHERS_TEXT_LIMIT = 64;

    private static final int OTHERS_CHARACTER_LIMIT = 128 * 1024;
    /** How many authors have a lane at the same time. */
    private static final int LANE_LIMIT = 1_024;

    /** Who has a lane that is not an author's. */
    enum Lane {
        /** This daemon's user, and answers of the protocol's own. */
        OWN,
        /** Who joined and left. */
        ROSTER,
        /** Files of others in the room. */
        RELAYED_FILES
    }

    /** What waits. */
    sealed interface Item {
        /** Texts that belong together, and what became of them. */
        final class Texts implements Item {
            private final Deque<String> parts;
            private final int characters;
            private final CompletableFuture<Delivery> report = new CompletableFuture<>();
            private boolean started;

            private Texts(List<String> parts) {
                this.parts = new ArrayDeque<>(parts);
                this.characters = parts.stream().mapToInt(String::length).sum();
            }

            CompletableFuture<Delivery> report() {
                return report;
            }
        }

        /** One text to write now; {@code last} says whether its item is complete with it. */
        record Part(String text, Texts item, boolean last) implements Item {}

        /** A file, whose place was {@linkplain Writer#reserveFile reserved}. */
        record File(FileSender sender) implements Item {}
    }

    private final Map<Object, Deque<Item>> lanes = new LinkedHashMap<>();

    /** Adds texts to a lane; where it is full, they fail. */
    Item.Texts add(Object lane, List<String> parts) {
        Item.Texts item = new Item.Texts(parts);
        Deque<Item> queue = lanes.get(lane);
        boolean own = lane == Lane.OWN;
        int texts = 0;
        int characters = item.characters;
        if (queue != null) {
            for (Item waiting : queue) {
                if (waiting instanceof Item.Texts other) {
                    texts++;
                    characters += other.characters;
                }
            }
        }
        boolean full = texts >= (own ? TEXT_LIMIT : OTHERS_TEXT_LIMIT)
                || characters > (own ? CHARACTER_LIMIT : OTHERS_CHARACTER_LIMIT)
                || (queue == null && lanes.size() >= LANE_LIMIT);
        if (full) {
            item.report.complete(new Delivery.Failed(
                    ErrorCode.OVERFLOW, "too many messages wait for this peer: it takes them too slowly"));
        } else {
            lanes.computeIfAbsent(lane, l -> new ArrayDeque<>()).addLast(item);
        }
        return item;
    }

    void add(Object lane, FileSender sender) {
        lanes.computeIfAbsent(lane, l -> new ArrayDeque<>()).addLast(new Item.File(sender));
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** The next part or file, of the lane whose turn it is; null where nothing waits. */
    Item next() {
        if (lanes.isEmpty()) {
            return null;
        }
        Map.Entry<Object, Deque<Item>> turn = lanes.entrySet().iterator().next();
        Object lane = turn.getKey();
        Deque<Item> queue = lanes.remove(lane);
        Item first = queue.peekFirst();
        Item next = first;
        if (first instanceof Item.Texts texts) {
            texts.started = true;
            next = new Item.Part(texts.parts.removeFirst(), texts, texts.parts.isEmpty());
        }
        if (!(first instanceof Item.Texts texts) || texts.parts.isEmpty()) {
            queue.removeFirst();
        }
        if (!queue.isEmpty()) {
            lanes.put(lane, queue);
        }
        return next;
    }

    /** Takes back texts of which nothing was written; false where it is too late for that. */
    boolean withdraw(Item.Texts item) {
        if (item.started) {
            return false;
        }
        boolean found = lanes.values().stream().anyMatch(queue -> queue.remove(item));
        lanes.values().removeIf(Deque::isEmpty);
        return found;
    }

    /** Empties it. */
    List<Item> drain() {
        List<Item> left = new ArrayList<>();
        lanes.values().forEach(left::addAll);
        lanes.clear();
        return left;
    }
}
