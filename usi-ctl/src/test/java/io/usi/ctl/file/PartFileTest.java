package io.usi.ctl.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.CtlException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartFileTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path store(String name) {
        try (PartFile part = PartFile.create(folder)) {
            part.write(ByteBuffer.wrap(CONTENT));
            part.sync();
            return part.finish(name);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void is_hidden_and_private_until_it_is_whole() throws IOException {
        try (PartFile part = PartFile.create(folder)) {
            assertEquals(1, names().size());
            assertTrue(names().get(0).matches("\\.usi-[0-9a-f]{16}\\.part"), names()::toString);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(names().get(0)))));
            part.write(ByteBuffer.wrap(CONTENT));
        }
        assertEquals(List.of(), names());
    }

    @Test
    void gets_its_final_name() throws IOException {
        assertEquals(folder.resolve("a.txt"), store("a.txt"));
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("a.txt")));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void never_replaces_anything() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "mine");
        Files.createDirectory(folder.resolve("a (1).txt"));
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(folder.resolve("a (2).txt"), elsewhere);
        assertEquals(folder.resolve("a (3).txt"), store("a.txt"));
        assertEquals("mine", Files.readString(folder.resolve("a.txt")));
        assertFalse(Files.exists(elsewhere, LinkOption.NOFOLLOW_LINKS));
        assertEquals(folder.resolve("a (4).txt"), store("a.txt"));
    }

    @Test
    void stays_in_its_folder() throws IOException {
        Path outside = folder.resolveSibling("outside-" + folder.getFileName());
        assertEquals(folder.resolve(outside.getFileName()), store("../" + outside.getFileName()));
        assertEquals(folder.resolve("passwd"), store("/etc/passwd"));
        assertFalse(Files.exists(outside));
    }

    @Test
    void takes_a_name_without_links_too() throws IOException {
        Path part = Files.write(folder.resolve("part"), CONTENT);
        Files.writeString(folder.resolve("taken"), "mine");
        assertFalse(PartFile.reserve(part, folder.resolve("taken")));
        assertEquals("mine", Files.readString(folder.resolve("taken")));
        assertTrue(PartFile.reserve(part, folder.resolve("free")));
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("free")));
        assertEquals(List.of("free", "taken"), names());
    }

    @Test
    void makes_the_folder_and_those_above() {
        Path deep = folder.resolve("a/b/c");
        PartFile.prepare(deep);
        assertTrue(Files.isDirectory(deep));
        PartFile.prepare(deep);
    }

    @Test
    void wants_a_folder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertEquals(
                1,
                assertThrows(CtlException.class, () -> PartFile.prepare(file))
                        .exit()
                        .code());
        assertEquals(
                1,
                assertThrows(CtlException.class, () -> PartFile.prepare(file.resolve("below")))
                        .exit()
                        .code());
    }
}
