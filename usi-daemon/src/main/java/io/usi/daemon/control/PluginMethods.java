package io.usi.daemon.control;

import io.usi.daemon.Threads;
import io.usi.daemon.plugin.PluginInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code plugin.*}. */
final class PluginMethods {
    private final Core core;

    PluginMethods(Core core) {
        this.core = core;
    }

    List<Method> methods() {
        List<Param> plugin = List.of(Param.required("plugin", Param.Type.STRING, "the plugin's id"));
        return List.of(
                new Method(
                        "plugin.list",
                        "The plugins and what each contributes",
                        List.of(),
                        "array",
                        (params, caller) -> CompletableFuture.completedFuture(core.plugins().list().stream()
                                .map(PluginMethods::json)
                                .toList())),
                new Method(
                        "plugin.start",
                        "Starts a plugin",
                        plugin,
                        "object",
                        (params, caller) -> change(params, core.plugins()::start)),
                new Method(
                        "plugin.stop",
                        "Stops a plugin",
                        plugin,
                        "object",
                        (params, caller) -> change(params, core.plugins()::stop)));
    }

    /** On a thread of its own: a plugin may take its time. */
    private static CompletionStage<?> change(Params params, Function<String, PluginInfo> what) {
        return CompletableFuture.supplyAsync(
                () -> json(what.apply(params.text("plugin"))), Threads.executor("usi-plugin"));
    }

    private static Map<String, Object> json(PluginInfo info) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", info.id());
        json.put("version", info.version());
        json.put("state", info.state());
        json.put("contributes", info.contributes());
        info.problem().ifPresent(problem -> json.put("problem", problem));
        if (info.needsRestart()) {
            json.put("needs_restart", true);
        }
        return json;
    }
}
