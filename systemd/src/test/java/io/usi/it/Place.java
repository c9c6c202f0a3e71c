package io.usi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One user's corner of the machine: home, temporary, runtime and working folders below one root, and the environment
 * that leads there. Whatever the product writes by itself lies below the root.
 */
final class Place {
    static final Path DIST =
            Path.of(System.getProperty("basedir", ""), "target", "usi").toAbsolutePath();
    private static final Duration COMMAND = Duration.ofSeconds(60);

    final Path root;
    final Path work;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path dist = DIST;

    Place(Path parent, String name) throws IOException {
        root = Files.createDirectories(parent.resolve(name));
        work = Files.createDirectory(root.resolve("work"));
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        // Tests of other things are not slowed down by it.
        environment.put("USI_CLASS_DATA", "no");
        environment.put("HOME", Files.createDirectory(root.resolve("home")).toString());
        environment.put("TMPDIR", Files.createDirectory(root.resolve("tmp")).toString());
        Path run = Files.createDirectory(root.resolve("run"), onlyOwner);
        environment.put("XDG_RUNTIME_DIR", run.toString());
        // As if a daemon had run here: nothing may go to one of the machine's.
        Files.createDirectory(run.resolve("usi"), onlyOwner);
    }

    /** A distribution of the test's own, to take pieces out of. */
    static Path copyOfTheDistribution(Path target) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(DIST)) {
            files.forEach(sources::add);
        }
        for (Path source : sources) {
            Path copy = target.resolve(DIST.relativize(source).toString());
            if (Files.isDirectory(source)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return target;
    }

    /** Sets a variable, or removes it where the value is null. */
    Place with(String variable, String value) {
        if (value == null) {
            environment.remove(variable);
        } else {
            environment.put(variable, value);
        }
        return this;
    }

    /** Uses another unpacked distribution, or another path to it. */
    Place with(Path otherDist) {
        dist = otherDist;
        return this;
    }

    Path socket() {
        return root.resolve("run/usi/control.sock");
    }

    /** Runs any command here. */
    Child run(String... command) throws IOException {
        return Child.start(work, environment, List.of(command));
    }

    /** Starts the daemon and does not wait for it: it may be meant to fail. */
    Child launch(String... arguments) throws IOException {
        return run(command("usi-daemon", arguments));
    }

    /** Starts the daemon and waits until it answers. */
    Daemon start(String... arguments) throws IOException {
        return Daemon.ready(this, launch(arguments));
    }

    Child startCtl(String... arguments) throws IOException {
        return run(command("usi-ctl", arguments));
    }

    Result ctl(String... arguments) throws IOException, InterruptedException {
        return ctlReading("", arguments);
    }

    /** Runs usi-ctl with a text on its standard input. */
    Result ctlReading(String input, String... arguments) throws IOException, InterruptedException {
        try (Child child = startCtl(arguments)) {
            if (!input.isEmpty()) {
                child.type(input);
            }
            child.closeInput();
            return child.finish(COMMAND);
        }
    }

    private String[] command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(dist.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }
}
