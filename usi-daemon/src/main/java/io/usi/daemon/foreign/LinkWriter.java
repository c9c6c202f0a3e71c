package io.usi.daemon.foreign;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.LinkHandle;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.plugin.PeerProtocol.Link;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What waits to be written on one session, and the thread that has the plugin write it. This daemon's user and everybody else
 * in the room have a bounded queue each, and take turns.
 */
final class LinkWriter {
    private static final int TEXT_LIMIT = 256;
    private static final int CHARACTER_LIMIT = 512 * 1024;

    private final LinkHandle link;
    private final Consumer<EndReason> onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Lane own = new Lane();
    private final Lane others = new Lane();
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

        boolean add(Item item) {
            if (items.size() == TEXT_LIMIT || characters + item.characters > CHARACTER_LIMIT) {
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
        return add(own, characters, write);
    }

    /** Queues what comes from others in the room. */
    Item others(int characters, Write write) {
        return add(others, characters, write);
    }

    private Item add(Lane lane, int characters, Write write) {
        Item item = new Item(write, characters, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing) {
                item.report.complete(gone());
            } else if (!lane.add(item)) {
                item.report.complete(new Delivery.Failed(
                        ErrorCode.OVERFLOW, "too many messages wait for this peer: it takes them too slowly"));
            }
            changed.signal();
            return item;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back what was not begun; false where it is too late for that. */
    boolean withdraw(Item item) {
        lock.lock();
        try {
            return own.remove(item);
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
            boolean othersTurn = false;
            while ((item = next(othersTurn)) != null) {
                othersTurn = !othersTurn;
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

    private Item next(boolean othersTurn) {
        lock.lock();
        try {
            while (own.items.isEmpty() && others.items.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            if (closing) {
                return null;
            }
            boolean fromOthers = !others.items.isEmpty() && (othersTurn || own.items.isEmpty());
            return (fromOthers ? others : own).take();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            closing = true;
            own.items.forEach(waiting -> waiting.report.complete(gone()));
            others.items.forEach(waiting -> waiting.report.complete(gone()));
            own.items.clear();
            others.items.clear();
        } finally {
            lock.unlock();
        }
        finished.complete(null);
    }
}
