package io.usi.ctl.file;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Something to send as a file. */
public abstract sealed class Source {
    /** What stands for bytes that are no UTF-8. */
    private static final char UNREADABLE = '\ufffd';

    private final String name;

    private Source(String name) {
        this.name = name;
    }

    /** What the peer reads as its name. */
    public final String name() {
        return name;
    }

    /** How many bytes it has; -1 where that is not known before. */
    public long size() {
        return -1;
    }

    /** Where a daemon of the same user finds the same bytes; null where nobody else does. */
    public Path path() {
        return null;
    }

    /**
     * Writes its bytes, a part at a time.
     *
     * @throws IOException where it cannot be read, or the target not be written
     */
    public abstract void writeTo(OutputStream target) throws IOException;

    /**
     * Looks at what the user named.
     *
     * @param file a path, or {@code -} for standard input
     * @param name what to call it; null for its own name
     * @param skipped hears of what is left out of a folder
     * @throws CtlException where it is not there or cannot be read
     */
    public static Source of(String file, String name, InputStream in, Consumer<String> skipped) {
        if (file.equals("-")) {
            return new Stream(name == null ? "stdin" : name, in);
        }
        Path path = path(file);
        Path real = real(path);
        Path found = real == null ? path : real;
        if (!Files.isReadable(found) || (Files.isDirectory(found) && !Files.isExecutable(found))) {
            throw unreadable(file + " cannot be read by you");
        }
        if (Files.isDirectory(found)) {
            String own = fileName(path.normalize(), fileName(found, "root"));
            return folder(file, name == null ? own + ".tar" : name, new FolderTar(found, own, skipped));
        }
        String called = name == null ? fileName(path, file) : name;
        return Files.isRegularFile(found) ? new Regular(called, found, real) : new Device(called, found);
    }

    private static Source folder(String file, String name, FolderTar tar) {
        try {
            tar.check();
            return new Folder(name, tar);
        } catch (IOException e) {
            throw unreadable(file + " cannot be read whole (" + Reason.of(e) + ")");
        }
    }

    private static Path path(String file) {
        try {
            Path path = Path.of(file);
            Files.readAttributes(path, "size");
            return path;
        } catch (AccessDeniedException e) {
            throw unreadable(file + " cannot be read by you");
        } catch (InvalidPathException | IOException e) {
            if (file.indexOf(UNREADABLE) >= 0) {
                throw unreadable(file
                        + " is a name that is not UTF-8, which cannot be opened: rename it, or give it another with"
                        + " 'usi-ctl sendfile --name NAME - <FILE'");
            }
            throw unreadable(file + " is not there");
        }
    }

    /** The path without links; null for what has none, such as a pipe of the shell's under {@code /dev/fd}. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }

    private static String fileName(Path path, String otherwise) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        return name.isEmpty() || name.equals("..") || name.equals(".") ? otherwise : name;
    }

    private static CtlException unreadable(String why) {
        return new CtlException(Exit.SAID_NO, why + ": nothing was sent");
    }

    private static final class Regular extends Source {
        private final Path path;
        private final Path real;
        private final long size;

        Regular(String name, Path path, Path real) {
            super(name);
            this.path = path;
            this.real = real;
            try {
                size = Files.size(path);
            } catch (IOException e) {
                throw unreadable(path + " cannot be read by you");
            }
        }

        @Override
        public long size() {
            return size;
        }

        /** A path below {@code /proc} means something else in each process. */
        @Override
        public Path path() {
            return real == null || real.startsWith("/proc") ? null : real;
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                Copy.exactly(in, target, size);
            }
        }
    }

    /** A named pipe or a device. */
    private static final class Device extends Source {
        private final Path path;

        Device(String name, Path path) {
            super(name);
            this.path = path;
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            try (InputStream in = Files.newInputStream(path)) {
                Copy.all(in, target);
            }
        }
    }

    private static final class Stream extends Source {
        private final InputStream in;

        Stream(String name, InputStream in) {
            super(name);
            this.in = in;
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            Copy.all(in, target);
        }
    }

    private static final class Folder extends Source {
        private final FolderTar tar;

        Folder(String name, FolderTar tar) {
            super(name);
            this.tar = tar;
        }

        @Override
        public void writeTo(OutputStream target) throws IOException {
            tar.writeTo(target);
        }
    }
}
