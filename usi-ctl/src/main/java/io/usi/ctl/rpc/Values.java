package io.usi.ctl.rpc;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes what the daemon sent apart, with checks: a daemon that breaks its contract ends the command with one line. */
public final class Values {
    private Values() {}

    /** An object. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Object value) {
        if (value instanceof Map) {
            return (Map<String, Object>) value;
        }
        throw unexpected();
    }

    /** An array of objects. */
    public static List<Map<String, Object>> objects(Object value) {
        if (!(value instanceof List)) {
            throw unexpected();
        }
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object element : (List<?>) value) {
            objects.add(object(element));
        }
        return objects;
    }

    /** The only object of an array. */
    public static Map<String, Object> only(Object value) {
        List<Map<String, Object>> objects = objects(value);
        if (objects.size() != 1) {
            throw unexpected();
        }
        return objects.get(0);
    }

    /** A member as text; empty where there is none. */
    public static String text(Map<String, Object> object, String member) {
        Object value = object.get(member);
        return value == null ? "" : value.toString();
    }

    /** A member that must be there. */
    public static String required(Map<String, Object> object, String member) {
        if (object.get(member) instanceof String value) {
            return value;
        }
        throw unexpected();
    }

    /** A member as a whole number; 0 where there is none. */
    public static long number(Map<String, Object> object, String member) {
        return object.get(member) instanceof Number value ? value.longValue() : 0;
    }

    /** Whether a member is there and true. */
    public static boolean flag(Map<String, Object> object, String member) {
        return Boolean.TRUE.equals(object.get(member));
    }

    /** What a user calls a peer in an object that has its name and id. */
    public static String named(Map<String, Object> object, String name, String id) {
        String called = text(object, name);
        return called.isEmpty() ? text(object, id) : called;
    }

    static CtlException unexpected() {
        return new CtlException(
                Exit.SAID_NO, "the daemon sent something that usi-ctl does not know: use the usi-ctl of its version");
    }
}
