package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.Reach;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The texts that a chain of sessions has to deliver: those that wait, in a bounded lane for each author, taken in turn, and
 * those that were written and not acknowledged, which are written again first when a new session continues the chain. For any
 * thread; reports are completed outside of its lock.
 */
final class OutgoingTexts {
    /** How many may be written and not acknowledged. */
    static final int UNACKNOWLEDGED = 1_024;

    private static final int UNACKNOWLEDGED_CHARACTERS = 1024 * 1024;
    private static final int OWN_TEXTS = 256;
    private static final int OWN_CHARACTERS = 512 * 1024;
    private static final int AUTHOR_TEXTS = 64;
    private static final int AUTHOR_CHARACTERS = 128 * 1024;
    private static final int LANES = 1_024;
    private static final int ID_BYTES = 16;

    /** The lane of this daemon's user. */
    static final Object OWN = "own";

    /** One text and what becomes of it. */
    static final class Entry {
        private final Frame.Text frame;
        private final Object lane;
        private final Consumer<Reach> onReach;
        private final CompletableFuture<Delivery> report = new CompletableFuture<>();
        private boolean written;

        private Entry(Frame.Text frame, Object lane, Consumer<Reach> onReach) {
            this.frame = frame;
            this.lane = lane;
            this.onReach = onReach;
        }

        CompletableFuture<Delivery> report() {
            return report;
        }

        private int characters() {
            return frame.text().length();
        }
    }

    private final Map<Object, Deque<Entry>> lanes = new LinkedHashMap<>();
    private final Map<Bytes, Entry> unacknowledged = new LinkedHashMap<>();
    private final Deque<Entry> again = new ArrayDeque<>();
    /** Who waits to hear how far those acknowledged last came, which a relay may still say, once of each. */
    private final Map<Bytes, Consumer<Reach>> relayed = new LinkedHashMap<>();

    private final boolean toRoom;
    private int unacknowledgedCharacters;
    private boolean ended;

    /**
     * @param toRoom whether the peer may have a room, and say how far it relayed a text
     */
    OutgoingTexts(boolean toRoom) {
        this.toRoom = toRoom;
    }

    /** Adds a text to a lane; where that is full, it fails. */
    Entry add(Object lane, String text, Optional<Frame.From> from, Consumer<Reach> onReach) {
        Entry entry = new Entry(new Frame.Text(Bytes.random(ID_BYTES), text, from), lane, onReach);
        Delivery.Failed failure;
        synchronized (this) {
            failure = ended ? gone() : full(lane, entry) ? overflow() : null;
            if (failure == null) {
                lanes.computeIfAbsent(lane, l -> new ArrayDeque<>()).addLast(entry);
            }
        }
        if (failure != null) {
            entry.report.complete(failure);
        }
        return entry;
    }

    private boolean full(Object lane, Entry entry) {
        boolean own = OWN.equals(lane);
        Deque<Entry> queue = lanes.get(lane);
        if (queue == null) {
            return lanes.size() >= LANES;
        }
        int characters = queue.stream().mapToInt(Entry::characters).sum() + entry.characters();
        return queue.size() >= (own ? OWN_TEXTS : AUTHOR_TEXTS)
                || characters > (own ? OWN_CHARACTERS : AUTHOR_CHARACTERS);
    }

    private static Delivery.Failed gone() {
        return new Delivery.Failed(ErrorCode.PEER_GONE, "the peer went away before it had the message");
    }

    private static Delivery.Failed overflow() {
        return new Delivery.Failed(
                ErrorCode.OVERFLOW, "too many messages wait for this peer: it takes them too slowly");
    }

    /**
     * What is to be written next.
     *
     * @param again whether the peer may have it already, from an earlier session
     */
    record Turn(Frame.Text text, boolean again) {}

    /**
     * The next to write, or null where there is none, where too many are not acknowledged, or where it is longer than that.
     *
     * @param most characters
     */
    synchronized Turn next(int most) {
        Entry entry = first();
        if (entry == null || entry.characters() > most) {
            return null;
        }
        if (entry == again.peekFirst()) {
            again.removeFirst();
            return new Turn(entry.frame, true);
        }
        Deque<Entry> queue = lanes.remove(entry.lane);
        queue.removeFirst();
        if (!queue.isEmpty()) {
            lanes.put(entry.lane, queue);
        }
        entry.written = true;
        unacknowledged.put(entry.frame.id(), entry);
        unacknowledgedCharacters += entry.characters();
        return new Turn(entry.frame, false);
    }

    /** Whether there is one to write now. */
    synchronized boolean hasNext() {
        return first() != null;
    }

    private Entry first() {
        Entry repeated;
        while ((repeated = again.peekFirst()) != null) {
            if (unacknowledged.containsKey(repeated.frame.id())) {
                return repeated;
            }
            again.removeFirst();
        }
        boolean held = lanes.isEmpty()
                || unacknowledged.size() >= UNACKNOWLEDGED
                || unacknowledgedCharacters >= UNACKNOWLEDGED_CHARACTERS;
        return held ? null : lanes.values().iterator().next().getFirst();
    }

    /** The peer's daemon holds it; with {@code reach} this is its later word on how far it was relayed. */
    void acknowledged(Bytes id, Optional<Reach> reach) {
        Entry entry;
        Consumer<Reach> onReach;
        synchronized (this) {
            entry = forget(id);
            if (reach.isPresent()) {
                onReach = entry != null ? entry.onReach : relayed.remove(id);
            } else {
                onReach = null;
                awaitReach(entry);
            }
        }
        if (entry != null) {
            entry.report.complete(new Delivery.Delivered());
        }
        if (onReach != null) {
            onReach.accept(reach.get());
        }
    }

    private void awaitReach(Entry entry) {
        if (!toRoom || entry == null || !OWN.equals(entry.lane)) {
            return;
        }
        relayed.put(entry.frame.id(), entry.onReach);
        if (relayed.size() > UNACKNOWLEDGED) {
            relayed.remove(relayed.keySet().iterator().next());
        }
    }

    private Entry forget(Bytes id) {
        Entry entry = unacknowledged.remove(id);
        if (entry != null) {
            unacknowledgedCharacters -= entry.characters();
        }
        return entry;
    }

    /** Its sender waits no longer: what was not written is taken back, the rest is not written again. */
    void giveUp(Entry entry) {
        boolean written;
        synchronized (this) {
            written = entry.written;
            if (written) {
                forget(entry.frame.id());
            } else if (lanes.containsKey(entry.lane)) {
                Deque<Entry> queue = lanes.get(entry.lane);
                queue.remove(entry);
                if (queue.isEmpty()) {
                    lanes.remove(entry.lane);
                }
            }
        }
        entry.report.complete(
                written
                        ? new Delivery.Failed(
                                ErrorCode.TIMEOUT,
                                "the message was sent, but the peer's daemon did not say in that time that it has it")
                        : new Delivery.Failed(
                                ErrorCode.TIMEOUT, "the peer took nothing in that time; the message was taken back"));
    }

    /** The session ended and the chain may go on: what is not acknowledged is to be written again, others' words are not held. */
    void pause() {
        List<Entry> dropped = new ArrayList<>();
        synchronized (this) {
            again.clear();
            again.addAll(unacknowledged.values());
            lanes.entrySet().removeIf(lane -> {
                boolean others = !OWN.equals(lane.getKey());
                if (others) {
                    dropped.addAll(lane.getValue());
                }
                return others;
            });
        }
        dropped.forEach(entry -> entry.report.complete(gone()));
    }

    /** How much it holds, in characters. */
    synchronized long held() {
        long waiting = lanes.values().stream()
                .flatMap(Deque::stream)
                .mapToLong(Entry::characters)
                .sum();
        return waiting + unacknowledgedCharacters;
    }

    /** The chain is over: nothing more is delivered. */
    void end(Delivery.Failed why) {
        List<Entry> left = new ArrayList<>();
        synchronized (this) {
            ended = true;
            left.addAll(unacknowledged.values());
            lanes.values().forEach(left::addAll);
            lanes.clear();
            unacknowledged.clear();
            again.clear();
            relayed.clear();
        }
        left.forEach(entry -> entry.report.complete(why));
    }
}
