package io.usi.plugins.keyfile;

import io.usi.plugin.Values;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the user gave. */
record Given(Map<String, Object> values) implements Values {
    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable((String) values.get(key));
    }

    @Override
    public Optional<Path> path(String key) {
        return Optional.ofNullable((Path) values.get(key));
    }

    @Override
    public boolean flag(String key) {
        throw new AssertionError(key);
    }

    @Override
    public Optional<char[]> takeSecret(String key) {
        throw new AssertionError(key);
    }
}
