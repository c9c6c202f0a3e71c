package io.usi.ctl.doctor;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether the session bus is there over which notifications go to a desktop of Linux. */
final class BusCheck {
    private static final Texts TEXTS = Texts.of(BusCheck.class);
    private static final String PLUGIN = "notify-libnotify";
    private static final String PATH = "unix:path=";

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
        String path = path(environment);
        if (path.isEmpty()) {
            return Finding.problem("dbus", TEXTS.get("dbus.none"), TEXTS.get("dbus.start"));
        }
        try (SocketChannel bus = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            bus.connect(UnixDomainSocketAddress.of(Path.of(path)));
            return Finding.ok("dbus", TEXTS.get("dbus.answers", path));
        } catch (IOException | InvalidPathException e) {
            return Finding.problem("dbus", TEXTS.get("dbus.silent", path), TEXTS.get("dbus.start"));
        }
    }

    /** Where it should be, as this terminal's environment says; empty where that says nothing. */
    private static String path(Map<String, String> environment) {
        String address = environment.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "");
        if (address.startsWith(PATH)) {
            return address.substring(PATH.length()).split("[,;]", 2)[0];
        }
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        return runtime.isEmpty() || !address.isEmpty() ? "" : runtime + "/bus";
    }
}
