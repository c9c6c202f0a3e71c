package io.usi.plugins.keyfile;

import com.sun.security.auth.module.UnixSystem;
import io.usi.plugin.PluginException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A small file that is read only where nobody but root and the daemon's user can read it or put another in its place. As
 * nobody else can change its folder, nobody else can exchange it between the check and the reading.
 */
final class GuardedFile {
    private static final int MAX_BYTES = 1_024;

    private final Path given;
    private final Rule rule;

    /** Who may get at the file. */
    interface Rule {
        /** What is wrong with it for a user's id, as a clause; empty where nothing is. */
        Optional<String> problem(Standing file, long self);
    }

    /**
     * @param given symbolic links are followed
     */
    GuardedFile(Path given, Rule rule) {
        this.given = given;
        this.rule = rule;
    }

    /**
     * Reads the file, each byte as one character.
     *
     * @return a fresh array, which the caller wipes
     * @throws PluginException where it must not or cannot be read; the message says what to do
     */
    char[] read() throws PluginException {
        try {
            Path real = given.toRealPath();
            if (!real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                throw new PluginException("this file system does not tell who can read the file: give the key with"
                        + " --key-environment");
            }
            Standing before = Standing.of(real);
            check(before, real);
            char[] text = content(real);
            if (!before.equals(Standing.of(real))) {
                Arrays.fill(text, '\0');
                throw new PluginException("the file was changed while it was read: start the daemon again");
            }
            return text;
        } catch (NoSuchFileException e) {
            throw new PluginException("there is no such file: make it, with chmod 600, or correct its path", e);
        } catch (AccessDeniedException e) {
            throw new PluginException(
                    "permission denied: give the file to the daemon's user with chown, and its folder if need be", e);
        } catch (IOException e) {
            String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : "I/O error";
            throw new PluginException("the file cannot be read (" + reason + "): give the path of another", e);
        }
    }

    private void check(Standing file, Path real) throws IOException, PluginException {
        Path folder = real.getParent();
        if (!file.regular() || folder == null) {
            throw new PluginException("this is no regular file: give the path of one");
        }
        long self = ownUser();
        Optional<String> problem = rule.problem(file, self);
        if (problem.isPresent()) {
            throw new PluginException(problem.get() + " " + real);
        }
        problem = Standing.of(folder).problemOfFolder(self);
        if (problem.isPresent()) {
            throw new PluginException(problem.get() + " " + folder);
        }
        if (file.size() > MAX_BYTES) {
            throw tooLong();
        }
    }

    /** UnixSystem says 0 where the user has no entry among the system's, as in containers. */
    private static long ownUser() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self)
                ? ((Integer) Files.getAttribute(self, "unix:uid")).longValue()
                : new UnixSystem().getUid();
    }

    private static PluginException tooLong() {
        return new PluginException(
                "the file has more than " + MAX_BYTES + " bytes: put the key into it and nothing else");
    }

    private static char[] content(Path real) throws IOException, PluginException {
        // Direct: for any other buffer the JDK keeps a copy in one of its own, which nobody wipes.
        ByteBuffer bytes = ByteBuffer.allocateDirect(MAX_BYTES + 1);
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            if (!bytes.hasRemaining()) {
                throw tooLong();
            }
            char[] text = new char[bytes.position()];
            for (int i = 0; i < text.length; i++) {
                text[i] = (char) (bytes.get(i) & 0xff);
            }
            return text;
        } finally {
            bytes.clear();
            while (bytes.hasRemaining()) {
                bytes.put((byte) 0);
            }
        }
    }
}
