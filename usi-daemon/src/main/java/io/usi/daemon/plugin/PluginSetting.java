package io.usi.daemon.plugin;

import io.usi.plugin.Setting;
import java.util.List;

/**
 * A setting and whose it is.
 *
 * @param plugin the plugin's id
 * @param setting as declared
 * @param options the names on the command line, at least one
 */
public record PluginSetting(String plugin, Setting setting, List<String> options) {
    /** Copies the list. */
    public PluginSetting {
        options = List.copyOf(options);
    }

    static PluginSetting of(String plugin, Setting setting) {
        List<String> options = setting.options().isEmpty()
                ? List.of("--" + setting.key().replace('.', '-').replace('_', '-'))
                : setting.options();
        return new PluginSetting(plugin, setting, options);
    }
}
