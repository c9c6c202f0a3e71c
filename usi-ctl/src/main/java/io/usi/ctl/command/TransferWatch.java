package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Interrupt;
import io.usi.ctl.rpc.DaemonError;
import io.usi.ctl.rpc.Hints;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.Progress;
import io.usi.ctl.ui.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Follows transfers to their end, by the events of one connection, and shows how far they are. */
final class TransferWatch {
    private final Invocation call;
    private final RpcClient client;
    private boolean reading = true;

    private TransferWatch(Invocation call, RpcClient client) {
        this.call = call;
        this.client = client;
    }

    /** Begins before the transfers do, so that no end is missed. */
    static TransferWatch begin(Invocation call, RpcClient client) {
        boolean shown = call.json() || call.streams().terminal().is(Terminal.ERROR);
        List<String> types = shown ? List.of("progress", "transfer") : List.of("transfer");
        client.call("events.subscribe", Map.of("types", types));
        return new TransferWatch(call, client);
    }

    /**
     * Waits until all have ended.
     *
     * @param transfers as the daemon described them at their start
     * @return how they ended, in the order in which they did
     */
    List<Map<String, Object>> await(List<Map<String, Object>> transfers) {
        Map<String, Map<String, Object>> open = new LinkedHashMap<>();
        List<Map<String, Object>> ended = new ArrayList<>();
        for (Map<String, Object> transfer : transfers) {
            open.put(Values.required(transfer, "id"), transfer);
        }
        try (Progress progress =
                new Progress(call.streams().err(), call.streams().terminal())) {
            if (!call.json() && !transfers.isEmpty()) {
                progress.show(transfers.get(0));
            }
            while (!open.isEmpty()) {
                if (client.next() instanceof Incoming.Event event) {
                    take(event, open, ended, progress);
                }
            }
        }
        return ended;
    }

    private void take(
            Incoming.Event event,
            Map<String, Map<String, Object>> open,
            List<Map<String, Object>> ended,
            Progress progress) {
        if (event.type().equals("lagged")) {
            throw new CtlException(
                    Exit.SAID_NO, "progress came faster than it was read here: 'usi-ctl transfers' tells how it ended");
        }
        Map<String, Object> transfer = Values.object(event.members().get("transfer"));
        if (!open.containsKey(Values.text(transfer, "id"))) {
            return;
        }
        if (event.type().equals("transfer")) {
            open.remove(Values.text(transfer, "id"));
            ended.add(transfer);
        } else if (call.json() && reading) {
            try {
                call.printJson(event.members());
            } catch (Output.Closed e) {
                // Who read the progress went away; the transfer goes on.
                reading = false;
            }
        } else if (!call.json()) {
            progress.show(transfer);
        }
    }

    /**
     * Shows how a transfer ended.
     *
     * @return the exit code that this amounts to
     */
    static Exit report(Invocation call, Map<String, Object> transfer) {
        if (call.json()) {
            call.printJson(transfer);
        }
        String state = Values.text(transfer, "state");
        if (state.equals("done")) {
            return Exit.DONE;
        }
        String reason = Values.text(transfer, "reason");
        String problem = Values.named(transfer, "problem", "reason");
        String ended = Sentences.say(
                "{0} ({1}, peer {2}) {3}",
                Values.text(transfer, "name"),
                Values.text(transfer, "id"),
                Values.text(transfer, "peer"),
                Sentences.translated(state));
        String why = Hints.join(problem, Hints.of(reason));
        call.tell(problem.isEmpty() ? "{0}" : "{0}: {1}", ended, why);
        return state.equals("cancelled") ? Exit.SAID_NO : Exit.ofReason(reason);
    }

    /** Does some work; where that fails here, or the user interrupts it, the transfers are cancelled. */
    static Exit cancelledOnFailure(Invocation call, List<Map<String, Object>> transfers, Supplier<Exit> work) {
        Runnable cancel = new Once(() -> cancel(call, transfers));
        return Interrupt.during(
                () -> {
                    try {
                        return work.get();
                    } catch (CtlException e) {
                        if (e.exit() != Exit.NO_DAEMON) {
                            cancel.run();
                        }
                        throw e;
                    }
                },
                cancel);
    }

    /** An interruption makes the work fail as well; whoever comes second waits for the first. */
    private static final class Once implements Runnable {
        private final Runnable task;
        private boolean begun;

        Once(Runnable task) {
            this.task = task;
        }

        @Override
        public synchronized void run() {
            if (!begun) {
                begun = true;
                task.run();
            }
        }
    }

    /**
     * Cancels transfers over a connection of its own, whatever else is under way. Those that have ended meanwhile stay
     * as they are.
     */
    static void cancel(Invocation call, List<Map<String, Object>> transfers) {
        try (RpcClient client = call.dial()) {
            for (Map<String, Object> transfer : transfers) {
                cancelOne(call, client, Values.text(transfer, "id"));
            }
        } catch (CtlException e) {
            call.tell("it could not be cancelled: {0}", Sentences.translated(e.getMessage()));
        }
    }

    private static void cancelOne(Invocation call, RpcClient client, String id) {
        try {
            client.call("transfer.cancel", Map.of("transfer", id));
        } catch (DaemonError e) {
            if (!e.reason().equals("state") && !e.reason().equals("no_such_transfer")) {
                call.tell("{0} could not be cancelled: {1}", id, Sentences.translated(e.getMessage()));
            }
        }
    }
}
