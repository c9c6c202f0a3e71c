package io.usi.ctl.command;

import io.usi.ctl.Exit;
import java.util.Map;

/** {@code refuse}: says no to an offer. */
final class RefuseCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("refuse", "Refuse a file that a peer offers.")
                .operand("OFFER", "Its id in 'usi-ctl offers'.")
                .example("usi-ctl refuse o1");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("file.refuse", Map.of("offer", call.operand(0)));
        if (call.json()) {
            call.printJson(result);
        }
        return Exit.DONE;
    }
}
