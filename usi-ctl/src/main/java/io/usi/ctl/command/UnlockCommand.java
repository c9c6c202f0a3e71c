package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.SafeText;
import java.util.Arrays;
import java.util.Map;

/** {@code unlock}: gives a daemon the answer without which it has no key. */
final class UnlockCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("unlock", "Give a locked daemon its passphrase, which is read from standard input.")
                .example("usi-ctl unlock", "usi-ctl unlock <passphrase-file");
    }

    @Override
    public Exit run(Invocation call) {
        char[] answer = {};
        try (RpcClient client = call.dial()) {
            Map<String, Object> status = Values.object(client.call("daemon.status", Map.of()));
            if (!Values.text(status, "state").equals("locked")) {
                throw new CtlException(Exit.SAID_NO, "the daemon is not locked: nothing has to be done");
            }
            answer = ChallengeCommand.password(
                    call, SafeText.line(Sentences.translated(Values.text(status, "question"))));
            Object result = client.call(
                    "daemon.unlock", new Params().with("answer", answer).map());
            if (call.json()) {
                call.printJson(result);
            }
            return Exit.DONE;
        } finally {
            Arrays.fill(answer, '\0');
        }
    }
}
