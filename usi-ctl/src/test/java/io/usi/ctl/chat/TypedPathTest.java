package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedPathTest {
    private final TypedPath paths = new TypedPath(Map.of("HOME", "/home/of test"));

    @TempDir
    Path temp;

    /** Quotes and backslashes as terminals put them around a file that is dropped on them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a b.txt|a b.txt",
                "\"bi/sub dir\"|bi/sub dir",
                "'f/a b.txt'|f/a b.txt",
                "f/a\\ b\\(1\\).txt|f/a b(1).txt",
                "'it'\\''s'|it's",
                "\"a \\\"b\\\" \\c\"|a \"b\" \\c",
                "it's theirs' too|it's theirs' too",
                "'left open|'left open",
                "at its end\\|at its end\\",
                "~|/home/of test",
                "~/x y|/home/of test/x y",
                "'~/x y'|/home/of test/x y",
                "~x|~x"
            })
    void understandsBothWays(String typed, String path) {
        assertEquals(Path.of(path), paths.resolve(typed));
    }

    @Test
    void whatIsThereAsItWasTypedIsMeant() throws IOException {
        Path odd = Files.writeString(temp.resolve("a\\ b"), "x");
        assertEquals(odd, paths.resolve(odd.toString()));
    }

    @Test
    void withoutAHomeInTheEnvironmentTheSystemKnowsIt() {
        assertEquals(Path.of(System.getProperty("user.home"), "x"), new TypedPath(Map.of("HOME", "")).resolve("~/x"));
    }
}
