package io.usi.daemon.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final String SECRET = "the content of the file, which the disk must not know";

    @TempDir
    Path folder;

    @Test
    void givesBackWhatItGotToEveryReader() throws IOException {
        SpoolStore store = new SpoolStore(folder, 1024 * 1024);
        byte[] content = Vectors.deterministic("spool", 300_001);
        try (Spool spool = store.create()) {
            for (int at = 0; at < content.length; ) {
                int length = Math.min(1 + at % 40_000, content.length - at);
                spool.write(content, at, length);
                at += length;
            }
            assertEquals(content.length, spool.size());
            FileSource source = spool.source("name");
            assertEquals(content.length, source.size());
            try (InputStream one = source.open();
                    InputStream two = source.open()) {
                ByteArrayOutputStream slow = new ByteArrayOutputStream();
                for (int b = one.read(); slow.size() < 5; b = one.read()) {
                    slow.write(b);
                }
                assertArrayEquals(content, two.readAllBytes());
                // One byte was read ahead of the five that were kept.
                one.readNBytes(content.length - 6);
                assertEquals(-1, one.read());
                assertArrayEquals(java.util.Arrays.copyOf(content, 5), slow.toByteArray());
            }
            source.close();
        }
        assertEquals(0, store.used());
    }

    @Test
    void nothingOfItHasANameAndTheDiskHasNoPlaintext() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "needs /proc to look at what is open");
        SpoolStore store = new SpoolStore(folder, 1024 * 1024);
        try (Spool spool = store.create()) {
            byte[] text = SECRET.repeat(50).getBytes(StandardCharsets.US_ASCII);
            spool.write(text, 0, text.length);
            try (Stream<Path> files = Files.list(folder)) {
                assertEquals(0, files.count());
            }
            byte[] onDisk = unlinkedOf(descriptors);
            assertEquals(text.length, onDisk.length);
            String seen = new String(onDisk, StandardCharsets.ISO_8859_1);
            assertFalse(seen.contains(SECRET.substring(0, 8)));
            assertFalse(seen.substring(0, 53).equals(seen.substring(53, 106)), "the same text twice looks the same");
        }
    }

    private byte[] unlinkedOf(Path descriptors) throws IOException {
        try (Stream<Path> open = Files.list(descriptors)) {
            for (Path descriptor : open.toList()) {
                if (target(descriptor).startsWith(folder.toRealPath() + "/.usi-spool-")) {
                    return Files.readAllBytes(descriptor);
                }
            }
        }
        throw new AssertionError("the spool is not open");
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // The descriptor with which the folder is listed is gone again.
            return "";
        }
    }

    @Test
    void eachHasAKeyOfItsOwn() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(descriptors), "needs /proc to look at what is open");
        SpoolStore store = new SpoolStore(folder, 1024);
        byte[] zeros = new byte[64];
        byte[] first;
        try (Spool spool = store.create()) {
            spool.write(zeros, 0, zeros.length);
            first = unlinkedOf(descriptors);
        }
        try (Spool spool = store.create()) {
            spool.write(zeros, 0, zeros.length);
            assertFalse(java.util.Arrays.equals(first, unlinkedOf(descriptors)));
        }
    }

    @Test
    void oneFileOfAPeerGetsNoMoreThanHalfAndHasItsRoomFromTheStart() {
        SpoolStore store = new SpoolStore(folder, 100);
        assertEquals(
                ErrorCode.SPOOL_FULL,
                assertThrows(UsiException.class, () -> store.createFor("n", 51)).code());
        assertEquals(0, store.used());
        try (Spool spool = store.createFor("n", 50)) {
            assertEquals(50, store.used());
            assertThrows(UsiException.class, () -> store.createFor("n", 1));
            store.createFor("other", 50).close();
            spool.write(new byte[50], 0, 50);
            assertEquals(50, store.used());
        }
        assertEquals(0, store.used());
    }

    @Test
    void allTogetherAreBoundedAndGiveTheirRoomBack() {
        SpoolStore store = new SpoolStore(folder, 100);
        byte[] bytes = new byte[60];
        Spool one = store.create();
        Spool two = store.create();
        one.write(bytes, 0, 60);
        assertEquals(
                ErrorCode.SPOOL_FULL,
                assertThrows(UsiException.class, () -> two.write(bytes, 0, 41)).code());
        two.write(bytes, 0, 40);
        assertEquals(100, store.used());
        FileSource reader = one.source("x");
        one.close();
        assertEquals(100, store.used(), "somebody still reads it");
        reader.close();
        assertEquals(40, store.used());
        two.close();
        assertEquals(0, store.used());
    }

    @Test
    void aFolderThatIsNotThereIsOneClearError() {
        SpoolStore store = new SpoolStore(folder.resolve("none"), 100);
        UsiException failed = assertThrows(UsiException.class, store::create);
        assertEquals(ErrorCode.IO, failed.code());
        assertTrue(failed.getMessage().contains("spool.directory"));
    }
}
