package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Hints;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.Terminal;
import io.usi.ctl.verify.Trust;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code answer}: proves to a peer that this daemon's user knows a password. */
final class AnswerCommand implements Command {
    private static final String OUTCOME = "challenged";

    /** How long the peer's daemon may take to compare, in milliseconds. */
    private static final long PATIENCE = 30_000;

    @Override
    public Syntax syntax() {
        return new Syntax("answer", "Answer a peer that asks for a password, which is read from standard input.")
                .optionalOperand("QUESTION", "The question's id; not needed where one alone is open.")
                .flag("--verify", "Mark the peer as verified if its password is the same (USI/3 alone).")
                .example("usi-ctl answer", "usi-ctl answer q1 <password-file");
    }

    /** Who answers at a terminal stays to see whether the passwords are the same; a script is told by the event. */
    @Override
    public Exit run(Invocation call) {
        char[] password = {};
        try (RpcClient client = call.dial()) {
            Map<String, Object> asked = call.streams().terminal().is(Terminal.INPUT) ? tellWhoAsks(call, client) : null;
            // In USI 2 the answer ends it.
            boolean stays = asked != null && Values.number(asked, "protocol") != 2;
            if (stays) {
                client.call("events.subscribe", Map.of("types", List.of(OUTCOME)));
            }
            String question = asked == null ? call.operand(0) : Values.required(asked, "id");
            password = ChallengeCommand.password(call);
            Map<String, Object> params = new Params()
                    .with("password", password)
                    .with("question", question)
                    .flag("verify", call.flag("--verify"))
                    .map();
            Object result = client.call("challenge.answer", params);
            if (call.json()) {
                call.printJson(result);
            }
            return stays ? outcome(call, client, question) : Exit.DONE;
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /**
     * Nobody types a password for a question that is not open, or without knowing for whom.
     *
     * @return the question, which alone is to be answered: another one may be open by then
     */
    private static Map<String, Object> tellWhoAsks(Invocation call, RpcClient client) {
        List<Map<String, Object>> questions = Values.objects(client.call("challenge.list", Map.of()));
        String wanted = call.operand(0);
        Map<String, Object> asked = null;
        for (Map<String, Object> question : questions) {
            if (wanted == null || wanted.equals(Values.text(question, "id"))) {
                call.tell(
                        "{0} asks for the password ({1})",
                        Values.named(question, "from", "peer"), Values.text(question, "id"));
                if (Values.number(question, "protocol") == 2) {
                    call.tell(Trust.priceOfUsi2());
                }
                asked = question;
            }
        }
        if (questions.isEmpty()) {
            throw new CtlException(Exit.SAID_NO, "no peer asks for a password: nothing to answer");
        }
        if (wanted == null && questions.size() > 1) {
            throw CtlException.usage("several peers ask: name the question, as in 'usi-ctl answer ID'");
        }
        if (asked == null) {
            throw new CtlException(
                    Exit.SAID_NO, Hints.join("no question of that id is open", Hints.of("no_such_question")));
        }
        return asked;
    }

    private static Exit outcome(Invocation call, RpcClient client, String question) {
        Incoming.Event outcome = await(client, question);
        if (call.json()) {
            call.printJson(outcome.members());
        } else {
            call.out().line(EventText.of(outcome));
        }
        return Values.flag(outcome.members(), "match") ? Exit.DONE : Exit.REFUSED;
    }

    private static Incoming.Event await(RpcClient client, String question) {
        client.allow(PATIENCE);
        try {
            while (true) {
                if (client.next() instanceof Incoming.Event event
                        && event.type().equals(OUTCOME)
                        && question.equals(event.members().get("question"))) {
                    return event;
                }
            }
        } catch (CtlException e) {
            throw e.exit() == Exit.TIMED_OUT
                    ? new CtlException(
                            Exit.TIMED_OUT, "the peer went away before the passwords were compared: let it ask again")
                    : e;
        }
    }
}
