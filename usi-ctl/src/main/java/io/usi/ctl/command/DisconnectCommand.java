package io.usi.ctl.command;

import io.usi.ctl.Exit;
import java.util.Map;

/** {@code disconnect}: ends the session with a peer. */
final class DisconnectCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("disconnect", "Say goodbye to a peer; one that was connected to is no longer tried.")
                .operand("PEER", "Its id, name or address.")
                .example("usi-ctl disconnect p1");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("session.close", Map.of("peer", call.operand(0)));
        if (call.json()) {
            call.printJson(result);
        }
        return Exit.DONE;
    }
}
