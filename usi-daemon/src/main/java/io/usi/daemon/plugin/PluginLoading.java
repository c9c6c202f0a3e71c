package io.usi.daemon.plugin;

import io.usi.daemon.config.Access;
import io.usi.daemon.config.Protocol;
import io.usi.plugin.Configurable;
import io.usi.plugin.PeerProtocol;
import io.usi.plugin.Setting;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pf4j.PluginWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the plugins of a folder and creates their extensions. Whatever is wrong with one is its own problem. */
final class PluginLoading {
    private static final Logger LOG = LoggerFactory.getLogger(PluginLoading.class);
    private static final Duration CREATE = Duration.ofSeconds(5);
    private static final int MAX_JARS = 256;
    private static final int MAX_SETTINGS = 64;

    private final PluginJars jars;
    private final SettingRules rules;
    private final AllowedJars allowed;
    private final Set<String> protocols = new HashSet<>();

    private PluginLoading(PluginJars jars, SettingRules rules, AllowedJars allowed) {
        this.jars = jars;
        this.rules = rules;
        this.allowed = allowed;
    }

    /** The plugins of a folder, ordered by the names of their jars; those that cannot be used among them. */
    static List<LoadedPlugin> load(Path folder, PluginJars jars, SettingRules rules, AllowedJars allowed) {
        try {
            if (!Files.isDirectory(folder)) {
                LOG.warn("no plugins: there is no folder {}", folder);
                return List.of();
            }
            Path real = folder.toRealPath();
            Optional<String> others = Access.writableByOthers(real);
            if (others.isPresent()) {
                return List.of(refused(real, "no plugin of this folder is used: " + others.get() + " (" + real + ")"));
            }
            PluginLoading loading = new PluginLoading(jars, rules, allowed);
            return found(real).stream().map(loading::load).toList();
        } catch (IOException e) {
            return List.of(refused(folder, "the plugins' folder cannot be read: " + Access.reason(e)));
        }
    }

    private static LoadedPlugin refused(Path folder, String why) {
        return LoadedPlugin.broken(String.valueOf(folder.getFileName()), "", why, null);
    }

    private static List<Path> found(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(MAX_JARS)
                    .toList();
        }
    }

    private LoadedPlugin load(Path file) {
        String id = file.getFileName().toString().replaceFirst("\\.jar$", "");
        PluginWrapper wrapper = null;
        try {
            Path jar = trusted(file);
            JarContents contents = JarContents.read(jar);
            wrapper = jars.read(jar);
            LoadedPlugin plugin = LoadedPlugin.of(wrapper);
            List<LoadedExtension> extensions = new ArrayList<>();
            for (String name : contents.extensions()) {
                extensions.add(create(plugin, name));
            }
            if (extensions.isEmpty()) {
                throw new BadPlugin("it has no extensions");
            }
            rules.take(extensions.stream()
                    .flatMap(extension -> extension.settings().stream())
                    .toList());
            takeProtocols(extensions);
            plugin.extensions(extensions);
            return plugin;
        } catch (BadPlugin e) {
            return broken(id, wrapper, e.getMessage(), e.getCause());
        } catch (CallFailed e) {
            return broken(id, wrapper, e.getMessage(), e.getCause());
        }
    }

    private void takeProtocols(List<LoadedExtension> extensions) throws BadPlugin {
        for (LoadedExtension extension : extensions) {
            if (extension.protocol().isPresent()
                    && !protocols.add(extension.protocol().get().name())) {
                throw new BadPlugin("its protocol " + extension.protocol().get().name() + " exists already");
            }
        }
    }

    private LoadedPlugin broken(String file, PluginWrapper wrapper, String why, Throwable cause) {
        if (wrapper == null) {
            return LoadedPlugin.broken(file, "", why, cause);
        }
        jars.forget(wrapper);
        return LoadedPlugin.broken(
                wrapper.getPluginId(), wrapper.getDescriptor().getVersion(), why, cause);
    }

    /** The jar itself, where no one else can change it and it may be used. */
    private Path trusted(Path file) throws BadPlugin {
        try {
            Path jar = file.toRealPath();
            if (!Files.isRegularFile(jar)) {
                throw new BadPlugin("it is not a file");
            }
            for (Path path : List.of(jar, jar.getParent())) {
                Optional<String> others = Access.writableByOthers(path);
                if (others.isPresent()) {
                    throw new BadPlugin("it is not used: " + others.get() + " (" + path + ")");
                }
            }
            allowed.check(jar);
            return jar;
        } catch (IOException e) {
            throw new BadPlugin("its jar cannot be read: " + Access.reason(e), e);
        }
    }

    private static Object newInstance(Class<?> type) throws Exception {
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception exception ? exception : e;
        }
    }

    private static LoadedExtension create(LoadedPlugin plugin, String name) throws BadPlugin, CallFailed {
        Guard guard = plugin.guard();
        String shown = Problems.clean(name.substring(name.lastIndexOf('.') + 1));
        Object instance = guard.call(
                "the constructor of " + shown,
                CREATE,
                () -> newInstance(guard.loader().loadClass(name)),
                late -> {});
        if (!(instance instanceof Configurable extension)) {
            throw new BadPlugin("its class " + shown + " fills no extension point that this daemon knows");
        }
        List<Setting> settings = guard.call(
                "settings()",
                CREATE,
                () -> {
                    List<Setting> declared = extension.settings();
                    return declared == null ? null : List.copyOf(declared);
                },
                late -> {});
        if (settings == null || settings.size() > MAX_SETTINGS) {
            throw new BadPlugin("its class " + shown + " must declare at most " + MAX_SETTINGS + " settings");
        }
        return new LoadedExtension(
                plugin,
                extension,
                settings.stream()
                        .map(setting -> PluginSetting.of(plugin.id(), setting))
                        .toList(),
                extension instanceof PeerProtocol protocol
                        ? Optional.of(facts(guard, shown, protocol))
                        : Optional.empty());
    }

    private static ProtocolHandle.Facts facts(Guard guard, String shown, PeerProtocol protocol)
            throws BadPlugin, CallFailed {
        String name = guard.call("name()", CREATE, protocol::name, late -> {});
        if (name == null || !Protocol.isName(name)) {
            throw new BadPlugin(
                    "its class " + shown + " must name its protocol with 1 to 16 of a-z and 0-9, a letter first");
        }
        return new ProtocolHandle.Facts(name, guard.call("encrypted()", CREATE, protocol::encrypted, late -> {}));
    }
}
