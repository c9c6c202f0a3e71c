package io.usi.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The terms of all that is of others: what each jar holds of them, and for those that hold nothing a text of this project's
 * sources. A jar without either ends the build.
 */
final class Licenses {
    private static final Pattern TEXT =
            Pattern.compile("META-INF/[^/]*(LICENSE|LICENCE|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);
    private static final String OWN = "usi-";

    /** The folder of texts about what is no library and lies in this project's own jars. */
    private static final String DATA = "data";

    /** What several of the texts refer to. */
    private static final String SHARED = "Apache-2.0.txt";

    private final Path texts;
    private final Path target;

    /**
     * @param texts a folder of files named after the jars that hold no terms themselves
     * @param target gets a folder for each jar
     */
    Licenses(Path texts, Path target) {
        this.texts = texts;
        this.target = target;
    }

    /** Collects those of libraries, each of which needs some, and of plugins, which may have nothing of others inside. */
    void collect(Path libraries, List<Path> plugins) throws IOException {
        Files.createDirectories(target);
        Files.copy(texts.resolve(SHARED), target.resolve(SHARED));
        for (Path jar : jars(libraries)) {
            String name = name(jar);
            if (name.startsWith(OWN)) {
                continue;
            }
            Path text = texts.resolve(name + ".txt");
            if (Files.exists(text)) {
                Files.copy(text, Files.createDirectories(target.resolve(name)).resolve("LICENSE.txt"));
            } else if (!unpack(jar, name)) {
                throw new IOException("no licence is known of " + name + ": put its text into " + text);
            }
        }
        for (Path text : files(texts.resolve(DATA), "*.txt")) {
            String name = text.getFileName().toString().replaceFirst("\\.txt$", "");
            Files.copy(text, Files.createDirectories(target.resolve(name)).resolve("LICENSE.txt"));
        }
        for (Path folder : plugins) {
            for (Path jar : jars(folder)) {
                unpack(jar, name(jar));
            }
        }
    }

    private boolean unpack(Path jar, String name) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> entries = file.stream()
                    .filter(entry -> TEXT.matcher(entry.getName()).matches())
                    .toList();
            for (JarEntry entry : entries) {
                Path copy = Files.createDirectories(target.resolve(name))
                        .resolve(entry.getName().substring("META-INF/".length()));
                try (InputStream in = file.getInputStream(entry)) {
                    Files.copy(in, copy);
                }
            }
            return !entries.isEmpty();
        }
    }

    private static String name(Path jar) {
        return jar.getFileName().toString().replaceFirst("\\.jar$", "");
    }

    /** The jars of a folder, in the order of their names. */
    static List<Path> jars(Path folder) throws IOException {
        return files(folder, "*.jar");
    }

    private static List<Path> files(Path folder, String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        }
        return found.stream().sorted().toList();
    }
}
