package io.usi.daemon.config;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A peer to connect to.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param protocol which protocol to speak with it; empty where the daemon's own choice holds
 */
public record Target(String host, int port, Optional<Protocol> protocol) {
    private static final int MAX_HOST = 253;
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[0-9A-Za-z._-]+)?");
    private static final Pattern NAME =
            Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}\\p{M}._-]*[\\p{L}\\p{N}\\p{M}.])?");

    /** Checks the parts. */
    public Target {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(protocol, "protocol");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("expected a port from 1 to 65535");
        }
    }

    /**
     * Reads {@code [PROTOCOL://]HOST[:PORT]}: a name, an IPv4 address, or an IPv6 address, in brackets where a port
     * follows. Nothing is looked up.
     *
     * @param text what the user wrote
     * @param defaultPort the port where the text has none
     * @return the target; without a protocol of its own where the text has none
     * @throws IllegalArgumentException where the text is none of these; its message says what is expected
     */
    public static Target parse(String text, int defaultPort) {
        int scheme = text.indexOf("://");
        if (scheme < 0) {
            return parseAddress(text, defaultPort);
        }
        Protocol protocol = Protocol.of(text.substring(0, scheme))
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected auto, 2, 3 or the name of a plugin's protocol before ://"));
        return parseAddress(text.substring(scheme + 3), defaultPort).with(Optional.of(protocol));
    }

    private static Target parseAddress(String text, int defaultPort) {
        String host = text;
        OptionalInt port = OptionalInt.empty();
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0 || (end + 1 < text.length() && text.charAt(end + 1) != ':')) {
                throw new IllegalArgumentException("expected [ADDRESS] or [ADDRESS]:PORT");
            }
            host = text.substring(1, end);
            if (end + 1 < text.length()) {
                port = OptionalInt.of(port(text.substring(end + 2)));
            }
            if (!IPV6.matcher(host).matches()) {
                throw new IllegalArgumentException("expected an IPv6 address in the brackets");
            }
        } else if (colon >= 0 && colon == text.indexOf(':')) {
            host = text.substring(0, colon);
            port = OptionalInt.of(port(text.substring(colon + 1)));
        }
        checkHost(host);
        return new Target(host, port.orElse(defaultPort), Optional.empty());
    }

    /** The same peer with that protocol. */
    public Target with(Optional<Protocol> chosen) {
        return new Target(host, port, chosen);
    }

    /**
     * Checks that a text looks like a name or an address, without looking it up.
     *
     * @param host the text; an IPv6 address without brackets
     * @throws IllegalArgumentException where it does not; its message says what is expected
     */
    static void checkHost(String host) {
        boolean valid = host.length() <= MAX_HOST
                && (host.contains(":")
                        ? IPV6.matcher(host).matches()
                        : NAME.matcher(host).matches());
        if (!valid) {
            throw new IllegalArgumentException("expected a host: a name, an IPv4 address or an IPv6 address");
        }
    }

    private static int port(String digits) {
        if (!digits.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("expected a port from 1 to 65535 after the colon");
        }
        return Integer.parseInt(digits);
    }
}
