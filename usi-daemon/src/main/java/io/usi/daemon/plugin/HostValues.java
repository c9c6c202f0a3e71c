package io.usi.daemon.plugin;

import io.usi.daemon.config.Secret;
import io.usi.plugin.Setting;
import io.usi.plugin.Setting.Kind;
import io.usi.plugin.Values;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of one extension's settings. Safe for use by several threads. */
final class HostValues implements Values {
    private final Map<String, Kind> kinds = new HashMap<>();
    private final Map<String, Object> given = new HashMap<>();

    /**
     * Picks an extension's own values.
     *
     * @param settings what it declared
     * @param values what the user gave to all: a String, an absolute Path, a Boolean or a {@link Secret} for each key
     */
    HostValues(List<PluginSetting> settings, Map<String, Object> values) {
        for (PluginSetting declared : settings) {
            Setting setting = declared.setting();
            kinds.put(setting.key(), setting.kind());
            Object value = values.get(setting.key());
            if (value == null) {
                continue;
            }
            boolean fits =
                    switch (setting.kind()) {
                        case TEXT -> value instanceof String;
                        case SECRET -> value instanceof Secret;
                        case PATH -> value instanceof Path path && path.isAbsolute();
                        case FLAG -> value instanceof Boolean;
                    };
            if (!fits) {
                throw new IllegalArgumentException("wrong type for " + setting.key());
            }
            given.put(setting.key(), value);
        }
    }

    /** Whether the user gave any. */
    synchronized boolean any() {
        return given.values().stream().anyMatch(value -> !value.equals(false));
    }

    @Override
    public Optional<String> text(String key) {
        return value(key, Kind.TEXT).map(String.class::cast);
    }

    @Override
    public Optional<Path> path(String key) {
        return value(key, Kind.PATH).map(Path.class::cast);
    }

    @Override
    public boolean flag(String key) {
        return value(key, Kind.FLAG).map(Boolean.class::cast).orElse(false);
    }

    @Override
    public synchronized Optional<char[]> takeSecret(String key) {
        Optional<Secret> secret = value(key, Kind.SECRET).map(Secret.class::cast);
        given.remove(key);
        return secret.map(s -> {
            char[] characters = s.copy();
            s.wipe();
            return characters;
        });
    }

    private synchronized Optional<Object> value(String key, Kind kind) {
        if (kinds.get(key) != kind) {
            throw new IllegalArgumentException("no such setting of this kind was declared");
        }
        return Optional.ofNullable(given.get(key));
    }
}
