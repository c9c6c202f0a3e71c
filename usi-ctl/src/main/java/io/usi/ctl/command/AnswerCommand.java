package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.Terminal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code answer}: proves to a peer that this daemon's user knows a password. */
final class AnswerCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("answer", "Answer a peer that asks for a password, which is read from standard input.")
                .optionalOperand("QUESTION", "The question's id; not needed where one alone is open.")
                .example("usi-ctl answer", "usi-ctl answer q1 <password-file");
    }

    @Override
    public Exit run(Invocation call) {
        char[] password = {};
        try (RpcClient client = call.dial()) {
            if (call.streams().terminal().is(Terminal.INPUT)) {
                tellWhoAsks(call, client);
            }
            password = ChallengeCommand.password(call);
            Map<String, Object> params = new Params()
                    .with("password", password)
                    .with("question", call.operand(0))
                    .map();
            Object result = client.call("challenge.answer", params);
            if (call.json()) {
                call.printJson(result);
            }
            return Exit.DONE;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Nobody types a password for a question that is not open, or without knowing for whom. */
    private static void tellWhoAsks(Invocation call, RpcClient client) {
        List<Map<String, Object>> questions = Values.objects(client.call("challenge.list", Map.of()));
        String wanted = call.operand(0);
        for (Map<String, Object> question : questions) {
            if (wanted == null || wanted.equals(Values.text(question, "id"))) {
                call.tell(Values.named(question, "from", "peer") + " asks for the password ("
                        + Values.text(question, "id") + ")");
            }
        }
        if (questions.isEmpty()) {
            throw new CtlException(Exit.SAID_NO, "no peer asks for a password: nothing to answer");
        }
        if (wanted == null && questions.size() > 1) {
            throw CtlException.usage("several peers ask: name the question, as in 'usi-ctl answer ID'");
        }
    }
}
