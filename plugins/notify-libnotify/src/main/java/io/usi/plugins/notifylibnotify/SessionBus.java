package io.usi.plugins.notifylibnotify;

import io.usi.plugin.PluginException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Where the user's session bus is. */
final class SessionBus {
    private static final String PATH = "unix:path=";

    private SessionBus() {}

    /**
     * The address of the session bus: {@code DBUS_SESSION_BUS_ADDRESS}, else the socket {@code bus} in {@code
     * XDG_RUNTIME_DIR}.
     *
     * @throws PluginException where there is none, or it is no socket with a path
     */
    static String address(UnaryOperator<String> environment) throws PluginException {
        String given = environment.apply("DBUS_SESSION_BUS_ADDRESS");
        if (given != null && !given.isBlank()) {
            return Arrays.stream(given.split(";"))
                    .filter(address -> address.startsWith(PATH))
                    .findFirst()
                    .flatMap(SessionBus::readable)
                    .orElseThrow(() -> new PluginException("the session bus has no address that can be reached from"
                            + " here: DBUS_SESSION_BUS_ADDRESS must begin with unix:path="));
        }
        String runtime = environment.apply("XDG_RUNTIME_DIR");
        if (runtime != null && !runtime.isBlank()) {
            Path socket = Path.of(runtime, "bus");
            if (Files.exists(socket)) {
                return PATH + socket;
            }
        }
        throw new PluginException("there is no session bus: start usi-daemon in the desktop's session, or set"
                + " DBUS_SESSION_BUS_ADDRESS for it");
    }

    /** As the library takes it: it keeps what is escaped as it is. */
    private static Optional<String> readable(String address) {
        String path = address.substring(PATH.length()).split(",", 2)[0];
        try {
            return Optional.of(PATH + URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
