package io.usi.daemon.config;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who else can get at a file. A group counts as nobody else where its only member is the daemon's user: many systems
 * give each user such a group and let it write. Where the file system knows no owners and modes, nothing can be said
 * and nothing is refused.
 */
public final class Access {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Path GROUPS = Path.of("/etc/group");

    private Access() {}

    /**
     * Whether anybody but root and the daemon's user can write to a file or folder.
     *
     * @param path the file or folder; symbolic links are followed
     * @return who, as a clause for an error; empty where nobody can
     */
    public static Optional<String> writableByOthers(Path path) {
        return others(path, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE, "write to it");
    }

    /**
     * Whether anybody but root and the daemon's user can read a file.
     *
     * @param path the file; symbolic links are followed
     * @return who, as a clause for an error; empty where nobody can
     */
    public static Optional<String> readableByOthers(Path path) {
        return others(path, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ, "read it");
    }

    /**
     * Why a file operation failed, without the file's name.
     *
     * @param e the failure
     * @return a few words
     */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason.replaceAll("\\p{Cntrl}", "?");
    }

    private static Optional<String> others(
            Path path, PosixFilePermission group, PosixFilePermission everybody, String what) {
        if (!Files.exists(path)
                || !path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        try {
            long self = ownUser();
            long owner = owner(path);
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
            if (owner != 0 && owner != self) {
                return Optional.of("it belongs to another user (" + owner + ")");
            }
            if (mode.contains(everybody)) {
                return Optional.of("everybody can " + what);
            }
            long gid = ((Integer) Files.getAttribute(path, "unix:gid")).longValue();
            if (mode.contains(group) && !onlyOwn(gid, self)) {
                return Optional.of("its group can " + what);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("it cannot be told who can " + what + " (" + reason(e) + ")");
        }
    }

    /** UnixSystem says 0 where the user has no entry among the system's, as in containers. */
    private static long ownUser() throws IOException {
        Path self = Path.of("/proc/self");
        return Files.exists(self) ? owner(self) : new UnixSystem().getUid();
    }

    private static long owner(Path path) throws IOException {
        return ((Integer) Files.getAttribute(path, "unix:uid")).longValue();
    }

    /** Whether a group has no member but root and one user, as far as this machine's own files know. */
    private static boolean onlyOwn(long group, long user) throws IOException {
        Set<String> allowed = new HashSet<>(Set.of("root"));
        for (String line : lines(USERS)) {
            String[] fields = line.split(":", -1);
            if (fields.length > 3 && fields[2].equals(Long.toString(user))) {
                allowed.add(fields[0]);
            } else if (fields.length > 3 && fields[3].equals(Long.toString(group)) && !fields[2].equals("0")) {
                return false;
            }
        }
        boolean known = false;
        for (String line : lines(GROUPS)) {
            String[] fields = line.split(":", -1);
            if (fields.length > 3 && fields[2].equals(Long.toString(group))) {
                known = true;
                if (!fields[3].isEmpty() && !allowed.containsAll(List.of(fields[3].split(",", -1)))) {
                    return false;
                }
            }
        }
        return known;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }
}
