package io.usi.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives each package a name without its version. */
final class Links {
    private static final Map<String, String> PACKAGES =
            Map.of("usi.deb", "usi_*_all.deb", "usi.tar.gz", "usi-*.tar.gz", "usi.zip", "usi-*.zip");

    private Links() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (Map.Entry<String, String> entry : PACKAGES.entrySet()) {
            Path link = folder.resolve(entry.getKey());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, only(folder, entry.getValue()).getFileName());
        }
    }

    private static Path only(Path folder, String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        }
        if (found.size() != 1) {
            throw new IOException("expected one package " + pattern + ", found " + found);
        }
        return found.get(0);
    }
}
