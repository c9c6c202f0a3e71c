package io.usi.plugins.keyfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {
    private static final long SELF = 1_000;

    @ParameterizedTest
    @CsvSource({
        "0100600, 1000, 1000, true, true",
        "0100400, 1000, 1000, true, true",
        "0100600, 0, 0, true, true",
        "0100600, 1001, 1000, false, false",
        "0100640, 1000, 1000, false, false",
        "0100604, 1000, 1000, false, false",
        "0100610, 1000, 1000, false, false",
        "0100640, 1000, 0, false, false",
        "0100440, 0, 0, false, true",
        "0100640, 0, 0, false, true",
        "0100440, 0, 50, false, false",
        "0100460, 0, 0, false, false",
        "0100444, 0, 0, false, false",
        "0100440, 1001, 0, false, false",
    })
    void filesAndCredentials(String mode, int uid, int gid, boolean file, boolean credential) {
        Standing standing = standing(mode, uid, gid);
        assertEquals(file, standing.problemOfFile(SELF).isEmpty());
        assertEquals(credential, standing.problemOfCredential(SELF).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "0040755, 1000, true",
        "0040755, 0, true",
        "0040500, 0, true",
        "0041777, 0, true",
        "0041777, 1000, true",
        "0040755, 1001, false",
        "0041777, 1001, false",
        "0040775, 1000, false",
        "0040702, 1000, false",
        "0040777, 0, false",
    })
    void folders(String mode, int uid, boolean right) {
        assertEquals(right, standing(mode, uid, 0).problemOfFolder(SELF).isEmpty());
    }

    private static Standing standing(String mode, int uid, int gid) {
        return new Standing(true, Integer.parseInt(mode, 8), uid, gid, 64, "file", FileTime.fromMillis(0));
    }

    @Test
    void anotherFileUnderThePathIsAnother(@TempDir Path temp) throws Exception {
        Path file = Files.writeString(temp.resolve("key"), "first");
        Standing first = Standing.of(file);
        assertEquals(first, Standing.of(file));
        assertTrue(first.regular());
        Files.move(file, temp.resolve("old"));
        Files.writeString(file, "other");
        assertNotEquals(first, Standing.of(file));
        assertFalse(Standing.of(Files.createSymbolicLink(temp.resolve("link"), file))
                .regular());
    }
}
