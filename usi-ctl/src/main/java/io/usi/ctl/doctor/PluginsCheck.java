package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the plugins complain of. */
final class PluginsCheck {
    private static final Texts TEXTS = Texts.of(PluginsCheck.class);

    private PluginsCheck() {}

    static List<Finding> look(List<Map<String, Object>> plugins) {
        List<Finding> findings = new ArrayList<>();
        int running = 0;
        for (Map<String, Object> plugin : plugins) {
            String problem = Values.text(plugin, "problem");
            String id = Values.text(plugin, "id");
            running += Values.text(plugin, "state").equals("started") ? 1 : 0;
            if (!problem.isEmpty()) {
                findings.add(Finding.problem(
                        "plugins",
                        TEXTS.get("plugins.problem", id, Sentences.translated(problem)),
                        Values.flag(plugin, "needs_restart")
                                ? TEXTS.get("plugins.restart")
                                : TEXTS.get("plugins.start", id)));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok("plugins", TEXTS.get("plugins.running", running)));
        }
        return findings;
    }
}
