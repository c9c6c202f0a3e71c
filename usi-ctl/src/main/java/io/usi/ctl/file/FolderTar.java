package io.usi.ctl.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A folder as a POSIX tar stream, a part of a file at a time in memory. Paths begin with the folder's name; symbolic
 * links stay links; owners are left out, as they say something of this machine. Sockets, pipes and devices are skipped.
 */
final class FolderTar {
    private static final int PERMISSIONS = 0_7777;
    private static final int PART = 256 << 10;

    private final Path folder;
    private final String name;
    private final Consumer<String> skipped;

    /**
     * A folder to be read.
     *
     * @param folder its path, which is no link
     * @param name what it is called in the archive
     * @param skipped hears which paths are left out
     */
    FolderTar(Path folder, String name, Consumer<String> skipped) {
        this.folder = folder;
        this.name = name;
        this.skipped = skipped;
    }

    /**
     * Looks whether everything in it can be read.
     *
     * @throws IOException which names what cannot
     */
    void check() throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                text(path);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                text(path);
                if (attributes.isSymbolicLink()) {
                    text(Files.readSymbolicLink(path));
                }
                if (attributes.isRegularFile() && !Files.isReadable(path)) {
                    throw new AccessDeniedException(path.toString());
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    void writeTo(OutputStream target) throws IOException {
        // Closing would write the end of the archive after a failure too.
        BufferedOutputStream buffered = new BufferedOutputStream(target, PART);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(buffered, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        Files.walkFileTree(folder, new Writer(tar));
        tar.finish();
        buffered.flush();
    }

    private final class Writer extends SimpleFileVisitor<Path> {
        private final TarArchiveOutputStream tar;

        Writer(TarArchiveOutputStream tar) {
            this.tar = tar;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
            put(new TarArchiveEntry(archived(path) + "/", TarConstants.LF_DIR), path, attributes);
            tar.closeArchiveEntry();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                TarArchiveEntry link = new TarArchiveEntry(archived(path), TarConstants.LF_SYMLINK);
                link.setLinkName(text(Files.readSymbolicLink(path)));
                put(link, path, attributes);
                tar.closeArchiveEntry();
            } else if (attributes.isRegularFile()) {
                try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
                    TarArchiveEntry file = new TarArchiveEntry(archived(path), TarConstants.LF_NORMAL);
                    file.setSize(attributes.size());
                    put(file, path, attributes);
                    Copy.exactly(in, tar, attributes.size());
                    tar.closeArchiveEntry();
                }
            } else {
                skipped.accept(path.toString());
            }
            return FileVisitResult.CONTINUE;
        }

        private void put(TarArchiveEntry entry, Path path, BasicFileAttributes attributes) throws IOException {
            entry.setMode((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & PERMISSIONS);
            entry.setLastModifiedTime(attributes.lastModifiedTime());
            entry.setIds(0, 0);
            entry.setNames("", "");
            tar.putArchiveEntry(entry);
        }

        private String archived(Path path) throws IOException {
            String relative = text(folder.relativize(path));
            return relative.isEmpty() ? name : name + "/" + relative;
        }
    }

    /** A path as it goes into the archive, whose names are UTF-8; never another one than it has. */
    private static String text(Path path) throws IOException {
        String text = path.toString();
        if (!path.equals(Path.of(text))) {
            throw new FileSystemException(text, null, "its name is not UTF-8, rename it");
        }
        return text;
    }
}
