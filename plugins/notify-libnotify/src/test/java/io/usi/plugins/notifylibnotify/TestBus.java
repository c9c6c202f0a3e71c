package io.usi.plugins.notifylibnotify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A session bus of the test's own: a real dbus-daemon, which starts nothing by itself. */
final class TestBus implements AutoCloseable {
    private final Path folder;
    private Process daemon;

    TestBus(Path folder) throws IOException {
        this.folder = folder;
        start();
    }

    static String addressIn(Path folder) {
        return "unix:path=" + folder.resolve("bus");
    }

    String address() {
        return addressIn(folder);
    }

    void start() throws IOException {
        Path config = Files.writeString(folder.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>session</type>
                  <listen>%s</listen>
                  <policy context="default">
                    <allow send_destination="*" eavesdrop="true"/>
                    <allow eavesdrop="true"/>
                    <allow own="*"/>
                  </policy>
                </busconfig>
                """.formatted(address()));
        try {
            daemon = new ProcessBuilder(
                            "dbus-daemon", "--nofork", "--nopidfile", "--print-address", "--config-file=" + config)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("dbus-daemon is not installed", e);
            }
            Assumptions.abort("dbus-daemon is not installed");
        }
        BufferedReader out = new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8));
        if (out.readLine() == null) {
            throw new AssertionError("dbus-daemon did not start");
        }
    }

    void stop() throws IOException {
        daemon.destroyForcibly().onExit().join();
        Files.deleteIfExists(folder.resolve("bus"));
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
