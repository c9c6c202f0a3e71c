package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import java.util.List;
import java.util.Map;

/** {@code verify}: marks a peer as verified whose fingerprint was read out by its user. */
final class VerifyCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "verify",
                        "Mark a peer as verified: its user read all 64 digits out, over the telephone for example.")
                .operand("PEER", "Its id, name or address.")
                .operands("FINGERPRINT", "What the peer's user read out, in groups or in one.")
                .example(
                        "usi-ctl verify alice 38eba9bb 19ca85fd e6e78d42 81432d6d 1d565d2e 93c6398a 6dbc3368 502e6eb1");
    }

    @Override
    public Exit run(Invocation call) {
        List<String> operands = call.operands();
        String fingerprint = String.join("", operands.subList(1, operands.size()));
        Object peer = call.ask("session.verify", Map.of("peer", operands.get(0), "fingerprint", fingerprint));
        if (call.json()) {
            call.printJson(peer);
        } else {
            call.out()
                    .line(
                            Values.number(Values.object(peer), "protocol") == 3
                                    ? "verified, for as long as it proves to be the same after a cut"
                                    : "verified until this session ends");
        }
        return Exit.DONE;
    }
}
