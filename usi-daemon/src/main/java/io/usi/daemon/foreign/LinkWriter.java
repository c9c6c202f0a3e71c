package io.usi.daemon.foreign;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.LinkHandle;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.plugin.PeerProtocol.Link;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What waits to be written on one session, and the thread that has the plugin write it. This daemon's user and each author in
 * the room have a bounded lane of their own, and take turns: who talks too much fills no lane but their own.
 */
final class LinkWriter {
    private static final int TEXT_LIMIT = 256;
    private static final int CHARACTER_LIMIT = 512 * 1024;
    /** Of relayed texts, and of who joined and left. */
    private static final int OTHERS_TEXT_LIMIT = 64;

    private static final int OTHERS_CHARACTER_LIMIT = 128 * 1024;
    /** How many authors have a lane at the same time. */
    private static final int LANE_LIMIT = 1_024;

    private static final Object OWN = new Object();

    private final LinkHandle link;
    private final Consumer<EndReason> onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Object, Lane> lanes = new LinkedHashMap<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private boolean closing;
    private boolean polite;

    /** A call that writes. */
    interface Write {
        void to(Link link) throws IOException;
    }

    /** One thing to write, and what became of it. */
    record Item(Write write, int characters, CompletableFuture<Delivery> report) {}

    private static final class Lane {
        private final Deque<Item> items = new ArrayDeque<>();
        private int characters;

        boolean add(Item item, int texts, int limit) {
            if (items.size() >= texts || characters + item.characters > limit) {
                return false;
            }
            characters += item.characters;
            return items.add(item);
        }

        Item take() {
            Item item = items.removeFirst();
            characters -= item.characters;
            return item;
        }

        boolean remove(Item item) {
            boolean there = items.remove(item);
            characters -= there ? item.characters : 0;
            return there;
        }
    }

    /**
     * @param onEnd learns why writing ended by itself
     */
    LinkWriter(LinkHandle link, Consumer<EndReason> onEnd) {
        this.link = link;
        this.onEnd = onEnd;
    }

    /** Queues what this daemon's user says. */
    Item own(int characters, Write write) {
        return add(OWN, characters, write);
    }

    /**
     * Queues what comes from somebody else in the room.
     *
     * @param author whose lane it is
     */
    Item others(Author author, int characters, Write write) {
        return add(author, characters, write);
    }

    private Item add(Object whose, int characters, Write write) {
        Item item = new Item(write, characters, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing) {
                item.report.complete(gone());
            } else if (!place(whose, item)) {
                item.report.complete(new Delivery.Failed(
                        ErrorCode.OVERFLOW, "too many messages wait for this peer: it takes them too slowly"));
            }
            changed.signal();
            return item;
        } finally {
            lock.unlock();
        }
    }

    private boolean place(Object whose, Item item) {
        Lane lane = lanes.get(whose);
        if (lane == null && whose != OWN && lanes.size() >= LANE_LIMIT) {
            return false;
        }
        Lane taken = lane == null ? new Lane() : lane;
        boolean added = whose == OWN
                ? taken.add(item, TEXT_LIMIT, CHARACTER_LIMIT)
                : taken.add(item, OTHERS_TEXT_LIMIT, OTHERS_CHARACTER_LIMIT);
        if (added) {
            lanes.putIfAbsent(whose, taken);
        }
        return added;
    }

    /** Takes back what was not begun; false where it is too late for that. */
    boolean withdraw(Item item) {
        lock.lock();
        try {
            Lane own = lanes.get(OWN);
            boolean there = own != null && own.remove(item);
            if (there && own.items.isEmpty()) {
                lanes.remove(OWN);
            }
            return there;
        } finally {
            lock.unlock();
        }
    }

    private static Delivery gone() {
        return new Delivery.Failed(ErrorCode.PEER_GONE, "the peer went away before the message was sent");
    }

    /**
     * Stops after the write under way.
     *
     * @param goodbye whether the peer is told
     * @return completes when nothing is written any more
     */
    CompletableFuture<Void> close(boolean goodbye) {
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                polite = goodbye;
                changed.signalAll();
            }
            return finished;
        } finally {
            lock.unlock();
        }
    }

    /** Writes until it is closed or the connection fails. */
    void run() {
        EndReason reason = EndReason.INTERNAL;
        Item item = null;
        try {
            while ((item = next()) != null) {
                write("text()", item.write);
                item.report.complete(new Delivery.Sent());
            }
            if (polite) {
                write("goodbye()", Link::goodbye);
            }
            reason = EndReason.CLOSED;
        } catch (IOException e) {
            reason = EndReason.LOST;
        } catch (UsiException e) {
            reason = EndReason.PLUGIN;
        } finally {
            if (item != null) {
                item.report.complete(gone());
            }
            end();
            onEnd.accept(reason);
        }
    }

    private void write(String what, Write write) throws IOException {
        link.call(what, l -> {
            write.to(l);
            return l;
        });
    }

    private Item next() {
        lock.lock();
        try {
            while (lanes.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            if (closing) {
                return null;
            }
            Object turn = lanes.keySet().iterator().next();
            Lane lane = lanes.remove(turn);
            Item item = lane.take();
            if (!lane.items.isEmpty()) {
                lanes.put(turn, lane);
            }
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            closing = true;
            lanes.values().forEach(lane -> lane.items.forEach(waiting -> waiting.report.complete(gone())));
            lanes.clear();
        } finally {
            lock.unlock();
        }
        finished.complete(null);
    }
}
