package io.usi.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A person at a terminal, who runs one command there: {@code src/test/python/person.py}. Closing ends it. */
final class Person implements AutoCloseable {
    private static final Path SCRIPT = Path.of(System.getProperty("basedir", ""), "src", "test", "python", "person.py")
            .toAbsolutePath();

    private final Child child;

    private Person(Child child) {
        this.child = child;
    }

    /** Runs usi-ctl in a place. */
    static Person runs(Place place, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Tool.path("python3"),
                SCRIPT.toString(),
                Place.DIST.resolve("bin/usi-ctl").toString()));
        command.addAll(List.of(arguments));
        return new Person(place.run(command.toArray(String[]::new)));
    }

    private List<Map<String, Object>> told() {
        return child.lines().stream().map(Json::object).toList();
    }

    /** All that was to be seen so far, with line feeds alone. */
    String screen() {
        return told().stream()
                .map(event -> event.get("seen"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .collect(Collectors.joining())
                .replace("\r", "");
    }

    /** As {@link #screen}, read as sentences: what went on in the next line, for the terminal's width, is one. */
    String reads() {
        return screen().replace('\n', ' ');
    }

    /** Waits until a text was to be read; returns the whole screen. */
    String sees(String text) {
        return Await.value(
                "the person to see " + text,
                Await.PATIENCE,
                () -> Optional.of(screen())
                        .filter(screen -> screen.replace('\n', ' ').contains(text)),
                () -> "but only " + child);
    }

    void types(String line) {
        child.type(line);
    }

    /** Waits for the command's end, and returns its exit code. */
    int ends() throws InterruptedException {
        child.finish(Duration.ofSeconds(60)).exits(0);
        return told().stream()
                .map(event -> event.get("exit"))
                .filter(Objects::nonNull)
                .mapToInt(code -> ((Number) code).intValue())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no end: " + child));
    }

    @Override
    public void close() {
        child.close();
    }
}
