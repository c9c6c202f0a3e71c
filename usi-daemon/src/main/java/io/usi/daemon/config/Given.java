package io.usi.daemon.config;

import java.util.Objects;

/**
 * A value that the user gave, not checked yet.
 *
 * @param value from the command line a String, a Boolean or a List of Strings; from the configuration file whatever the
 *     TOML parser made of it; a {@link Secret} where it is one
 * @param place where it was given
 */
public record Given(Object value, Place place) {
    /** Checks that nothing is null. */
    public Given {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(place, "place");
    }

    /** Says where, never what: the value may be a secret. */
    @Override
    public String toString() {
        return "Given[" + place + "]";
    }
}
