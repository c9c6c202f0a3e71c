package io.usi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A desktop of the test's own: an X server without a monitor, a session bus that starts nothing by itself, and dunst. What
 * is on it is read from a picture. Closing ends all of it.
 */
final class Screen implements AutoCloseable {
    private static final List<String> TOOLS = List.of("Xvfb", "dbus-daemon", "dunst", "import", "tesseract", "xdotool");
    private static final Duration COMMAND = Duration.ofSeconds(30);

    private final Path folder;
    private final Path pictures;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Child display;
    private Child bus;
    private Child dunst;
    private int shown;

    /**
     * Starts everything.
     *
     * @param name of the folder below {@code target} that keeps the pictures
     */
    Screen(Path parent, String name) throws IOException {
        requireTools();
        folder = Files.createDirectory(parent.resolve("screen"));
        pictures = Files.createDirectories(Place.DIST.resolveSibling(name));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("DBUS_SESSION_BUS_ADDRESS", busAddress());
        display = Child.start(
                folder,
                environment,
                List.of("Xvfb", "-displayfd", "1", "-screen", "0", "1000x600x24", "-wr", "-nolisten", "tcp"));
        String number = Await.value(
                "the X server", Await.PATIENCE, () -> display.lines().stream().findFirst(), display::toString);
        environment.put("DISPLAY", ":" + number);
        startSession();
    }

    private static void requireTools() {
        List<String> missing = TOOLS.stream().filter(tool -> !onPath(tool)).toList();
        if (!missing.isEmpty()) {
            String what = "not installed: " + String.join(", ", missing);
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(what);
            }
            Assumptions.abort(what);
        }
    }

    private static boolean onPath(String tool) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, tool)));
    }

    String busAddress() {
        return "unix:path=" + folder.resolve("bus");
    }

    /** Starts the session bus and dunst. */
    void startSession() throws IOException {
        Path busConfig = Files.writeString(folder.resolve("bus.conf"), """
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
                """.formatted(busAddress()));
        bus = Child.start(
                folder,
                environment,
                List.of("dbus-daemon", "--nofork", "--nopidfile", "--print-address", "--config-file=" + busConfig));
        Await.value("the bus", Await.PATIENCE, () -> bus.lines().stream().findFirst(), bus::toString);
        Path menu = Files.writeString(
                folder.resolve("menu"), "#!/bin/sh\ntee '" + folder.resolve("choices") + "' | grep Accept\n");
        Files.setPosixFilePermissions(menu, PosixFilePermissions.fromString("rwx------"));
        Path config = Files.writeString(folder.resolve("dunstrc"), """
                [global]
                font = DejaVu Sans 24
                width = 900
                height = 500
                origin = top-left
                offset = 20x20
                markup = full
                format = "<b>%%s</b>\\n%%b"
                sort = no
                frame_width = 0
                dmenu = %s
                mouse_left_click = do_action
                mouse_right_click = close_all
                [urgency_low]
                background = "#ffffff"
                foreground = "#000000"
                timeout = 0
                [urgency_normal]
                background = "#ffffff"
                foreground = "#000000"
                timeout = 0
                """.formatted(menu));
        dunst = Child.start(folder, environment, List.of("dunst", "-config", config.toString()));
    }

    /** Ends the session bus and dunst, as a crash would. */
    void killSession() throws IOException {
        dunst.close();
        bus.close();
        Files.deleteIfExists(folder.resolve("bus"));
    }

    /** Waits until a text can be read, and keeps the picture. */
    void shows(String text) throws IOException {
        String[] last = {""};
        Await.value(
                "the screen to show " + text,
                Await.PATIENCE,
                () -> {
                    last[0] = read();
                    return last[0].contains(text) ? Optional.of(text) : Optional.empty();
                },
                () -> "it shows " + last[0] + "; " + dunst + bus);
        Files.copy(picture(), pictures.resolve(++shown + ".png"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What can be read, every run of white space as one blank. */
    String read() throws IOException, InterruptedException {
        run("import", "-window", "root", picture().toString());
        return run("tesseract", picture().toString(), "-", "--dpi", "96", "--psm", "11")
                .out()
                .replaceAll("\\s+", " ");
    }

    private Path picture() {
        return pictures.resolve("last.png");
    }

    /** Clicks into the uppermost notification. */
    void click(int button) throws IOException, InterruptedException {
        run("xdotool", "mousemove", "100", "50", "click", Integer.toString(button));
    }

    /** Closes all notifications by a click with the right button, and waits until they are gone. */
    void clear() throws IOException, InterruptedException {
        click(3);
        Await.until("an empty screen", () -> read().isBlank());
    }

    /** What the menu of the last notification that was clicked offered. */
    String choices() throws IOException {
        return Files.readString(folder.resolve("choices"));
    }

    private Result run(String... command) throws IOException, InterruptedException {
        try (Child child = Child.start(folder, environment, List.of(command))) {
            return child.finish(COMMAND).exits(0);
        }
    }

    @Override
    public void close() {
        dunst.close();
        bus.close();
        display.close();
    }
}
