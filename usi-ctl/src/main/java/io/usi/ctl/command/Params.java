package io.usi.ctl.command;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters of a request; what is not given is left out. */
final class Params {
    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Adds a member, unless its value is null. */
    Params with(String name, Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    /** Adds a member where something is so. */
    Params flag(String name, boolean value) {
        return with(name, value ? Boolean.TRUE : null);
    }

    Map<String, Object> map() {
        return members;
    }
}
