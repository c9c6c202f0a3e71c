package io.usi.plugins.sinkdirectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.FileSink.Reception;
import io.usi.plugin.PluginException;
import io.usi.plugin.Values;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySinkTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path temporary;

    @Test
    void withoutAFolderItIsNotReady() throws PluginException {
        DirectorySink sink = new DirectorySink();
        sink.configure(new OnePath(null));
        assertFalse(sink.ready());
        assertThrows(IOException.class, () -> sink.receive("a", 1));
    }

    /** Long enough to be flushed on the way, more than once; also where it is broken off after that. */
    @Test
    void aLongFileArrivesAsItWas() throws Exception {
        DirectorySink sink = sink(temporary);
        int size = (int) (2 * EarlyFlush.STEP + EarlyFlush.STEP / 2 + 12_345);
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        try (Reception reception = sink.receive("long", size)) {
            for (int at = 0; at < size; at += 262_144) {
                reception.write(content, at, Math.min(262_144, size - at));
            }
            assertEquals("long", reception.commit());
        }
        assertArrayEquals(content, Files.readAllBytes(temporary.resolve("long")));
        try (Reception reception = sink.receive("other", size)) {
            reception.write(content, 0, size - 1);
        }
        assertEquals(List.of("long"), names());
    }

    @Test
    void aMissingFolderIsMadeForItsOwnerAlone() throws Exception {
        Path folder = temporary.resolve("a/b/c");
        assertTrue(sink(folder).ready());
        for (Path made : List.of(folder, folder.getParent(), temporary.resolve("a"))) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
        }
    }

    @Test
    void aFileInItsPlaceAndAFolderThatTakesNoFilesAreErrors() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertTrue(refusal(file).endsWith("it is not a folder"));
        Path nobodys = Path.of("/proc");
        assertTrue(refusal(nobodys).contains("no files can be put into " + nobodys));
    }

    @Test
    void aFileStandsThereOnlyAfterTheCommit() throws Exception {
        DirectorySink sink = sink(temporary);
        try (Reception reception = sink.receive("../report.pdf", CONTENT.length)) {
            reception.write(CONTENT, 0, 3);
            reception.write(CONTENT, 3, CONTENT.length - 3);
            List<String> meanwhile = names();
            assertEquals(1, meanwhile.size());
            assertTrue(meanwhile.get(0).matches("\\.usi-[0-9a-f]{32}\\.part"), meanwhile.get(0));
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.resolve(meanwhile.get(0)))));
            assertEquals("report.pdf", reception.commit());
        }
        assertEquals(List.of("report.pdf"), names());
        assertArrayEquals(CONTENT, Files.readAllBytes(temporary.resolve("report.pdf")));
    }

    @Test
    void withoutACommitNothingRemains() throws Exception {
        DirectorySink sink = sink(temporary);
        Reception reception = sink.receive("a", CONTENT.length);
        reception.write(CONTENT, 0, CONTENT.length);
        reception.close();
        reception.close();
        assertEquals(List.of(), names());
        assertThrows(IOException.class, reception::commit);
        assertEquals(List.of(), names());
    }

    @Test
    void aFileOfAnotherSizeThanWasSaidIsNotTaken() throws Exception {
        DirectorySink sink = sink(temporary);
        try (Reception shorter = sink.receive("a", CONTENT.length + 1)) {
            shorter.write(CONTENT, 0, CONTENT.length);
            assertThrows(IOException.class, shorter::commit);
        }
        try (Reception longer = sink.receive("a", CONTENT.length - 1)) {
            assertThrows(IOException.class, () -> longer.write(CONTENT, 0, CONTENT.length));
        }
        assertEquals(List.of(), names());
    }

    @Test
    void nothingThatExistsIsReplacedAndNoLinkFollowed() throws Exception {
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path folder = Files.createDirectory(temporary.resolve("in"));
        Files.writeString(folder.resolve("a.txt"), "mine");
        Files.createSymbolicLink(folder.resolve("a (1).txt"), outside.resolve("target"));
        Files.createSymbolicLink(folder.resolve("a (2).txt"), folder.resolve("a.txt"));
        Files.createDirectory(folder.resolve("a (3).txt"));
        DirectorySink sink = sink(folder);
        assertEquals("a (4).txt", receive(sink, "a.txt"));
        assertEquals("mine", Files.readString(folder.resolve("a.txt")));
        try (Stream<Path> files = Files.list(outside)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void manyFilesOfOneNameAtOnceAllGetAPlace() throws Exception {
        DirectorySink sink = sink(temporary);
        int count = 24;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> receptions = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                receptions.add(() -> receive(sink, "same.bin"));
            }
            Set<String> stored = threads.invokeAll(receptions).stream()
                    .map(DirectorySinkTest::result)
                    .collect(Collectors.toSet());
            assertEquals(count, stored.size());
            assertEquals(stored, Set.copyOf(names()));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFileSystemWithoutHardLinksIsServedToo() throws Exception {
        Path part = Files.write(temporary.resolve("part"), CONTENT);
        Path taken = Files.writeString(temporary.resolve("taken"), "mine");
        Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("nowhere"));
        assertFalse(Folder.reserve(part, taken));
        assertFalse(Folder.reserve(part, link));
        assertFalse(Files.exists(temporary.resolve("nowhere"), LinkOption.NOFOLLOW_LINKS));
        assertTrue(Folder.reserve(part, temporary.resolve("free")));
        assertArrayEquals(CONTENT, Files.readAllBytes(temporary.resolve("free")));
        assertFalse(Files.exists(part));
        assertThrows(IOException.class, () -> Folder.reserve(part, temporary.resolve("never")));
        assertFalse(Files.exists(temporary.resolve("never")));
    }

    @Test
    void leftoversOfAKilledDaemonAreRemovedAndPartsUnderWayAreNot() throws Exception {
        DirectorySink first = sink(temporary);
        try (Reception underWay = first.receive("a", CONTENT.length)) {
            underWay.write(CONTENT, 0, CONTENT.length);
            Path leftover = Files.write(temporary.resolve(".usi-00.part"), CONTENT);
            Path other = Files.write(temporary.resolve(".usi-notes"), CONTENT);
            sink(temporary);
            assertFalse(Files.exists(leftover));
            assertTrue(Files.exists(other));
            assertEquals("a", underWay.commit());
        }
        assertEquals(List.of(".usi-notes", "a"), names());
    }

    @Test
    void errorsSayNoName() throws Exception {
        Path folder = temporary.resolve("gone");
        DirectorySink sink = sink(folder);
        Files.delete(folder);
        IOException failure = assertThrows(IOException.class, () -> sink.receive("secret-name", 1));
        assertEquals("the folder is gone", failure.getMessage());
    }

    @Test
    void anInterruptEndsAWriteAndLeavesNothing() throws Exception {
        DirectorySink sink = sink(temporary);
        try (Reception reception = sink.receive("a", CONTENT.length)) {
            Thread.currentThread().interrupt();
            IOException failure = assertThrows(IOException.class, () -> reception.write(CONTENT, 0, CONTENT.length));
            assertTrue(Thread.interrupted());
            assertEquals("it was interrupted", failure.getMessage());
        }
        assertEquals(List.of(), names());
    }

    @Test
    void theJarWillNameTheExtension() throws IOException, URISyntaxException {
        URL classes = DirectorySink.class.getProtectionDomain().getCodeSource().getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertTrue(index.lines().anyMatch(DirectorySink.class.getName()::equals), index);
    }

    private static String result(Future<String> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static DirectorySink sink(Path folder) throws PluginException {
        DirectorySink sink = new DirectorySink();
        sink.configure(new OnePath(folder));
        return sink;
    }

    private static String refusal(Path folder) {
        return Objects.requireNonNull(
                assertThrows(PluginException.class, () -> sink(folder)).getMessage());
    }

    private static String receive(DirectorySink sink, String name) throws IOException {
        try (Reception reception = sink.receive(name, CONTENT.length)) {
            reception.write(CONTENT, 0, CONTENT.length);
            return reception.commit();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private record OnePath(Path given) implements Values {
        @Override
        public Optional<Path> path(String key) {
            assertEquals("files.directory", key);
            return Optional.ofNullable(given);
        }

        @Override
        public Optional<String> text(String key) {
            throw new AssertionError(key);
        }

        @Override
        public boolean flag(String key) {
            throw new AssertionError(key);
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            throw new AssertionError(key);
        }
    }
}
