package io.usi.ctl.rpc;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.util.Map;

/** The daemon, or the peer through it, said no. */
public final class DaemonError extends CtlException {
    private static final long serialVersionUID = 1L;
    private static final int NO_SUCH_METHOD = -32_601;

    private final String reason;
    private final String said;
    private final boolean unknownMethod;

    private DaemonError(Exit exit, String reason, String said, boolean unknownMethod, String hint) {
        super(exit, Hints.join(said, hint));
        this.reason = reason;
        this.said = said;
        this.unknownMethod = unknownMethod;
    }

    static DaemonError of(Map<String, Object> error) {
        long code = Values.number(error, "code");
        String reason =
                error.get("data") instanceof Map<?, ?> data && data.get("reason") instanceof String word ? word : "";
        String message = Values.text(error, "message");
        if (message.isEmpty()) {
            message = reason.isEmpty() ? "the daemon refused" : reason;
        }
        boolean unknown = code == NO_SUCH_METHOD;
        String hint = unknown ? "use a usi-daemon of usi-ctl's version" : Hints.of(reason);
        return new DaemonError(Exit.ofRpcCode(code), reason, message, unknown, hint);
    }

    /** The stable word for programs; may be empty. */
    public String reason() {
        return reason;
    }

    /** Whether the daemon has no such method. */
    public boolean isUnknownMethod() {
        return unknownMethod;
    }

    /** The same, with another next step for the user. */
    public DaemonError hinting(String hint) {
        return new DaemonError(exit(), reason, said, unknownMethod, hint);
    }
}
