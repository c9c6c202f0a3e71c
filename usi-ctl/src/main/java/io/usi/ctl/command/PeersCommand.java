package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Table;
import io.usi.ctl.verify.Trust;
import java.util.List;
import java.util.Map;

/** {@code peers}: who the daemon is connected to, or tries to be. */
final class PeersCommand implements Command {
    private static final int GROUP = 8;
    private static final int TRUST = 5;

    @Override
    public Syntax syntax() {
        return new Syntax("peers", "List the peers that are connected or waited for.")
                .example("usi-ctl peers", "usi-ctl peers --json | jq -r '.[].fingerprint'");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("session.list", Map.of());
        if (call.json()) {
            call.printJson(result);
            return Exit.DONE;
        }
        List<Map<String, Object>> peers = Values.objects(result);
        if (peers.isEmpty()) {
            call.tell("no peers: connect to one with 'usi-ctl connect HOST'");
            return Exit.DONE;
        }
        Table table = new Table("ID", "NAME", "ADDRESS", "STATE", "PROTOCOL", Trust.heading(), "FINGERPRINT");
        boolean colours = Trust.hasColours(call.streams());
        for (Map<String, Object> peer : peers) {
            table.row(
                    Values.text(peer, "id"),
                    Values.text(peer, "name"),
                    Values.text(peer, "address"),
                    Sentences.translated(Values.text(peer, "state")),
                    Values.text(peer, "protocol"),
                    Trust.word(peer),
                    last(peer));
            table.paint(TRUST, colours ? Trust.colour(peer) : "");
        }
        table.print(call.out());
        return Exit.DONE;
    }

    /** The fingerprint of an open peer; what hinders one that is waited for. */
    private static String last(Map<String, Object> peer) {
        String fingerprint = Values.text(peer, "fingerprint");
        String problem = Values.text(peer, "problem");
        return fingerprint.isEmpty() && !problem.isEmpty()
                ? Sentences.say("problem: {0}", Sentences.translated(problem))
                : grouped(fingerprint);
    }

    /** A fingerprint in groups that two people can read to each other. */
    static String grouped(String fingerprint) {
        StringBuilder groups = new StringBuilder();
        for (int i = 0; i < fingerprint.length(); i += GROUP) {
            groups.append(i == 0 ? "" : " ").append(fingerprint, i, Math.min(i + GROUP, fingerprint.length()));
        }
        return groups.toString();
    }
}
