package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Units;
import java.util.Locale;
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
            line(call, "state", Sentences.translated("locked: give it the answer with 'usi-ctl unlock'"));
            line(call, "question", Sentences.translated(Values.text(status, "question")));
            return Exit.DONE;
        }
        Map<String, Object> peers = Values.object(status.get("peers"));
        process(call, status);
        line(call, "name", Values.text(status, "name"));
        line(call, "protocol", Values.text(status, "protocol"));
        line(call, "key", Sentences.translated(Values.text(status, "key")));
        line(call, "fingerprint", PeersCommand.grouped(Values.text(status, "fingerprint")));
        line(call, "listening", Values.text(status, "listening"));
        for (Map<String, Object> also : Values.objects(status.get("also_listening"))) {
            line(
                    call,
                    "",
                    Sentences.say(
                            Values.flag(also, "encrypted") ? "{0} ({1})" : "{0} ({1}, NOT ENCRYPTED)",
                            Values.text(also, "address"),
                            Values.text(also, "protocol")));
        }
        line(
                call,
                "peers",
                Sentences.say(
                                "{0} open, {1} waiting, {2} opening",
                                Values.number(peers, "open"),
                                Values.number(peers, "waiting"),
                                Values.number(status, "opening"))
                        + unencrypted(Values.number(peers, "unencrypted")));
        line(
                call,
                "messages",
                Sentences.say(
                        "{0} held, the last event is #{1}",
                        Values.number(status, "messages"), Values.number(status, "cursor")));
        line(call, "transfers", Values.text(status, "transfers"));
        line(call, "offers", Values.text(status, "offers"));
        line(call, "plugins", plugins(status));
        line(call, "file sink", Sentences.translated(Values.flag(status, "sink") ? "ready" : "none"));
        return Exit.DONE;
    }

    private static String unencrypted(long peers) {
        return peers == 0 ? "" : Sentences.say("; {0} of them NOT ENCRYPTED", peers);
    }

    private static void process(Invocation call, Map<String, Object> status) {
        line(call, "version", Values.text(status, "version"));
        line(call, "process", Sentences.say("{0} of {1}", Values.text(status, "pid"), Values.text(status, "user")));
        line(call, "up for", Units.seconds(Values.number(status, "uptime_s")));
    }

    private static String plugins(Map<String, Object> status) {
        Object problems = status.get("plugin_problems");
        boolean none = problems == null || problems.equals(0) || "[]".equals(problems.toString());
        return Sentences.say(
                none ? "{0} running" : "{0} running, with problems: see 'usi-ctl plugins'",
                Values.number(status, "plugins"));
    }

    private static void line(Invocation call, String label, String value) {
        String shown = value.isEmpty() ? "-" : SafeText.line(value);
        String heading = label.isEmpty()
                ? ""
                : Sentences.translated(label.toUpperCase(Locale.ROOT)).toLowerCase(Locale.ROOT);
        call.out().line(heading + " ".repeat(COLUMN - heading.length()) + shown);
    }
}
