package io.usi.ctl.doctor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the ways to a bus (D-Bus Specification, <em>Server Addresses</em>).
 *
 * @param kind the transport, such as {@code unix}
 * @param keys with values as they are meant, without escapes
 */
record BusAddress(String kind, Map<String, String> keys) {
    /** Characters that stand for themselves in a value, besides letters and digits. */
    private static final String PLAIN = "-_/.\\*";

    /** A path that is the whole address. */
    static BusAddress ofPath(String path) {
        return new BusAddress("unix", Map.of("path", path));
    }

    /**
     * All ways, the one to be tried first in front.
     *
     * @return empty where a text is no list of addresses
     */
    static Optional<List<BusAddress>> parse(String list) {
        List<BusAddress> addresses = new ArrayList<>();
        for (String one : list.split(";", -1)) {
            // The list may end with a semicolon.
            if (!one.isEmpty()) {
                Optional<BusAddress> address = one(one);
                if (address.isEmpty()) {
                    return Optional.empty();
                }
                addresses.add(address.get());
            }
        }
        return addresses.isEmpty() ? Optional.empty() : Optional.of(addresses);
    }

    private static Optional<BusAddress> one(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        Map<String, String> keys = new LinkedHashMap<>();
        String pairs = text.substring(colon + 1);
        for (String pair : pairs.isEmpty() ? new String[0] : pairs.split(",", -1)) {
            int equals = pair.indexOf('=');
            Optional<String> value = equals <= 0 ? Optional.empty() : unescaped(pair.substring(equals + 1));
            if (value.isEmpty() || keys.put(pair.substring(0, equals), value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new BusAddress(text.substring(0, colon), keys));
    }

    private static Optional<String> unescaped(String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '%') {
                int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
                int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.write(high * 16 + low);
                i += 2;
            } else if (isPlain(c)) {
                bytes.write(c);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private static boolean isPlain(char c) {
        return c < 0x7f && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
    }

    /** The path of a socket in the file system, the only kind that can be tried from here. */
    Optional<String> path() {
        return kind.equals("unix") ? Optional.ofNullable(keys.get("path")) : Optional.empty();
    }

    /** What kind of address it is, for people. */
    String shown() {
        return keys.isEmpty()
                ? kind + ":"
                : kind + ":" + keys.keySet().iterator().next();
    }
}
