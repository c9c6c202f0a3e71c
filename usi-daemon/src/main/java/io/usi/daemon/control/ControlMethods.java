package io.usi.daemon.control;

import io.usi.daemon.Timer;
import java.util.List;

/** All methods of the control socket, ready to be served. */
public final class ControlMethods {
    private final MethodTable table;
    private final Attachments attachments;

    /** Puts the groups together. */
    public ControlMethods(Core core, Timer timer) {
        attachments = new Attachments(timer);
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
                        new PluginMethods(core).methods()));
    }

    MethodTable table() {
        return table;
    }

    Attachments attachments() {
        return attachments;
    }
}
