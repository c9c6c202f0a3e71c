package io.usi.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.Deflater;

/**
 * Takes the signatures out of libraries. They matter to nobody here, who has all jars from one place, and who may write them
 * may remove a signature, too; but Java takes no class of a signed jar from class data, and checks the digests of all of it at
 * each start, for half a second and 10 MiB.
 */
final class Unsigned {
    private static final Pattern SIGNATURE =
            Pattern.compile("META-INF/[^/]*\\.(SF|DSA|RSA|EC)", Pattern.CASE_INSENSITIVE);

    private Unsigned() {}

    /** Writes those jars of a folder anew that are signed. */
    static void make(Path folder, Instant time) throws IOException {
        for (Path jar : Licenses.jars(folder)) {
            if (isSigned(jar)) {
                Path copy = jar.resolveSibling(jar.getFileName() + ".unsigned");
                copy(jar, copy);
                Files.delete(jar);
                Files.move(copy, jar);
                Files.setLastModifiedTime(jar, FileTime.from(time));
            }
        }
    }

    private static boolean isSigned(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            return file.stream()
                    .anyMatch(entry -> SIGNATURE.matcher(entry.getName()).matches());
        }
    }

    private static void copy(Path jar, Path copy) throws IOException {
        try (JarFile from = new JarFile(jar.toFile(), false);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy));
                JarOutputStream to = new JarOutputStream(out)) {
            to.setLevel(Deflater.BEST_COMPRESSION);
            Enumeration<JarEntry> entries = from.entries();
            while (entries.hasMoreElements()) {
                JarEntry entry = entries.nextElement();
                if (SIGNATURE.matcher(entry.getName()).matches()) {
                    continue;
                }
                JarEntry written = new JarEntry(entry);
                written.setMethod(JarEntry.DEFLATED);
                written.setCompressedSize(-1);
                to.putNextEntry(written);
                if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    manifest(from).write(to);
                } else {
                    try (InputStream in = from.getInputStream(entry)) {
                        in.transferTo(to);
                    }
                }
                to.closeEntry();
            }
        }
    }

    /** What it says of the jar, without the digests of each class. */
    private static Manifest manifest(JarFile jar) throws IOException {
        Manifest manifest = new Manifest(jar.getManifest());
        manifest.getEntries().clear();
        return manifest;
    }
}
