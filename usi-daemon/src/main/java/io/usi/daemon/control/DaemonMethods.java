package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.net.Listener;
import io.usi.daemon.session.Peer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code daemon.*}. */
final class DaemonMethods {
    /** Time for the answer to be queued before the daemon that gives it ends. */
    private static final Duration STOP_DELAY = Duration.ofMillis(50);

    private final Core core;
    private final Timer timer;
    private final long started = System.nanoTime();

    DaemonMethods(Core core, Timer timer) {
        this.core = core;
        this.timer = timer;
    }

    List<Method> methods() {
        return List.of(
                new Method(
                        "daemon.status",
                        "What runs here and how it is",
                        List.of(),
                        "object",
                        (params, caller) ->
                                CompletableFuture.supplyAsync(this::status, Threads.executor("usi-status"))),
                new Method(
                        "daemon.unlock",
                        "Answers the question without which a locked daemon has no key",
                        List.of(Param.required("answer", Param.Type.STRING, "at most 1,024 characters")),
                        "object",
                        (params, caller) -> {
                            throw new UsiException(
                                    ErrorCode.STATE, "this daemon is not locked: nothing has to be done");
                        }),
                new Method(
                        "daemon.reload",
                        "Reads the configuration file again, without an end of any session",
                        List.of(),
                        "object",
                        (params, caller) ->
                                CompletableFuture.supplyAsync(core.reload(), Threads.executor("usi-reload"))),
                stop(timer, core.stop()));
    }

    /** That which ends the daemon. */
    static Method stop(Timer timer, Runnable stop) {
        return new Method(
                "daemon.stop", "Says goodbye to the peers and ends", List.of(), "object", (params, caller) -> {
                    timer.after(STOP_DELAY, stop);
                    return CompletableFuture.completedFuture(Map.of());
                });
    }

    /** What is to be said of the process. */
    static Map<String, Object> process(String version, long started) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", version);
        json.put("pid", ProcessHandle.current().pid());
        json.put("user", System.getProperty("user.name"));
        json.put("uptime_s", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started));
        return json;
    }

    private static Map<String, Object> also(Core.AlsoListening listening) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("protocol", listening.protocol());
        json.put("address", listening.listener().address());
        json.put("encrypted", listening.encrypted());
        return json;
    }

    private Map<String, Object> status() {
        List<Peer> peers = core.peers().list();
        long open = peers.stream().filter(p -> p.session().isPresent()).count();
        Map<String, Object> count = new LinkedHashMap<>();
        count.put("open", open);
        count.put("waiting", peers.size() - open);
        count.put(
                "unencrypted",
                core.peers().open().stream().filter(p -> !p.encrypted()).count());
        Map<String, Object> json = process(core.version(), started);
        json.put("state", "open");
        json.put("name", core.config().name());
        json.put("key", core.presetFingerprint().isPresent() ? "preset" : "automatic");
        json.put("listening", core.listener().map(Listener::address).orElse(null));
        json.put(
                "also_listening",
                core.alsoListening().stream().map(DaemonMethods::also).toList());
        json.put("protocol", core.config().protocol().word());
        json.put("peers", count);
        json.put("opening", core.admission().openings());
        json.put("transfers", core.transfers().active());
        json.put("offers", core.offers().list().size());
        json.put("messages", core.events().held("message"));
        json.put("cursor", core.events().cursor());
        json.put(
                "plugins",
                core.plugins().list().stream()
                        .filter(p -> p.state().equals("started"))
                        .count());
        json.put(
                "plugin_problems",
                core.plugins().list().stream()
                        .filter(p -> p.problem().isPresent())
                        .count());
        json.put("notifications", core.config().notifications());
        json.put("accept", core.incoming().policy().name().toLowerCase(Locale.ROOT));
        json.put("sink", core.plugins().sink().isPresent());
        core.presetFingerprint().ifPresent(fingerprint -> json.put("fingerprint", fingerprint));
        return json;
    }
}
