package io.usi.daemon.plugin;

import io.usi.daemon.config.Access;
import io.usi.plugin.PluginApi;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.pf4j.InvalidPluginDescriptorException;
import org.pf4j.JarPluginManager;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginLoader;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;
import org.pf4j.RuntimeMode;
import org.pf4j.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PF4J, for the reading of descriptors, versions and classes: it writes nothing, has no development mode, and runs no
 * code of a plugin. Not safe for use by several threads.
 */
final class PluginJars extends JarPluginManager {
    private static final Logger LOG = LoggerFactory.getLogger(PluginJars.class);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}");

    PluginJars(Path folder) {
        super(folder);
        setSystemVersion(PluginApi.VERSION);
    }

    /**
     * Reads the descriptor of a jar and makes its class loader.
     *
     * @throws BadPlugin where that cannot be done
     */
    PluginWrapper read(Path jar) throws BadPlugin {
        try {
            PluginWrapper plugin = loadPluginFromPath(jar);
            if (plugin.getPluginState().isDisabled()) {
                String requires = Problems.clean(plugin.getDescriptor().getRequires());
                forget(plugin);
                throw new BadPlugin("it needs version " + requires + " of the plugin API, and this daemon has "
                        + PluginApi.VERSION);
            }
            return plugin;
        } catch (InvalidPluginDescriptorException e) {
            throw new BadPlugin(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new BadPlugin("its manifest makes no sense", e);
        }
    }

    /** Closes the jar of a plugin that is not used. Its id is free again. */
    void forget(PluginWrapper plugin) {
        plugins.remove(plugin.getPluginId());
        unresolvedPlugins.remove(plugin);
        pluginClassLoaders.remove(plugin.getPluginId());
        if (plugin.getPluginClassLoader() instanceof Closeable loader) {
            try {
                loader.close();
            } catch (IOException e) {
                LOG.debug("plugin {}: its jar could not be closed: {}", plugin.getPluginId(), Access.reason(e));
            }
        }
    }

    /** Closes all jars. */
    void close() {
        List.copyOf(plugins.values()).forEach(this::forget);
    }

    @Override
    public RuntimeMode getRuntimeMode() {
        return RuntimeMode.DEPLOYMENT;
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new PluginStatusProvider() {
            @Override
            public boolean isPluginDisabled(String pluginId) {
                return false;
            }

            @Override
            public void disablePlugin(String pluginId) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void enablePlugin(String pluginId) {
                throw new UnsupportedOperationException();
            }
        };
    }

    @Override
    protected PluginLoader createPluginLoader() {
        ClassLoader parent = new ApiClassLoader();
        return new PluginLoader() {
            @Override
            public boolean isApplicable(Path path) {
                return FileUtils.isJarFile(path);
            }

            @Override
            public ClassLoader loadPlugin(Path path, PluginDescriptor descriptor) {
                PluginClassLoader loader = new PluginClassLoader(PluginJars.this, descriptor, parent);
                loader.addFile(path.toFile());
                return loader;
            }
        };
    }

    @Override
    protected void validatePluginDescriptor(PluginDescriptor descriptor) {
        if (descriptor.getPluginId() == null
                || !ID.matcher(descriptor.getPluginId()).matches()) {
            throw new InvalidPluginDescriptorException("its Plugin-Id must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (descriptor.getVersion() == null
                || !VERSION.matcher(descriptor.getVersion()).matches()) {
            throw new InvalidPluginDescriptorException("its manifest has no usable Plugin-Version");
        }
        if (!descriptor.getDependencies().isEmpty()) {
            throw new InvalidPluginDescriptorException("it depends on other plugins, which is not supported");
        }
        if (plugins.containsKey(descriptor.getPluginId())) {
            throw new InvalidPluginDescriptorException("another plugin has the id " + descriptor.getPluginId());
        }
    }
}
