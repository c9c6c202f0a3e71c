package io.usi.daemon.plugin;

import io.usi.plugin.PluginApi;

/** What plugins see of the daemon: the API and PF4J. Libraries of the daemon's never meet those of a plugin. */
final class ApiClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    ApiClassLoader() {
        super("usi-plugin-api", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("io.usi.plugin.") || name.startsWith("org.pf4j.")) {
            return PluginApi.class.getClassLoader().loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }
}
