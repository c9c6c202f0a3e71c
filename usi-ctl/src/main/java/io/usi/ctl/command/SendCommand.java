package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Hints;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.verify.Trust;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** {@code send}: a text to peers, or each line of standard input. */
final class SendCommand implements Command {
    static final String METHOD = "message.send";

    @Override
    public Syntax syntax() {
        return new Syntax("send", "Send a text to the peers that are connected.")
                .operand("TEXT", "The text, 64 KiB at most; - sends each line of standard input.")
                .options(
                        "--to",
                        "PEER",
                        "Only to this peer, or to its room where it listens; may be given several times.")
                .option("--wait", "DURATION", "Wait so long for a peer to be connected, and to report.")
                .flag(
                        "--require-delivery",
                        "Fail with 5 where a peer's daemon cannot say that it has the text (as in USI 2).")
                .flag("--unencrypted", "To all peers that are NOT encrypted, which are left out otherwise.")
                .flag("--authenticated", "Refuse a peer that is neither verified nor under a preset key.")
                .example(
                        "usi-ctl send 'backup done'",
                        "usi-ctl send --to alice --wait 30s 'are you there?'",
                        "journalctl -f -u nginx | usi-ctl send -");
    }

    @Override
    public Exit run(Invocation call) {
        String text = call.operand(0);
        Params params = new Params();
        params.with("to", call.options("--to").isEmpty() ? null : call.options("--to"))
                .with("wait_s", call.seconds("--wait"))
                .flag("unencrypted", call.flag("--unencrypted"))
                .flag("authenticated", call.flag("--authenticated"));
        if (text.equals("-")) {
            return new LineSender(call, params.map()).run();
        }
        if (text.isEmpty()) {
            throw CtlException.usage("the text is empty: give one, or - for the lines of standard input");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TextLines.MAX_TEXT) {
            throw CtlException.usage("the text has " + bytes + " bytes and 64 KiB (" + TextLines.MAX_TEXT
                    + ") is the limit: cut it, or send it as a file with 'usi-ctl sendfile'");
        }
        try (RpcClient client = call.dial()) {
            return report(
                    call, "", client.call(METHOD, params.with("text", text).map()));
        }
    }

    /** Says who of everybody is left out by the daemon's policy. */
    static void tellHeldBack(Invocation call, String prefix, Map<String, Object> result) {
        if (result.get("held_back") != null) {
            for (Map<String, Object> peer : Values.objects(result.get("held_back"))) {
                call.tell("{0}{1}", prefix, Trust.heldBack(peer));
            }
        }
    }

    /**
     * Shows the answer to a text.
     *
     * @param prefix of what is told about those who did not get it
     * @return whether everybody got it, or why somebody did not
     */
    static Exit report(Invocation call, String prefix, Object result) {
        if (call.json()) {
            call.printJson(result);
        }
        tellHeldBack(call, prefix, Values.object(result));
        Exit exit = Exit.DONE;
        List<Map<String, Object>> recipients =
                Values.objects(Values.object(result).get("recipients"));
        for (Map<String, Object> recipient : recipients) {
            String status = Values.text(recipient, "status");
            if ("sent".equals(status) && call.flag("--require-delivery")) {
                call.tell(
                        "{0}{1}",
                        prefix,
                        Sentences.say(
                                "{0} was sent it, but what it speaks cannot say that it has it",
                                Values.named(recipient, "name", "peer")));
                exit = Exit.REFUSED;
            }
            if (!"failed".equals(status)) {
                continue;
            }
            String reason = Values.text(recipient, "reason");
            String problem = Values.text(recipient, "problem");
            call.tell(
                    "{0}{1}",
                    prefix,
                    Sentences.say(
                            "{0} did not get it: {1}",
                            Values.named(recipient, "name", "peer"),
                            Hints.join(problem.isEmpty() ? reason : problem, Hints.of(reason))));
            Exit failure = reason.equals("timeout") || reason.equals("not_authenticated")
                    ? Exit.ofReason(reason)
                    : Exit.REFUSED;
            exit = exit == Exit.REFUSED ? exit : failure;
        }
        return exit;
    }
}
