package io.usi.daemon.usi3.frame;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A decoded map whose keys are asked for by name and kind; what nobody asks for is ignored. */
record Fields(Map<?, ?> map) {
    /** What must be there. */
    <T> T get(String key, Class<T> kind) {
        return optional(key, kind).orElseThrow(() -> wrong(key));
    }

    <T> Optional<T> optional(String key, Class<T> kind) {
        Object value = map.get(key);
        if (value != null && !kind.isInstance(value)) {
            throw wrong(key);
        }
        return Optional.ofNullable(kind.cast(value));
    }

    <T> List<T> list(String key, Class<T> kind) {
        List<T> list = new ArrayList<>();
        for (Object element : get(key, List.class)) {
            if (!kind.isInstance(element)) {
                throw wrong(key);
            }
            list.add(kind.cast(element));
        }
        return list;
    }

    String text(String key) {
        return get(key, String.class);
    }

    Bytes bytes(String key) {
        return get(key, Bytes.class);
    }

    long number(String key) {
        return get(key, Long.class);
    }

    /** A number of things, which must fit an {@code int}. */
    int count(String key) {
        long n = number(key);
        if (n > Integer.MAX_VALUE) {
            throw wrong(key);
        }
        return (int) n;
    }

    /** Whether both are there; one without the other must not be. */
    boolean both(String one, String other) {
        if (map.containsKey(one) != map.containsKey(other)) {
            throw wrong(map.containsKey(one) ? other : one);
        }
        return map.containsKey(one);
    }

    @Override
    public String toString() {
        return "Fields[" + map.size() + "]";
    }

    private static UsiException wrong(String key) {
        return new UsiException(
                ErrorCode.PROTOCOL, "the peer sent a frame in which \"" + key + "\" is missing or of a wrong kind");
    }
}
