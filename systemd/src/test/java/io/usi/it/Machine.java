package io.usi.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Debian with systemd, booted in a container with a network of its own that has a loopback interface alone. What is written
 * inside goes with it. The host's services and its service manager have nothing to do with it.
 */
final class Machine implements AutoCloseable {
    private static final List<String> PACKAGES =
            List.of("systemd", "systemd-sysv", "dbus", "libpam-systemd", "adduser", "default-jre-headless");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8", "LC_ALL", "C.UTF-8");
    private static final Duration BUILD = Duration.ofMinutes(8);
    private static final Duration UP = Duration.ofMinutes(2);
    private static final Duration COMMAND = Duration.ofMinutes(2);

    private final Path folder;
    private final Child container;
    private final long leader;

    private Machine(Path folder, Child container, long leader) {
        this.folder = folder;
        this.container = container;
        this.leader = leader;
    }

    /**
     * Boots one; skips the test where that cannot be, or fails where {@code CI=true}.
     *
     * @param folder seen inside as {@code /mnt}, read-only
     */
    static Machine boot(Path folder) throws IOException, InterruptedException {
        String nspawn = Tool.path("systemd-nspawn");
        Tool.path("nsenter");
        if (!"root".equals(System.getProperty("user.name"))) {
            String missing = "only root can boot a container";
            return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
        }
        Child container = Child.start(
                folder,
                ENVIRONMENT,
                List.of(
                        nspawn,
                        "--quiet",
                        "--directory=" + image(),
                        "--volatile=overlay",
                        "--boot",
                        "--register=no",
                        "--keep-unit",
                        "--private-network",
                        "--console=pipe",
                        "--machine=usi-it-" + ProcessHandle.current().pid(),
                        "--bind-ro=" + folder + ":/mnt"));
        try {
            return Await.value("the container to be up", UP, () -> upIn(folder, container), container::toString);
        } catch (RuntimeException | Error e) {
            turnOff(container);
            throw e;
        }
    }

    /** With what is its first process at this moment: the container is set up by others before. */
    private static Optional<Machine> upIn(Path folder, Child container) throws IOException, InterruptedException {
        Optional<Long> leader = ProcessHandle.of(container.pid()).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .findFirst();
        if (leader.isEmpty()) {
            return Optional.empty();
        }
        Machine machine = new Machine(folder, container, leader.get());
        String state = machine.run("systemctl", "is-system-running").out().strip();
        return List.of("running", "degraded").contains(state) ? Optional.of(machine) : Optional.empty();
    }

    /** The image, which is made once and kept outside of the build: it is taken from the mirror that apt has. */
    private static Path image() throws IOException, InterruptedException {
        String release = release();
        Path cache = Path.of("/var/tmp/usi-it");
        Path image = cache.resolve(release + "-" + Integer.toHexString(PACKAGES.hashCode()) + "-"
                + ProcessHandle.current().info().user().orElse("root"));
        Files.createDirectories(cache);
        if (!Files.getOwner(cache).getName().equals("root")) {
            return fail("somebody else made " + cache + ": remove it");
        }
        try (FileChannel lock =
                        FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (!held.isValid() || Files.isDirectory(image)) {
                return image;
            }
            String debootstrap = Tool.path("debootstrap");
            Path making = cache.resolve("making-" + ProcessHandle.current().pid());
            try (Child child = Child.start(
                    cache,
                    ENVIRONMENT,
                    List.of(
                            debootstrap,
                            "--variant=minbase",
                            "--include=" + String.join(",", PACKAGES),
                            release,
                            making.toString(),
                            mirror(release)))) {
                child.finish(BUILD).exits(0);
            }
            Files.move(making, image, StandardCopyOption.ATOMIC_MOVE);
            return image;
        }
    }

    private static String release() throws IOException {
        return Files.readAllLines(Path.of("/etc/os-release")).stream()
                .filter(line -> line.startsWith("VERSION_CODENAME="))
                .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                .findFirst()
                .orElseGet(() -> fail("this is not a release of Debian"));
    }

    /** Where apt has the release from. */
    private static String mirror(String release) throws IOException, InterruptedException {
        try (Child child = Child.start(
                Path.of("/"),
                ENVIRONMENT,
                List.of(
                        Tool.path("apt-get"),
                        "indextargets",
                        "--format",
                        "$(REPO_URI) $(CODENAME)|$(RELEASE) $(COMPONENT)",
                        "Created-By: Packages"))) {
            return child.finish(COMMAND)
                    .exits(0)
                    .out()
                    .lines()
                    .map(line -> line.split("[ |]"))
                    .filter(words -> words[words.length - 1].equals("main")
                            && Arrays.asList(words).contains(release))
                    .map(words -> words[0])
                    .findFirst()
                    .orElseGet(() -> fail("apt has no source of " + release));
        }
    }

    /** Runs a command inside, as root. */
    Result run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "nsenter", "--target", Long.toString(leader), "--mount", "--uts", "--ipc", "--net", "--pid", "--"));
        words.addAll(List.of(command));
        try (Child child = Child.start(folder, ENVIRONMENT, words)) {
            child.closeInput();
            return child.finish(COMMAND);
        }
    }

    /** Runs a script of the shell inside, as root. */
    Result sh(String script) throws IOException, InterruptedException {
        return run("sh", "-ec", script);
    }

    /** Runs a script inside as a user, as after a login. */
    Result as(String user, String script) throws IOException, InterruptedException {
        return run(
                "runuser",
                "-u",
                user,
                "--",
                "sh",
                "-ec",
                "cd; XDG_RUNTIME_DIR=/run/user/$(id -u); export XDG_RUNTIME_DIR; " + script);
    }

    /** Turns it off. */
    @Override
    public void close() {
        turnOff(container);
    }

    /** With its first process all others go, with nspawn alone they would stay. */
    private static void turnOff(Child container) {
        ProcessHandle.of(container.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(ProcessHandle::destroyForcibly);
        container.close();
    }
}
