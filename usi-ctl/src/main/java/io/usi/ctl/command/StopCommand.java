package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code stop}: ends the daemon, and waits until it is gone. */
final class StopCommand implements Command {
    /** The daemon says its goodbyes in 5 s at most; in milliseconds. */
    private static final long END = 15_000;

    private static final String STILL_THERE =
            "the daemon was told to stop and is still there: see its log, or end its process";

    @Override
    public Syntax syntax() {
        return new Syntax("stop", "Let the daemon say goodbye to its peers and end.").example("usi-ctl stop");
    }

    @Override
    public Exit run(Invocation call) {
        try (RpcClient client = call.dial()) {
            Optional<ProcessHandle> daemon = process(client);
            Object result = client.call("daemon.stop", Map.of());
            awaitEnd(client);
            daemon.ifPresent(StopCommand::awaitEnd);
            if (call.json()) {
                call.printJson(result);
            }
            return Exit.DONE;
        }
    }

    /** The daemon's process, where it is one of those that this one can see. */
    private static Optional<ProcessHandle> process(RpcClient client) {
        Map<String, Object> status = Values.object(client.call("daemon.status", Map.of()));
        return ProcessHandle.of(Values.number(status, "pid"))
                .filter(process ->
                        process.info().command().map(c -> c.endsWith("java")).orElse(false));
    }

    /** The connection closes first; only when the process is gone can another daemon have its port. */
    private static void awaitEnd(ProcessHandle daemon) {
        try {
            daemon.onExit().get(END, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new CtlException(Exit.TIMED_OUT, STILL_THERE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(RpcClient client) {
        client.allow(END);
        try {
            while (true) {
                client.next();
            }
        } catch (CtlException e) {
            if (e.exit() != Exit.NO_DAEMON) {
                throw new CtlException(e.exit(), STILL_THERE);
            }
        }
    }
}
