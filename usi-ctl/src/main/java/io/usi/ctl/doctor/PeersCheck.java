package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who cannot be reached, and of whom nobody knows who they are although they could be verified. */
final class PeersCheck {
    private static final Texts TEXTS = Texts.of(PeersCheck.class);

    private PeersCheck() {}

    static List<Finding> look(List<Map<String, Object>> peers) {
        List<Finding> findings = new ArrayList<>();
        int unverified = 0;
        for (Map<String, Object> peer : peers) {
            String problem = Values.text(peer, "problem");
            if (Values.text(peer, "state").equals("waiting") && !problem.isEmpty()) {
                findings.add(Finding.note(
                        "peers",
                        TEXTS.get(
                                "peers.waiting",
                                Values.text(peer, "id"),
                                Values.text(peer, "address"),
                                Sentences.translated(problem)),
                        ""));
            } else if (Values.text(peer, "state").equals("open")
                    && Values.text(peer, "authenticated").equals("no")
                    && !Values.text(peer, "fingerprint").isEmpty()) {
                unverified++;
            }
        }
        if (unverified > 0) {
            findings.add(Finding.note("peers", TEXTS.get("peers.unverified", unverified), TEXTS.get("peers.verify")));
        }
        return findings;
    }
}
