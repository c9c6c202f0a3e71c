package io.usi.daemon.plugin;

import io.usi.plugin.PluginException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pf4j.Plugin;
import org.pf4j.PluginWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One plugin and how it is. Started and stopped under the host's lock; everything else is safe for use by several
 * threads.
 */
final class LoadedPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);
    private static final String DEFAULT_CLASS = Plugin.class.getName();

    private final String id;
    private final String version;
    private final Optional<PluginWrapper> wrapper;
    private final Guard guard;
    private volatile List<LoadedExtension> extensions = List.of();
    private volatile State state;
    private volatile Optional<String> problem = Optional.empty();

    private enum State {
        /** Cannot be used in this run of the daemon. */
        BROKEN,
        STOPPED,
        STARTED,
        /** Its start failed. */
        FAILED
    }

    private LoadedPlugin(String id, String version, Optional<PluginWrapper> wrapper, State state) {
        this.id = id;
        this.version = version;
        this.wrapper = wrapper;
        this.state = state;
        guard = new Guard(id, wrapper.map(PluginWrapper::getPluginClassLoader).orElse(null));
    }

    static LoadedPlugin of(PluginWrapper wrapper) {
        return new LoadedPlugin(
                wrapper.getPluginId(), wrapper.getDescriptor().getVersion(), Optional.of(wrapper), State.STOPPED);
    }

    static LoadedPlugin broken(String id, String version, String why, Throwable cause) {
        LoadedPlugin plugin = new LoadedPlugin(Problems.clean(id), version, Optional.empty(), State.BROKEN);
        plugin.problem(why, cause);
        return plugin;
    }

    String id() {
        return id;
    }

    String version() {
        return version;
    }

    Guard guard() {
        return guard;
    }

    void extensions(List<LoadedExtension> all) {
        extensions = List.copyOf(all);
    }

    List<LoadedExtension> extensions() {
        return extensions;
    }

    boolean broken() {
        return state == State.BROKEN;
    }

    boolean running() {
        return state == State.STARTED;
    }

    Optional<String> problem() {
        return problem;
    }

    /** Notes what is wrong, and says so where it is new. */
    void problem(String what, Throwable cause) {
        boolean news = !problem.equals(Optional.of(what));
        problem = Optional.of(what);
        if (news) {
            LOG.warn("plugin {}: {}", id, what);
            if (cause != null && LOG.isDebugEnabled()) {
                LOG.debug("plugin {}: {}", id, Problems.trace(cause));
            }
        }
    }

    /** Notes that it cannot run for a reason that the user is told elsewhere. */
    void refused(CallFailed why) {
        problem = Optional.ofNullable(why.getMessage());
        state = State.FAILED;
    }

    /** Notes what a call ended with. */
    void problem(CallFailed failure) {
        problem(failure.getMessage(), failure.getCause());
    }

    /** Notes that what was wrong is right again. */
    void recovered() {
        problem = Optional.empty();
    }

    /** Calls the plugin's own start, where it has one. */
    void start(Duration limit) throws CallFailed {
        try {
            if (hasClass()) {
                lifecycle("start()", limit, Plugin::start);
            }
            recovered();
            state = State.STARTED;
        } catch (CallFailed e) {
            failed(e);
            throw e;
        }
    }

    void failed(CallFailed why) {
        problem(why);
        state = State.FAILED;
    }

    /** Calls the plugin's own stop, where it has one. It is not running afterwards whatever it does. */
    void stop(Duration limit) {
        if (state != State.STARTED && state != State.FAILED) {
            return;
        }
        state = State.STOPPED;
        recovered();
        extensions.forEach(LoadedExtension::stopping);
        try {
            if (hasClass()) {
                lifecycle("stop()", limit, Plugin::stop);
            }
        } catch (CallFailed e) {
            problem(e);
        }
        long left = threadsLeft();
        if (left > 0 && problem.isEmpty()) {
            problem("it was stopped, but left threads running (" + left + ")", null);
        }
    }

    private boolean hasClass() {
        return wrapper.filter(w -> !DEFAULT_CLASS.equals(w.getDescriptor().getPluginClass()))
                .isPresent();
    }

    private void lifecycle(String what, Duration limit, Consumer<Plugin> step) throws CallFailed {
        PluginWrapper own = wrapper.orElseThrow();
        guard.call(
                what,
                limit,
                () -> {
                    Plugin plugin = own.getPlugin();
                    if (plugin == null) {
                        throw new PluginException("its Plugin-Class cannot be used");
                    }
                    step.accept(plugin);
                    return plugin;
                },
                late -> {});
    }

    private long threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getContextClassLoader() == guard.loader())
                .filter(thread -> !isOfTheJdk(thread))
                .count();
    }

    /** The JDK's own threads, such as those that wait for the end of processes, take over who first needed them. */
    private static boolean isOfTheJdk(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && group.getParent() == null;
    }

    PluginInfo info() {
        List<String> contributes = new ArrayList<>();
        for (LoadedExtension extension : extensions) {
            contributes.addAll(extension.points());
            for (PluginSetting setting : extension.settings()) {
                contributes.add(setting.options().get(setting.options().size() - 1));
            }
        }
        boolean stuck = extensions.stream().anyMatch(LoadedExtension::stuck);
        String shown =
                switch (state) {
                    case BROKEN, FAILED -> "failed";
                    case STOPPED -> "stopped";
                    case STARTED -> stuck ? "failed" : "started";
                };
        return new PluginInfo(id, version, shown, contributes, problem, broken());
    }
}
