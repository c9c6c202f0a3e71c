package io.usi.plugins.sinkdirectory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The folder that files are put into. Errors say nothing of names. Safe for use by several threads. */
final class Folder {
    private static final String PREFIX = ".usi-";
    private static final String SUFFIX = ".part";
    private static final int RANDOM_BYTES = 16;
    private static final int MAX_NUMBER = 9_999;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final boolean posix;

    private Folder(Path path) {
        this.path = path;
        posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * Opens a folder, and makes it where there is none: it and what is missing above it are then the user's alone.
     *
     * @param path an absolute path
     * @throws IOException where that is no folder, or no file can be made in it; the message says what
     */
    static Folder open(Path path) throws IOException {
        try {
            boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (!Files.exists(path)) {
                Files.createDirectories(path, mode(posix, "rwx------"));
            }
            if (!Files.isDirectory(path)) {
                throw new IOException("it is not a folder");
            }
            Folder folder = new Folder(path.toRealPath());
            folder.removeLeftovers();
            folder.newPart().delete();
            return folder;
        } catch (IOException e) {
            throw plain(e);
        }
    }

    /** A new empty file under a random name, which only its owner can read. It is locked as long as it is open. */
    Part newPart() throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        Path part = path.resolve(PREFIX + HexFormat.of().formatHex(random) + SUFFIX);
        FileChannel channel = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(posix, "rw-------"));
        try {
            channel.tryLock();
        } catch (IOException e) {
            // A file system without locks: what a crash leaves there stays until somebody removes it.
            return new Part(part, channel);
        }
        return new Part(part, channel);
    }

    /** A file that is not final yet. */
    record Part(Path path, FileChannel channel) {
        void delete() throws IOException {
            try {
                Files.deleteIfExists(path);
            } finally {
                channel.close();
            }
        }
    }

    /**
     * Gives a part its final name, or the next free one after it. Nothing that exists is ever replaced, and no symbolic
     * link followed.
     *
     * @return the name under which it stands
     */
    String makeFinal(Part part, SafeName name) throws IOException {
        for (int number = 0; number <= MAX_NUMBER; number++) {
            String candidate = name.numbered(number);
            Path target = path.resolve(candidate);
            if (claim(part.path(), target)) {
                syncOrRemove(target);
                return candidate;
            }
        }
        throw new IOException("there are too many files of this name");
    }

    private static boolean claim(Path part, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Files.createLink(target, part);
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return reserve(part, target);
        }
        Files.delete(part);
        return true;
    }

    /** Where the file system has no hard links: takes the name with an empty file, which is then replaced. */
    static boolean reserve(Path part, Path target) throws IOException {
        try {
            Files.createFile(target);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        boolean moved = false;
        try {
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
            moved = true;
            return true;
        } finally {
            if (!moved) {
                Files.deleteIfExists(target);
            }
        }
    }

    /** Makes the new name last over a power cut, where the system can do that for folders. */
    private void syncOrRemove(Path target) throws IOException {
        if (!posix) {
            return;
        }
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /** Removes the parts of a process that was killed: those that nobody holds the lock of. */
    private void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, PREFIX + "*" + SUFFIX)) {
            for (Path part : parts) {
                if (Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS) && abandoned(part)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    private static boolean abandoned(Path part) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static FileAttribute<?>[] mode(boolean posix, String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The same failure without a file's name. */
    static IOException plain(IOException e) {
        if (e instanceof AccessDeniedException) {
            return new IOException("permission denied");
        }
        if (e instanceof NoSuchFileException) {
            return new IOException("the folder is gone");
        }
        if (e instanceof FileSystemException f) {
            return new IOException(f.getReason() == null ? "the file system refused" : f.getReason());
        }
        return e.getMessage() == null ? new IOException("it was interrupted") : e;
    }
}
