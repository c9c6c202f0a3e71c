package io.usi.daemon.plugin;

import io.usi.plugin.Configurable;
import io.usi.plugin.FileSink;
import io.usi.plugin.KeyProvider;
import io.usi.plugin.Notifier;
import io.usi.plugin.PeerProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** One extension of a plugin: all calls into it go through here, or through {@link SinkReception}. */
final class LoadedExtension {
    private static final Duration CONFIGURE = Duration.ofSeconds(5);

    private final LoadedPlugin plugin;
    private final Configurable instance;
    private final List<PluginSetting> settings;
    private final Optional<ProtocolHandle.Facts> protocol;
    private final Set<Runnable> onStop = ConcurrentHashMap.newKeySet();
    private volatile boolean configured;

    /** Whether a call into it has not returned. */
    private volatile boolean stuck;

    /**
     * @param protocol what it says of itself, where it is a protocol
     */
    LoadedExtension(
            LoadedPlugin plugin,
            Configurable instance,
            List<PluginSetting> settings,
            Optional<ProtocolHandle.Facts> protocol) {
        this.plugin = plugin;
        this.instance = instance;
        this.settings = List.copyOf(settings);
        this.protocol = protocol;
    }

    LoadedPlugin plugin() {
        return plugin;
    }

    List<PluginSetting> settings() {
        return settings;
    }

    Optional<ProtocolHandle.Facts> protocol() {
        return protocol;
    }

    /** Registers what ends something that lives in the plugin; running what is returned takes it back. */
    Runnable onStop(Runnable action) {
        onStop.add(action);
        return () -> onStop.remove(action);
    }

    /** The plugin is about to be stopped. */
    void stopping() {
        onStop.forEach(Runnable::run);
    }

    /** The names of the extension points that it fills. */
    List<String> points() {
        List<String> points = new ArrayList<>();
        for (Class<?> point : List.of(KeyProvider.class, FileSink.class, Notifier.class, PeerProtocol.class)) {
            if (point.isInstance(instance)) {
                points.add(point.getSimpleName());
            }
        }
        return points;
    }

    boolean is(Class<? extends Configurable> point) {
        return point.isInstance(instance);
    }

    /** Whether it may be called. */
    boolean usable() {
        return plugin.running() && configured && !stuck;
    }

    boolean stuck() {
        return stuck;
    }

    /** Allows calls again after it was stuck. */
    void forgive() {
        stuck = false;
    }

    void configure(HostValues values) throws CallFailed {
        if (!configured) {
            call("configure()", CONFIGURE, () -> {
                instance.configure(values);
                return values;
            });
            configured = true;
        }
    }

    /** An operation on an extension of one type. */
    interface Operation<T, R> {
        R on(T extension) throws Exception;
    }

    <T extends Configurable, R> R call(
            Class<T> point, String what, Duration limit, Operation<T, R> body, Consumer<? super R> late)
            throws CallFailed {
        T extension = point.cast(instance);
        return run(what, limit, () -> body.on(extension), late);
    }

    private <R> void call(String what, Duration limit, Callable<R> body) throws CallFailed {
        run(what, limit, body, result -> {});
    }

    private <R> R run(String what, Duration limit, Callable<R> body, Consumer<? super R> late) throws CallFailed {
        try {
            return plugin.guard().call(what, limit, body, late);
        } catch (CallFailed e) {
            if (e.stuck()) {
                markStuck(e);
            }
            throw e;
        }
    }

    /** No call will be made again until the plugin is started anew; who sees that sees also why. */
    void markStuck(CallFailed why) {
        plugin.problem(why);
        stuck = true;
    }
}
