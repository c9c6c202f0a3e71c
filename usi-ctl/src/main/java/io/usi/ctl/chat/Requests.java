package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Unexpected;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Requests of one connection, in their order, whose answers are taken on a thread of its own. Asking waits for no answer: a text
 * that a peer does not take has none for half a minute.
 */
final class Requests implements AutoCloseable {
    /** With the one beside them less than the daemon reads at a time, so that asking never waits for what is not being read. */
    static final int UNDER_WAY = 16;

    private final RpcClient client;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final Map<Long, Consumer<Incoming.Answer>> waiting = new HashMap<>();
    private final Map<Long, Incoming.Answer> early = new HashMap<>();

    /**
     * Takes over a connection.
     *
     * @param lost hears, once, that it ended
     */
    Requests(RpcClient client, Consumer<CtlException> lost) {
        this.client = client;
        Thread thread = new Thread(
                () -> Unexpected.failure(this::read).ifPresent(e -> {
                    room.release(Integer.MAX_VALUE / 2);
                    lost.accept(e);
                }),
                "chat-answers");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether so many requests can be made now. That stays so until the one thread that calls {@link #ask} does. */
    boolean hasRoom(int requests) {
        return room.availablePermits() >= requests;
    }

    /** How many requests have no answer. */
    int underWay() {
        return Math.max(0, UNDER_WAY - room.availablePermits());
    }

    /** Waits until there is room; returns whether there is, and not an interruption. */
    boolean awaitRoom(int requests) {
        try {
            room.acquire(requests);
            room.release(requests);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /**
     * Asks, where there is room.
     *
     * @param then takes the answer
     */
    void ask(String method, Map<String, Object> params, Consumer<Incoming.Answer> then) {
        if (!room.tryAcquire()) {
            throw new IllegalStateException("no room");
        }
        send(method, params, answer -> {
            try {
                then.accept(answer);
            } finally {
                room.release();
            }
        });
    }

    /** As {@link #ask}, with a place of its own, which the texts cannot use up; the caller makes one such request at a time. */
    void askBeside(String method, Map<String, Object> params, Consumer<Incoming.Answer> then) {
        send(method, params, then);
    }

    private void send(String method, Map<String, Object> params, Consumer<Incoming.Answer> then) {
        long id = client.send(method, params);
        Incoming.Answer answer;
        synchronized (waiting) {
            answer = early.remove(id);
            if (answer == null) {
                waiting.put(id, then);
            }
        }
        if (answer != null) {
            then.accept(answer);
        }
    }

    private void read() {
        while (true) {
            if (client.next() instanceof Incoming.Answer answer) {
                answered(answer);
            }
        }
    }

    private void answered(Incoming.Answer answer) {
        Consumer<Incoming.Answer> then;
        synchronized (waiting) {
            then = waiting.remove(answer.id());
            if (then == null) {
                early.put(answer.id(), answer);
            }
        }
        if (then != null) {
            then.accept(answer);
        }
    }

    /** Waits until every request is answered; at once where the connection ended. */
    void awaitAnswers() {
        room.acquireUninterruptibly(UNDER_WAY);
        room.release(UNDER_WAY);
    }

    @Override
    public void close() {
        client.close();
    }
}
