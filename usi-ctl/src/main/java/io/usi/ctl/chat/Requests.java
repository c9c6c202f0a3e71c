package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Requests of one connection, in their order, whose answers are taken on a thread of its own. */
final class Requests implements AutoCloseable {
    /** Less than the daemon reads at a time, so that asking never waits for what is not being read. */
    private static final int UNDER_WAY = 16;

    private final RpcClient client;
    private final Consumer<CtlException> lost;
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
        this.lost = lost;
        Thread thread = new Thread(this::read, "chat-answers");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Asks; waits while as many requests as are allowed have no answer.
     *
     * @param then takes the answer
     */
    void ask(String method, Map<String, Object> params, Consumer<Incoming.Answer> then) {
        room.acquireUninterruptibly();
        long id = client.send(method, params);
        Incoming.Answer answer;
        synchronized (waiting) {
            answer = early.remove(id);
            if (answer == null) {
                waiting.put(id, then);
            }
        }
        if (answer != null) {
            take(then, answer);
        }
    }

    private void read() {
        try {
            while (true) {
                if (client.next() instanceof Incoming.Answer answer) {
                    answered(answer);
                }
            }
        } catch (CtlException e) {
            room.release(Integer.MAX_VALUE / 2);
            lost.accept(e);
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
            take(then, answer);
        }
    }

    private void take(Consumer<Incoming.Answer> then, Incoming.Answer answer) {
        try {
            then.accept(answer);
        } finally {
            room.release();
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
