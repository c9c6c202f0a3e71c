package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.verify.Compared;
import io.usi.ctl.verify.Forms;
import io.usi.ctl.verify.Given;
import io.usi.ctl.verify.Walk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code verify}: marks a peer as verified, by what its user reads out; leads through it at a terminal. */
final class VerifyCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                        "verify",
                        "Make sure, with its user, that nobody sits between you and a peer, and mark it as verified.")
                .operand("PEER", "Its id, name or address.")
                .optionalOperands(
                        "FINGERPRINT",
                        "What the peer's user read out or showed: all 64 digits, the twelve words of that side, or the"
                                + " text of its QR code. Without it you are led through, at a terminal.")
                .flag("--show", "Only show what this side's user reads out to the peer's.")
                .flag("--qr", "Show a QR code, too.")
                .example(
                        "usi-ctl verify alice",
                        "usi-ctl verify alice --show --qr",
                        "usi-ctl verify alice 38eba9bb 19ca85fd e6e78d42 81432d6d 1d565d2e 93c6398a 6dbc3368 502e6eb1");
    }

    @Override
    public Exit run(Invocation call) {
        List<String> operands = call.operands();
        String peer = operands.get(0);
        List<String> given = operands.subList(1, operands.size());
        boolean walk = given.isEmpty() && !call.flag("--show");
        if (walk && !call.streams().terminal().is(Terminal.INPUT)) {
            throw CtlException.usage(
                    "FINGERPRINT is missing, and without a terminal nobody can be asked: give the digits, the"
                            + " words or the text of the QR code that the peer's user read out");
        }
        if (call.flag("--show") && !given.isEmpty()) {
            throw CtlException.usage("--show compares nothing: leave it out, or the fingerprint");
        }
        try (RpcClient client = call.dial()) {
            if (walk) {
                report(call, new Walk(client, call.streams(), peer, call.flag("--qr")).go());
            } else if (given.isEmpty()) {
                show(call, client.call("session.fingerprint", Map.of("peer", peer)));
            } else {
                Map<String, Object> params = new HashMap<>(Given.parameter(given));
                params.put("peer", peer);
                report(call, Values.object(client.call("session.verify", params)));
            }
        }
        return Exit.DONE;
    }

    private static void show(Invocation call, Object fingerprint) {
        if (call.json()) {
            call.printJson(fingerprint);
            return;
        }
        Compared compared = Compared.of(Values.object(fingerprint));
        for (String line : Forms.all(compared, call.streams(), call.flag("--qr"))) {
            call.out().line(line);
        }
    }

    private static void report(Invocation call, Map<String, Object> peer) {
        if (call.json()) {
            call.printJson(peer);
        } else {
            call.out()
                    .line(Sentences.translated(
                            Values.number(peer, "protocol") == 3
                                    ? "verified, for as long as it proves to be the same after a cut"
                                    : "verified until this session ends"));
        }
    }
}
