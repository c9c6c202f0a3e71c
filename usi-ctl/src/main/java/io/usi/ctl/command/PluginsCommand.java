package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Table;
import java.util.List;
import java.util.Map;

/** {@code plugins}: what is installed, and starting and stopping it. */
final class PluginsCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("plugins", "List the daemon's plugins, or start or stop one.")
                .optionalOperand("start|stop", "What to do with a plugin.")
                .optionalOperand("PLUGIN", "Which plugin.")
                .example("usi-ctl plugins", "usi-ctl plugins stop sink-directory");
    }

    @Override
    public Exit run(Invocation call) {
        String action = call.operand(0);
        if (action == null) {
            Object plugins = call.ask("plugin.list", Map.of());
            print(call, plugins, call.json() ? List.of() : Values.objects(plugins));
            return Exit.DONE;
        }
        if (!action.equals("start") && !action.equals("stop")) {
            throw CtlException.usage("a plugin can be started or stopped: 'usi-ctl plugins start PLUGIN'");
        }
        String id = call.operand(1);
        if (id == null) {
            throw CtlException.usage("which plugin? 'usi-ctl plugins' lists them");
        }
        Map<String, Object> plugin = Values.object(call.ask("plugin." + action, Map.of("plugin", id)));
        print(call, plugin, List.of(plugin));
        return Exit.DONE;
    }

    private static void print(Invocation call, Object result, List<Map<String, Object>> plugins) {
        if (call.json()) {
            call.printJson(result);
            return;
        }
        if (plugins.isEmpty()) {
            call.tell("no plugins");
            return;
        }
        Table table = new Table("ID", "VERSION", "STATE", "CONTRIBUTES", "PROBLEM");
        for (Map<String, Object> plugin : plugins) {
            table.row(
                    Values.text(plugin, "id"),
                    Values.text(plugin, "version"),
                    Sentences.translated(Values.text(plugin, "state")),
                    contributions(plugin),
                    Sentences.translated(Values.text(plugin, "problem")));
        }
        table.print(call.out());
    }

    private static String contributions(Map<String, Object> plugin) {
        StringBuilder all = new StringBuilder();
        if (plugin.get("contributes") instanceof List<?> contributions) {
            for (Object contribution : contributions) {
                all.append(all.isEmpty() ? "" : ", ").append(contribution);
            }
        }
        return all.toString();
    }
}
