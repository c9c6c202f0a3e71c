package io.usi.daemon.control;

import io.usi.daemon.Timer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The methods of the control socket, ready to be served. */
public final class ControlMethods {
    private final MethodTable table;
    private final Attachments attachments;
    private final CompletableFuture<Void> replaced;

    /**
     * @param replaced completes when others are served in place of these
     */
    ControlMethods(MethodTable table, Attachments attachments, CompletableFuture<Void> replaced) {
        this.table = table;
        this.attachments = attachments;
        this.replaced = replaced;
    }

    /** Puts the groups together. */
    public ControlMethods(Core core, Timer timer) {
        attachments = new Attachments(timer);
        replaced = new CompletableFuture<>();
        table = new MethodTable(
                core.version(),
                List.of(
                        new DaemonMethods(core, timer).methods(),
                        new SessionMethods(core).methods(),
                        new MessageMethods(core).methods(),
                        new SendFileMethods(core, attachments).methods(),
                        new TakeFileMethods(core, attachments).methods(),
                        new TransferMethods(core).methods(),
                        new ChallengeMethods(core).methods(),
                        new PluginMethods(core).methods()),
                name -> new RpcException(RpcException.NO_SUCH_METHOD, "no such method: rpc.discover lists them"));
    }

    void replace() {
        replaced.complete(null);
    }

    MethodTable table() {
        return table;
    }

    Attachments attachments() {
        return attachments;
    }
}
