package io.usi.plugin;

import java.nio.file.Path;
import java.util.Optional;

/** The values that the user gave for one extension's settings. Immutable but for {@link #takeSecret}. */
public interface Values {
    /**
     * The value of a {@link Setting.Kind#TEXT} setting.
     *
     * @param key the setting's key
     * @return the value, or empty where the user gave none
     * @throws IllegalArgumentException where this extension declared no such setting of this kind
     */
    Optional<String> text(String key);

    /**
     * The value of a {@link Setting.Kind#PATH} setting.
     *
     * @param key the setting's key
     * @return the absolute path, or empty where the user gave none
     * @throws IllegalArgumentException where this extension declared no such setting of this kind
     */
    Optional<Path> path(String key);

    /**
     * Whether a {@link Setting.Kind#FLAG} is set.
     *
     * @param key the setting's key
     * @return true where the user set it
     * @throws IllegalArgumentException where this extension declared no such setting of this kind
     */
    boolean flag(String key);

    /**
     * The value of a {@link Setting.Kind#SECRET} setting. The daemon forgets its own copy; the array belongs to the
     * caller, who wipes it after use.
     *
     * @param key the setting's key
     * @return the characters, without a line end, or empty where the user gave none or it has been taken already
     * @throws IllegalArgumentException where this extension declared no such setting of this kind
     */
    Optional<char[]> takeSecret(String key);
}
