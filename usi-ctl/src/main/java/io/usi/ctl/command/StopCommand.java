package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import java.util.Map;

/** {@code stop}: ends the daemon, and waits until it is gone. */
final class StopCommand implements Command {
    /** The daemon says its goodbyes in 5 s at most; in milliseconds. */
    private static final long END = 15_000;

    @Override
    public Syntax syntax() {
        return new Syntax("stop", "Let the daemon say goodbye to its peers and end.").example("usi-ctl stop");
    }

    @Override
    public Exit run(Invocation call) {
        try (RpcClient client = call.dial()) {
            Object result = client.call("daemon.stop", Map.of());
            awaitEnd(client);
            if (call.json()) {
                call.printJson(result);
            }
            return Exit.DONE;
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
                throw new CtlException(
                        e.exit(), "the daemon was told to stop and is still there: see its log, or end its process");
            }
        }
    }
}
