package io.usi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A shell of a place's user in a real terminal: tmux, of which nobody sees the window. Closing ends it. */
final class Tmux implements AutoCloseable {
    private static final Duration COMMAND = Duration.ofSeconds(20);
    private static final int SCROLLBACK = 5_000;

    private final Place place;
    private final String program = Tool.path("tmux");
    private final Path socket;

    /** Opens one of that size, whose shell has the place's environment at this moment. */
    Tmux(Place place, int columns, int rows) throws IOException, InterruptedException {
        this.place = place;
        Path folder = Files.createTempDirectory(place.root, "tmux");
        socket = folder.resolve("s");
        Path configuration = Files.writeString(
                folder.resolve("conf"),
                "set -g default-terminal screen-256color\nset -g status off\nset -g history-limit " + SCROLLBACK
                        + "\n");
        tmux(
                "-u",
                "-f",
                configuration.toString(),
                "new-session",
                "-d",
                "-x",
                Integer.toString(columns),
                "-y",
                Integer.toString(rows),
                "PS1='shell: ' exec sh");
        shows("shell:");
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "-S", socket.toString()));
        command.addAll(Arrays.asList(arguments));
        try (Child child = place.run(command.toArray(String[]::new))) {
            return child.finish(COMMAND).exits(0).out();
        }
    }

    /** Types text, without the Enter key. */
    Tmux types(String text) throws IOException, InterruptedException {
        tmux("send-keys", "-l", "--", text);
        return this;
    }

    /** Presses a key by tmux's name for it. */
    Tmux presses(String key) throws IOException, InterruptedException {
        tmux("send-keys", key);
        return this;
    }

    /** Types a line. */
    Tmux enters(String line) throws IOException, InterruptedException {
        return types(line).presses("Enter");
    }

    /** Pastes text as terminals do, in brackets where the program asks for these. */
    void pastes(String text) throws IOException, InterruptedException {
        tmux("set-buffer", "--", text);
        tmux("paste-buffer", "-p");
    }

    /** Gives the window another size, and waits until its programs can know of it: tmux tells them a quarter of a second later. */
    void resize(int columns, int rows) throws IOException, InterruptedException {
        tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
        String terminal = tmux("display-message", "-p", "#{pane_tty}").strip();
        Await.until("the terminal's size", () -> {
            try (Child stty = place.run("stty", "-F", terminal, "size")) {
                return stty.finish(COMMAND).out().strip().equals(rows + " " + columns);
            }
        });
    }

    /** What is on the screen now. */
    List<String> screen() throws IOException, InterruptedException {
        return lines(tmux("capture-pane", "-p"));
    }

    /** What is on the screen, and what was scrolled off it. */
    List<String> history() throws IOException, InterruptedException {
        return lines(tmux("capture-pane", "-p", "-S", "-"));
    }

    /** The same, where rows that the terminal broke itself are one line. */
    List<String> joined() throws IOException, InterruptedException {
        return lines(tmux("capture-pane", "-p", "-J", "-S", "-"));
    }

    /** What is on the screen, with escape sequences for colours and the like. */
    String styled() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-e");
    }

    /** Without what is empty at the end, and blanks at the ends of lines. */
    private static List<String> lines(String text) {
        return text.stripTrailing().lines().map(String::stripTrailing).toList();
    }

    /** Waits for a text in a line of the screen. */
    Tmux shows(String text) {
        Await.value(
                "the screen to show " + text,
                Await.PATIENCE,
                () -> screen().stream().filter(line -> line.contains(text)).findFirst(),
                this::state);
        return this;
    }

    /** Waits for the last line to be exactly that. */
    Tmux endsWith(String line) {
        Await.value(
                "the last line to be " + line,
                Await.PATIENCE,
                () -> {
                    List<String> screen = screen();
                    return screen.isEmpty() || !screen.get(screen.size() - 1).equals(line.stripTrailing())
                            ? Optional.empty()
                            : Optional.of(line);
                },
                this::state);
        return this;
    }

    private String state() {
        try {
            return "\n" + String.join("\n", history());
        } catch (IOException | InterruptedException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            tmux("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
