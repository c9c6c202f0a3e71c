package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.ui.PasswordPrompt;
import io.usi.ctl.ui.Terminal;
import java.util.Arrays;
import java.util.Map;

/** {@code challenge}: asks a peer to prove that it knows a password. */
final class ChallengeCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("challenge", "Ask a peer whether it knows a password, which is read from standard input.")
                .operand("PEER", "Its id, name or address.")
                .option("--wait", "DURATION", "How long its user may take to answer (2m).")
                .example("usi-ctl challenge alice", "usi-ctl challenge p1 <password-file");
    }

    @Override
    public Exit run(Invocation call) {
        Number wait = call.seconds("--wait");
        char[] password = {};
        try (RpcClient client = call.dial()) {
            password = password(call);
            Map<String, Object> params = new Params()
                    .with("peer", call.operand(0))
                    .with("password", password)
                    .with("wait_s", wait)
                    .map();
            Object result = client.call("challenge.start", params);
            if (call.json()) {
                call.printJson(result);
            } else {
                call.out().line("match");
            }
            return Exit.DONE;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    static char[] password(Invocation call) {
        return password(call, "Password");
    }

    static char[] password(Invocation call, String prompt) {
        boolean terminal = call.streams().terminal().is(Terminal.INPUT);
        return PasswordPrompt.read(call.streams().in(), call.streams().err(), prompt, terminal);
    }
}
