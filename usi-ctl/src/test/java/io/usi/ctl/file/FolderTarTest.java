package io.usi.ctl.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTarTest {
    @TempDir
    Path temporary;

    private final List<String> skipped = new ArrayList<>();

    private Path archive(Path folder, String name) throws IOException {
        Path archive = temporary.resolve("archive.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            new FolderTar(folder.toRealPath(), name, skipped::add).writeTo(out);
        }
        return archive;
    }

    private Path unpacked(Path archive) throws Exception {
        Path target = Files.createDirectories(temporary.resolve("unpacked"));
        Tools.run("tar", "-xpf", archive.toString(), "-C", target.toString());
        return target;
    }

    @Test
    void a_name_that_is_not_utf_8_gets_no_other_one() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        Tools.run("sh", "-c", "touch \"$(printf '%s/lat\\351in' \"$0\")\"", folder.toString());
        FolderTar tar = new FolderTar(folder, "folder", skipped::add);
        assertTrue(
                assertThrows(FileSystemException.class, tar::check).getReason().contains("not UTF-8"));
        assertThrows(FileSystemException.class, () -> tar.writeTo(OutputStream.nullOutputStream()));
    }

    @Test
    void comes_out_of_gnu_tar_as_it_went_in() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("dossier é"));
        Path deep = folder;
        for (int i = 0; i < 12; i++) {
            deep = deep.resolve("a folder with a rather long name, number " + i);
        }
        Files.createDirectories(deep);
        byte[] random = new byte[1_234_567];
        new Random(1).nextBytes(random);
        Files.write(deep.resolve("données 日本 😀.bin"), random);
        Files.createFile(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("empty folder"));
        Path script = Files.writeString(folder.resolve("script.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(script, FileTime.fromMillis(1_700_000_000_123L));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("script.sh"));
        Files.createSymbolicLink(folder.resolve("dangling é"), Path.of("../" + "nowhere/".repeat(30)));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("."));

        Path target = unpacked(archive(folder, "dossier é"));
        Tools.run(
                "diff",
                "-r",
                "--no-dereference",
                folder.toString(),
                target.resolve("dossier é").toString());
        Path copy = target.resolve("dossier é");
        assertArrayEquals(
                random, Files.readAllBytes(copy.resolve(folder.relativize(deep)).resolve("données 日本 😀.bin")));
        assertEquals(
                "rwxr-x--x", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("script.sh"))));
        assertEquals(
                1_700_000_000L,
                Files.getLastModifiedTime(copy.resolve("script.sh")).toMillis() / 1_000);
        assertEquals(Path.of("script.sh"), Files.readSymbolicLink(copy.resolve("link")));
        assertEquals(List.of(), skipped);
    }

    @Test
    void names_no_absolute_path_and_no_owner() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("f/g"));
        Files.createFile(folder.resolve("x"));
        String list = Tools.run("tar", "-tvf", archive(folder, "g").toString());
        assertEquals(2, list.lines().count(), list);
        assertTrue(list.lines().allMatch(line -> line.contains(" 0/0 ")), list);
        assertTrue(list.lines().allMatch(line -> line.matches(".* g/x?")), list);
    }

    @Test
    void leaves_pipes_out() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("p"));
        Tools.run("mkfifo", folder.resolve("pipe").toString());
        Files.createFile(folder.resolve("x"));
        Path target = unpacked(archive(folder, "p"));
        assertTrue(Files.exists(target.resolve("p/x")));
        assertFalse(Files.exists(target.resolve("p/pipe")));
        assertEquals(List.of(folder.resolve("pipe").toString()), skipped);
    }

    @Test
    void carries_files_beyond_8_gib() throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("big"));
        Path sparse = Files.createFile(folder.resolve("sparse"));
        Tools.run("truncate", "-s", "9G", sparse.toString());
        StringBuilder start = new StringBuilder();
        IOException enough =
                assertThrows(IOException.class, () -> new FolderTar(folder.toRealPath(), "big", skipped::add)
                        .writeTo(new Beginning(start)));
        assertEquals("enough", enough.getMessage());
        assertTrue(start.toString().contains(" size=9663676416\n"), "a PAX header with the size");
    }

    /** Takes the first 64 KiB. */
    private static final class Beginning extends OutputStream {
        private final StringBuilder text;

        Beginning(StringBuilder text) {
            this.text = text;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            text.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
            if (text.length() > 64 << 10) {
                throw new IOException("enough");
            }
        }
    }
}
