package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users say, are called and send is on no disk, however the daemon ends. */
class NothingKeptIT {
    private static final String TEXT = "text-Zq81-of-a-message";
    private static final String NAME = "nameWq47";
    private static final String KEY = "5a5b5c5d5e5f60616263646566676869";
    private static final String CONTENT = "content-Kp93-of-a-file";

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"stop", "TERM", "INT", "KILL", "SEGV", "ABRT"})
    void nothingIsLeft(String end) throws Exception {
        Path keyFile = Data.secret(temp.resolve("key"), KEY);
        Path file = Files.writeString(temp.resolve("file.txt"), (CONTENT + "\n").repeat(300_000));
        Place place = new Place(temp, "daemon");
        try (Daemon daemon = place.start("-s", "127.0.0.1", "-p", "0", "--cle", "@" + keyFile, "-d");
                Usi24 one = Usi24.client(temp.resolve("one"), daemon.port(), "--name", NAME, "--cle", KEY);
                Usi24 stalled =
                        Usi24.client(temp.resolve("stalled"), daemon.port(), "--name", "stalled", "--cle", KEY)) {
            one.opened();
            stalled.opened();
            stalled.tell("stall");
            one.say(TEXT);
            daemon.message(TEXT);
            daemon.ctl("send", TEXT);
            one.sendFile(file);
            daemon.offer();
            Await.until(
                    "the file to lie in the spool for the stalled member",
                    () -> daemon.ctl("transfers", "--json").array().stream()
                            .anyMatch(transfer -> "relay".equals(transfer.get("direction"))
                                    && !transfer.get("bytes").equals(0)));
            assertEquals(List.of(), findings(openFiles(daemon.child.pid())), "in files that the daemon holds open");

            if (end.equals("stop")) {
                daemon.ctl("stop");
            } else {
                daemon.child.signal(end);
            }
            daemon.child.finish(Duration.ofSeconds(15));
            assertEquals(List.of(), findings(filesBelow(place.root)));
            assertFalse(found(daemon.log().getBytes(StandardCharsets.UTF_8)), daemon::log);
            if (!end.equals("KILL") && !end.equals("SEGV") && !end.equals("ABRT")) {
                assertFalse(Files.exists(place.socket()));
            }
        }
    }

    @Test
    void theSearchFindsWhatIsThere() throws Exception {
        Path planted = Files.writeString(temp.resolve("planted"), "x".repeat(100_000) + TEXT + "x");
        assertEquals(List.of(planted), findings(filesBelow(temp)));
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** Regular files that a process has open for itself, those without a name any more included. */
    private static List<Path> openFiles(long pid) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                String target = Files.readSymbolicLink(descriptor).toString();
                if (Files.isRegularFile(descriptor) && !target.endsWith(".jar") && !target.endsWith("/modules")) {
                    files.add(descriptor);
                }
            }
        } catch (NoSuchFileException closedMeanwhile) {
            return openFiles(pid);
        }
        return files;
    }

    private static List<Path> findings(List<Path> files) throws IOException {
        List<Path> findings = new ArrayList<>();
        for (Path file : files) {
            if (found(file.getFileName().toString().getBytes(StandardCharsets.UTF_8))
                    || found(Files.readAllBytes(file))) {
                findings.add(file);
            }
        }
        return findings;
    }

    private static boolean found(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return List.of(TEXT, NAME, KEY, CONTENT, "Z[\\]^_`abcdefghi").stream().anyMatch(text::contains);
    }
}
