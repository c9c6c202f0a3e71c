package io.usi.daemon.plugin;

import java.util.List;
import java.util.Optional;

/**
 * What there is to say about a plugin.
 *
 * @param id its id, or the name of its jar where that could not be read
 * @param version its version, or empty text where that could not be read
 * @param state {@code started}, {@code stopped} or {@code failed}
 * @param contributes the extension points that it fills and the options that it brings
 * @param problem what is wrong with it, on one line
 * @param needsRestart whether it can only be used once the daemon is started anew
 */
public record PluginInfo(
        String id,
        String version,
        String state,
        List<String> contributes,
        Optional<String> problem,
        boolean needsRestart) {
    /** Copies the list. */
    public PluginInfo {
        contributes = List.copyOf(contributes);
    }
}
