package io.usi.daemon.plugin;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.plugin.Configurable;
import io.usi.plugin.Decisions;
import io.usi.plugin.FileSink;
import io.usi.plugin.KeyProvider;
import io.usi.plugin.Notice;
import io.usi.plugin.Notifier;
import io.usi.plugin.PluginException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The plugins of this daemon. Safe for use by several threads: one lock is held by whatever changes a plugin's state,
 * none by the calls into running ones. Whatever a plugin does wrong becomes its own problem, which {@link #list} tells.
 */
public final class PluginHost implements AutoCloseable {
    private static final Duration START_OR_STOP = Duration.ofSeconds(5);

    /** How long all of them together may take to stop at the daemon's end, which has five seconds in all. */
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Object lock = new Object();
    private final Optional<PluginJars> jars;
    private final List<LoadedPlugin> plugins;
    private final List<NotifierQueue> notifiers;
    private final Map<LoadedExtension, HostValues> values = new HashMap<>();
    private boolean closed;

    private PluginHost(Optional<PluginJars> jars, List<LoadedPlugin> plugins) {
        this.jars = jars;
        this.plugins = plugins;
        notifiers = extensions()
                .filter(extension -> extension.is(Notifier.class))
                .map(NotifierQueue::new)
                .toList();
    }

    /**
     * A host without plugins.
     *
     * @return the host
     */
    public static PluginHost none() {
        return new PluginHost(Optional.empty(), List.of());
    }

    /**
     * Finds the plugins of a folder, in which nothing is written. They are not started yet.
     *
     * @param folder the folder; where it does not exist, there are no plugins
     * @return the host
     */
    public static PluginHost load(Path folder) {
        return load(folder, Set.of(), Set.of(), Optional.empty());
    }

    /**
     * Finds the plugins of a folder, none of which may take a name that exists.
     *
     * @param folder the folder; where it does not exist, there are no plugins
     * @param keys the keys that exist
     * @param options the command line options that exist
     * @param allowed the SHA-256 sums of the jars that may be used, in small hexadecimal digits; empty where all may
     * @return the host
     */
    public static PluginHost load(Path folder, Set<String> keys, Set<String> options, Optional<Set<String>> allowed) {
        PluginJars jars = new PluginJars(folder);
        return new PluginHost(
                Optional.of(jars),
                PluginLoading.load(folder, jars, new SettingRules(keys, options), new AllowedJars(allowed)));
    }

    /**
     * The settings of all plugins that can be used.
     *
     * @return the settings, in the order of the plugins
     */
    public List<PluginSetting> settings() {
        return extensions().flatMap(extension -> extension.settings().stream()).toList();
    }

    /**
     * Whether a setting is of a plugin's that gives the preset key.
     *
     * @param setting one of {@link #settings}
     * @return whether it is
     */
    public boolean givesKey(PluginSetting setting) {
        return extensions()
                .anyMatch(extension ->
                        extension.is(KeyProvider.class) && extension.settings().contains(setting));
    }

    /**
     * Starts every plugin and hands over its values. Called once.
     *
     * @param given a value for each key that the user gave: a String, a {@link io.usi.daemon.config.Secret}, an
     *     absolute Path or a Boolean, as the kind of the setting wants it
     * @throws UsiException where a plugin will not have a value that the user gave: {@link ErrorCode#KEY} where it
     *     gives the key, else {@link ErrorCode#CONFIG}. A daemon that went on without what was asked for would be less
     *     safe than the user believes
     */
    public void configure(Map<String, Object> given) {
        synchronized (lock) {
            for (LoadedPlugin plugin : plugins) {
                for (LoadedExtension extension : plugin.extensions()) {
                    values.put(extension, new HostValues(extension.settings(), given));
                }
                if (!plugin.broken()) {
                    startAndConfigure(plugin);
                }
            }
        }
    }

    private void startAndConfigure(LoadedPlugin plugin) {
        try {
            plugin.start(START_OR_STOP);
        } catch (CallFailed e) {
            plugin.extensions().forEach(extension -> refuseToGoOn(extension, e));
            return;
        }
        for (LoadedExtension extension : plugin.extensions()) {
            HostValues own = values.get(extension);
            boolean asked = own.any();
            try {
                extension.forgive();
                extension.configure(own);
            } catch (CallFailed e) {
                if (asked && (e.getCause() instanceof PluginException || extension.is(KeyProvider.class))) {
                    plugin.refused(e);
                    throw new UsiException(
                            extension.is(KeyProvider.class) ? ErrorCode.KEY : ErrorCode.CONFIG,
                            e.getMessage(),
                            e.getCause());
                }
                plugin.failed(e);
            }
        }
    }

    private void refuseToGoOn(LoadedExtension extension, CallFailed e) {
        if (extension.is(KeyProvider.class) && values.get(extension).any()) {
            throw new UsiException(ErrorCode.KEY, e.getMessage(), e.getCause());
        }
    }

    /**
     * The preset key. Called once, after {@link #configure}; may take two minutes for each plugin that could give one, and
     * as long as the user needs for an answer.
     *
     * @param user is asked where a plugin wants it
     * @return a fresh array of 16, 24 or 32 bytes, which the caller wipes; empty where the user configured none
     * @throws UsiException with {@link ErrorCode#KEY} where a plugin cannot give the key that was configured or gives
     *     a wrong one, with {@link ErrorCode#PLUGIN} where it fails otherwise, or two give one
     */
    public Optional<byte[]> presetKey(KeyQuestion user) {
        return new PresetKeys(user).from(running(KeyProvider.class));
    }

    /**
     * The sink for accepted files. May take a second for each sink that there is.
     *
     * @return the first one that takes files, or empty
     */
    public Optional<SinkHandle> sink() {
        return running(FileSink.class).stream()
                .map(SinkHandle::new)
                .filter(SinkHandle::ready)
                .findFirst();
    }

    /**
     * The protocols that plugins speak, running or not.
     *
     * @return one for each, in the order of the plugins
     */
    public List<ProtocolHandle> protocols() {
        return extensions()
                .flatMap(extension -> extension.protocol().map(facts -> new ProtocolHandle(extension, facts)).stream())
                .toList();
    }

    /**
     * Tells every notifier. Returns at once.
     *
     * @param notice what happened
     * @param decisions takes what the person decides; always the same
     */
    public void notify(Notice notice, Decisions decisions) {
        notifiers.forEach(queue -> queue.add(notice, decisions));
    }

    /**
     * All plugins, those that cannot be used among them.
     *
     * @return what there is to say about each
     */
    public List<PluginInfo> list() {
        return plugins.stream().map(LoadedPlugin::info).toList();
    }

    /**
     * Starts a plugin that was stopped or failed. May take five seconds and more where it has extensions to configure.
     *
     * @param id the plugin's id
     * @return how it is now
     * @throws UsiException with {@link ErrorCode#NO_SUCH_PLUGIN}; with {@link ErrorCode#STATE} where it cannot be
     *     started in this run of the daemon; with {@link ErrorCode#PLUGIN} where its start fails
     */
    public PluginInfo start(String id) {
        synchronized (lock) {
            LoadedPlugin plugin = find(id);
            if (closed || plugin.broken()) {
                throw new UsiException(
                        ErrorCode.STATE,
                        "plugin " + id + " cannot be started: "
                                + plugin.problem().orElse("the daemon is stopping")
                                + "; mend it, then restart the daemon");
            }
            boolean stuck = plugin.extensions().stream().anyMatch(LoadedExtension::stuck);
            if (!plugin.running() || stuck) {
                plugin.stop(START_OR_STOP);
                startAnew(plugin);
            }
            return plugin.info();
        }
    }

    private void startAnew(LoadedPlugin plugin) {
        try {
            startAndConfigure(plugin);
        } catch (UsiException e) {
            throw new UsiException(ErrorCode.PLUGIN, e.getMessage(), e);
        }
        if (!plugin.running()) {
            throw new UsiException(
                    ErrorCode.PLUGIN,
                    "plugin " + plugin.id() + ": " + plugin.problem().orElse("it did not start"));
        }
    }

    /**
     * Stops a plugin: it is not called any more. May take five seconds.
     *
     * @param id the plugin's id
     * @return how it is now
     * @throws UsiException with {@link ErrorCode#NO_SUCH_PLUGIN}
     */
    public PluginInfo stop(String id) {
        synchronized (lock) {
            LoadedPlugin plugin = find(id);
            plugin.stop(START_OR_STOP);
            return plugin.info();
        }
    }

    /** Stops every plugin. Takes two seconds at most, and one stop more where one is under way. */
    @Override
    public void close() {
        notifiers.forEach(NotifierQueue::close);
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            long deadline = System.nanoTime() + CLOSE.toNanos();
            for (LoadedPlugin plugin : plugins) {
                plugin.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
            jars.ifPresent(PluginJars::close);
        }
    }

    private LoadedPlugin find(String id) {
        return plugins.stream()
                .filter(plugin -> plugin.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new UsiException(
                        ErrorCode.NO_SUCH_PLUGIN, "there is no plugin of that id: see usi-ctl plugins"));
    }

    private List<LoadedExtension> running(Class<? extends Configurable> point) {
        Predicate<LoadedExtension> usable = LoadedExtension::usable;
        return new ArrayList<>(extensions()
                .filter(usable.and(extension -> extension.is(point)))
                .toList());
    }

    private Stream<LoadedExtension> extensions() {
        return plugins.stream().flatMap(plugin -> plugin.extensions().stream());
    }
}
