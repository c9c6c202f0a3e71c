package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.text.Sentences;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Sends each line of standard input as a text, in order, over one connection. One thread reads and asks, at most
 * {@link #UNDER_WAY} lines ahead of the answers; the caller's takes the answers. The first line that fails ends it, when
 * those already asked for are answered.
 */
final class LineSender {
    private static final int UNDER_WAY = 16;

    private final Invocation call;
    private final Map<String, Object> params;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final Map<Long, Incoming.Answer> early = new HashMap<>();
    private boolean stopped;

    /** What the reading thread did. */
    private sealed interface Step {}

    private record Asked(int line, long id) implements Step {}

    private record Ended(RuntimeException failure) implements Step {}

    /** Sends with these parameters, to which each text is added. */
    LineSender(Invocation call, Map<String, Object> params) {
        this.call = call;
        this.params = params;
    }

    Exit run() {
        try (RpcClient client = call.dial()) {
            Thread reader = new Thread(() -> read(client), "lines");
            reader.setDaemon(true);
            reader.start();
            while (true) {
                Step step = take();
                if (step instanceof Ended ended) {
                    return end(ended);
                }
                Exit exit = answered(client, (Asked) step);
                if (exit != Exit.DONE) {
                    stop(client);
                    return exit;
                }
                room.release();
            }
        }
    }

    private Step take() {
        try {
            return steps.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CtlException(Exit.SAID_NO, "interrupted");
        }
    }

    private static Exit end(Ended ended) {
        if (ended.failure() != null) {
            throw ended.failure();
        }
        return Exit.DONE;
    }

    /** Waits for the answer to a line, and shows it. */
    private Exit answered(RpcClient client, Asked asked) {
        String prefix = Sentences.say("line {0}: ", asked.line());
        Incoming.Answer answer = answer(client, asked.id());
        if (answer.error() != null) {
            call.tell("{0}{1}", prefix, Sentences.translated(answer.error().getMessage()));
            return answer.error().exit();
        }
        return SendCommand.report(call, prefix, answer.result());
    }

    private Incoming.Answer answer(RpcClient client, long id) {
        Incoming.Answer answer = early.remove(id);
        client.allow(SendCommand.METHOD, params);
        while (answer == null) {
            if (client.next() instanceof Incoming.Answer next) {
                if (next.id() == id) {
                    answer = next;
                } else {
                    early.put(next.id(), next);
                }
            }
        }
        client.allowForever();
        return answer;
    }

    /** No further line is sent. Those under way are waited for; that they failed too says nothing new. */
    private void stop(RpcClient client) {
        client.allow(SendCommand.METHOD, params);
        synchronized (this) {
            stopped = true;
        }
        try {
            for (Step step = steps.poll(); step != null; step = steps.poll()) {
                if (step instanceof Asked asked) {
                    Incoming.Answer answer = answer(client, asked.id());
                    if (answer.error() == null) {
                        SendCommand.report(call, Sentences.say("line {0}: ", asked.line()), answer.result());
                    }
                }
            }
        } catch (CtlException e) {
            call.tell("and then {0}", Sentences.translated(e.getMessage()));
        }
    }

    private void read(RpcClient client) {
        TextLines lines = new TextLines(call.streams().in(), TextLines.MAX_TEXT);
        try {
            for (String text = lines.next(); text != null; text = lines.next()) {
                if (!text.isEmpty() && !ask(client, lines.number(), text)) {
                    return;
                }
            }
            steps.add(new Ended(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            steps.add(new Ended(e));
        }
    }

    private boolean ask(RpcClient client, int line, String text) throws InterruptedException {
        Map<String, Object> request = new LinkedHashMap<>(params);
        request.put("text", text);
        room.acquire();
        synchronized (this) {
            if (stopped) {
                return false;
            }
            steps.add(new Asked(line, client.send(SendCommand.METHOD, request)));
            return true;
        }
    }
}
