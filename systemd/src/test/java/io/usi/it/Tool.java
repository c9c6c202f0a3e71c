package io.usi.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that a test needs and the product does not. */
final class Tool {
    private Tool() {}

    /** Where it is; without it the test is skipped, or fails where {@code CI=true}. */
    static String path(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> {
                    String missing = "there is no " + name + " on the PATH";
                    return "true".equals(System.getenv("CI")) ? fail(missing) : abort(missing);
                });
    }
}
