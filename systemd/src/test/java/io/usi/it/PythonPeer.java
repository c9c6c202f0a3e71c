package io.usi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;

/** A peer in Python, driven by JSON on its standard input, which tells by JSON what happens. Closing kills it. */
class PythonPeer implements AutoCloseable {
    private static final Path SCRIPTS =
            Path.of(System.getProperty("basedir", ""), "src", "test", "python").toAbsolutePath();
    /** Debian's own, where python3-pycryptodome is. */
    private static final String PYTHON = "/usr/bin/python3";

    private final Child child;
    private int seen;
    private final List<Map<String, Object>> events = new ArrayList<>();

    PythonPeer(Child child) {
        this.child = child;
    }

    /** Starts a script in a folder, which it makes. */
    static Child start(String script, Path folder, String... arguments) throws IOException, InterruptedException {
        requirePycryptodome();
        Files.createDirectories(folder);
        return python(folder, concat(new String[] {SCRIPTS.resolve(script).toString()}, arguments));
    }

    private static Child python(Path folder, String... arguments) throws IOException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("PYTHONUTF8", "1");
        return Child.start(folder, environment, Arrays.asList(concat(new String[] {PYTHON}, arguments)));
    }

    private static void requirePycryptodome() throws IOException, InterruptedException {
        boolean there = Files.isExecutable(Path.of(PYTHON));
        if (there) {
            try (Child child = python(Path.of("/"), "-c", "import Cryptodome")) {
                there = child.finish(Duration.ofSeconds(30)).exit() == 0;
            }
        }
        if (!there) {
            String missing = "python3-pycryptodome is not installed";
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(missing);
            }
            Assumptions.abort(missing);
        }
    }

    static String[] concat(String[] first, String... second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** Takes the next event of a type; waits for it. */
    Map<String, Object> next(String type) {
        return next(type, event -> true);
    }

    /** Takes the first event of a type that is as wanted; waits for it. */
    Map<String, Object> next(String type, Predicate<Map<String, Object>> wanted) {
        return next(type, wanted, Await.PATIENCE);
    }

    Map<String, Object> next(String type, Predicate<Map<String, Object>> wanted, Duration limit) {
        return Await.value(
                "the event " + type,
                limit,
                () -> {
                    Optional<Map<String, Object>> found = events().stream()
                            .filter(event -> type.equals(event.get("event")) && wanted.test(event))
                            .findFirst();
                    found.ifPresent(events::remove);
                    return found;
                },
                child::toString);
    }

    /** The events that came and were not taken. */
    List<Map<String, Object>> events() {
        List<String> lines = child.lines();
        lines.subList(seen, lines.size()).forEach(line -> events.add(Json.object(line)));
        seen = lines.size();
        return List.copyOf(events);
    }

    void tell(String what) {
        tell(what, Map.of());
    }

    void tell(String what, Map<String, ?> more) {
        Map<String, Object> command = new HashMap<>(more);
        command.put("do", what);
        child.type(Json.text(command));
    }

    /** Stops its process, which then neither reads nor answers. */
    void freeze() throws IOException, InterruptedException {
        child.signal("STOP");
    }

    /** Says goodbye and ends. */
    void leave() throws IOException, InterruptedException {
        child.closeInput();
        child.finish(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        child.close();
    }
}
