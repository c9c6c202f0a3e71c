package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Units;
import java.util.Map;

/** {@code status}: what the daemon is and does. */
final class StatusCommand implements Command {
    private static final int COLUMN = 13;

    @Override
    public Syntax syntax() {
        return new Syntax("status", "Show what the daemon is and does.").example("usi-ctl status");
    }

    @Override
    public Exit run(Invocation call) {
        Map<String, Object> status = Values.object(call.ask("daemon.status", Map.of()));
        if (call.json()) {
            call.printJson(status);
            return Exit.DONE;
        }
        if (Values.text(status, "state").equals("locked")) {
            process(call, status);
            line(call, "state", "locked: give it the answer with 'usi-ctl unlock'");
            line(call, "question", Values.text(status, "question"));
            return Exit.DONE;
        }
        Map<String, Object> peers = Values.object(status.get("peers"));
        process(call, status);
        line(call, "name", Values.text(status, "name"));
        line(call, "protocol", Values.text(status, "protocol"));
        line(call, "key", Values.text(status, "key"));
        line(call, "fingerprint", PeersCommand.grouped(Values.text(status, "fingerprint")));
        line(call, "listening", Values.text(status, "listening"));
        for (Map<String, Object> also : Values.objects(status.get("also_listening"))) {
            line(
                    call,
                    "",
                    Values.text(also, "address") + " (" + Values.text(also, "protocol")
                            + (Values.flag(also, "encrypted") ? ")" : ", NOT ENCRYPTED)"));
        }
        line(
                call,
                "peers",
                Values.number(peers, "open") + " open, " + Values.number(peers, "waiting") + " waiting, "
                        + Values.number(status, "opening") + " opening"
                        + unencrypted(Values.number(peers, "unencrypted")));
        line(
                call,
                "messages",
                Values.number(status, "messages") + " held, the last event is #" + Values.number(status, "cursor"));
        line(call, "transfers", Values.text(status, "transfers"));
        line(call, "offers", Values.text(status, "offers"));
        line(call, "plugins", plugins(status));
        line(call, "file sink", Values.flag(status, "sink") ? "ready" : "none");
        return Exit.DONE;
    }

    private static String unencrypted(long peers) {
        return peers == 0 ? "" : "; " + peers + " of them NOT ENCRYPTED";
    }

    private static void process(Invocation call, Map<String, Object> status) {
        line(call, "version", Values.text(status, "version"));
        line(call, "process", Values.text(status, "pid") + " of " + Values.text(status, "user"));
        line(call, "up for", Units.seconds(Values.number(status, "uptime_s")));
    }

    private static String plugins(Map<String, Object> status) {
        String running = Values.number(status, "plugins") + " running";
        Object problems = status.get("plugin_problems");
        boolean none = problems == null || problems.equals(0) || "[]".equals(problems.toString());
        return none ? running : running + ", with problems: see 'usi-ctl plugins'";
    }

    private static void line(Invocation call, String label, String value) {
        String shown = value.isEmpty() ? "-" : SafeText.line(value);
        call.out().line(label + " ".repeat(COLUMN - label.length()) + shown);
    }
}
