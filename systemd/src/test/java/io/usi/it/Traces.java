package io.usi.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Looks for marks in what a daemon writes. */
record Traces(List<String> marks) {
    static List<Path> filesBelow(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return files;
    }

    /** Regular files that a process has open for itself, those without a name any more included. */
    static List<Path> openFiles(long pid) throws IOException {
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

    /** The files with a mark in their names or contents. One that is gone meanwhile has none. */
    List<Path> in(List<Path> files) throws IOException {
        List<Path> findings = new ArrayList<>();
        for (Path file : files) {
            if (in(file)) {
                findings.add(file);
            }
        }
        return findings;
    }

    private boolean in(Path file) throws IOException {
        try {
            return in(file.getFileName().toString()) || in(Files.readAllBytes(file));
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    boolean in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean in(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return marks.stream().anyMatch(text::contains);
    }
}
