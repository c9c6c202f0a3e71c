package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the session bus is there over which notifications go to a desktop of Linux. */
final class BusCheck {
    private static final Texts TEXTS = Texts.of(BusCheck.class);
    private static final String PLUGIN = "notify-libnotify";
    private static final String VARIABLE = "DBUS_SESSION_BUS_ADDRESS";

    private BusCheck() {}

    static Finding look(
            Map<String, Object> status, List<Map<String, Object>> plugins, Map<String, String> environment) {
        boolean runs = plugins.stream()
                .anyMatch(plugin -> PLUGIN.equals(plugin.get("id")) && "started".equals(plugin.get("state")));
        if (!runs || !Values.flag(status, "notifications")) {
            return Finding.skipped("dbus", TEXTS.get("dbus.unused"));
        }
        if (!Values.text(status, "user").equals(System.getProperty("user.name"))) {
            return Finding.skipped("dbus", TEXTS.get("dbus.elsewhere", Values.text(status, "user")));
        }
        String silent = environment.getOrDefault(VARIABLE, "");
        return Bounded.look(() -> dial(environment), silent(silent.isEmpty() ? runtime(environment) : silent));
    }

    private static Finding dial(Map<String, String> environment) {
        String variable = environment.getOrDefault(VARIABLE, "");
        if (variable.isEmpty() && runtime(environment).isEmpty()) {
            return Finding.problem("dbus", TEXTS.get("dbus.none"), TEXTS.get("dbus.start"));
        }
        Optional<List<BusAddress>> addresses = variable.isEmpty()
                ? Optional.of(List.of(BusAddress.ofPath(runtime(environment))))
                : BusAddress.parse(variable);
        if (addresses.isEmpty()) {
            return Finding.problem("dbus", TEXTS.get("dbus.wrong", variable), TEXTS.get("dbus.start"));
        }
        List<String> tried = new ArrayList<>();
        List<String> untried = new ArrayList<>();
        for (BusAddress address : addresses.get()) {
            String path = address.path().orElse("");
            if (path.isEmpty()) {
                untried.add(address.shown());
            } else if (answers(path)) {
                return Finding.ok("dbus", TEXTS.get("dbus.answers", path));
            } else {
                tried.add(path);
            }
        }
        return untried.isEmpty()
                ? silent(String.join(", ", tried))
                : Finding.skipped("dbus", TEXTS.get("dbus.kind", String.join(", ", untried)));
    }

    private static boolean answers(String path) {
        try (SocketChannel bus = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            bus.connect(UnixDomainSocketAddress.of(Path.of(path)));
            return true;
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static Finding silent(String where) {
        return Finding.problem("dbus", TEXTS.get("dbus.silent", where), TEXTS.get("dbus.start"));
    }

    /** Where it is where nothing else is said; empty where that is not known. */
    private static String runtime(Map<String, String> environment) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return runtime.isEmpty() ? "" : runtime + "/bus";
    }
}
