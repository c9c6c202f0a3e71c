package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.DaemonError;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.PasswordPrompt;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.verify.Trust;
import java.util.Arrays;
import java.util.Map;

/** {@code challenge}: asks a peer to prove that it knows a password. */
final class ChallengeCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("challenge", "Ask a peer whether it knows a password, which is read from standard input.")
                .operand("PEER", "Its id, name or address.")
                .option("--wait", "DURATION", "How long its user may take to answer (2m).")
                .flag(
                        "--verify",
                        "Mark the peer as verified if it knows it (USI/3 alone: in USI 2 that shows too little).")
                .example("usi-ctl challenge alice", "usi-ctl challenge p1 <password-file");
    }

    @Override
    public Exit run(Invocation call) {
        Number wait = call.seconds("--wait");
        char[] password = {};
        try (RpcClient client = call.dial()) {
            if (call.streams().terminal().is(Terminal.INPUT)) {
                isThere(client, call.operand(0));
            }
            password = password(call);
            Map<String, Object> params = new Params()
                    .with("peer", call.operand(0))
                    .with("password", password)
                    .with("wait_s", wait)
                    .flag("verify", call.flag("--verify"))
                    .map();
            if (call.streams().terminal().is(Terminal.ERROR)) {
                call.tell("the peer's user is asked, and answers with 'usi-ctl answer' or in the chat: waiting");
            }
            Object result = client.call("challenge.start", params);
            if (call.json()) {
                call.printJson(result);
            } else {
                call.out().line(Sentences.translated("match"));
            }
            if (Values.number(Values.object(result), "protocol") == 2) {
                call.tell(Trust.worthOfUsi2());
            }
            return Exit.DONE;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Nobody types a password for a peer that is not there. */
    private static void isThere(RpcClient client, String peer) {
        try {
            client.call("session.fingerprint", Map.of("peer", peer));
        } catch (DaemonError e) {
            if (!e.reason().equals("unsupported")) {
                throw e;
            }
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
