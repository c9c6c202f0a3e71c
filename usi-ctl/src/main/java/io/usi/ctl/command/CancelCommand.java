package io.usi.ctl.command;

import io.usi.ctl.Exit;
import java.util.Map;

/** {@code cancel}: ends a transfer that is under way. */
final class CancelCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("cancel", "Cancel a transfer.")
                .operand("TRANSFER", "Its id in 'usi-ctl transfers'.")
                .example("usi-ctl cancel t1");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("transfer.cancel", Map.of("transfer", call.operand(0)));
        if (call.json()) {
            call.printJson(result);
        }
        return Exit.DONE;
    }
}
