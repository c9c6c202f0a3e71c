package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.SafeText;
import java.util.List;
import java.util.Map;

/** {@code reload}: lets the daemon read its configuration again. */
final class ReloadCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("reload", "Let the daemon read its configuration again; sessions stay open.")
                .example("usi-ctl reload");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("daemon.reload", Map.of());
        if (call.json()) {
            call.printJson(result);
            return Exit.DONE;
        }
        Map<String, Object> change = Values.object(result);
        String taken = words(change.get("taken"));
        call.out()
                .line(Sentences.say(
                        "now in force: {0}", taken.isEmpty() ? Sentences.translated("nothing new") : taken));
        String restart = words(change.get("needs_restart"));
        if (!restart.isEmpty()) {
            call.out().line(Sentences.say("needs a restart: {0}", restart));
        }
        return Exit.DONE;
    }

    private static String words(Object keys) {
        return keys instanceof List<?> list
                ? SafeText.line(
                        String.join(", ", list.stream().map(String::valueOf).toList()))
                : "";
    }
}
