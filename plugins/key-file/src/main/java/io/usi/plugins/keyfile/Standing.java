package io.usi.plugins.keyfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * Which file stands under a path, and who can get at it. Where a file has an access control list, the mode's group bits
 * are that list's mask: without them it gives nothing to anybody.
 *
 * @param key tells one file from another
 * @param changed when it or its mode was last changed
 */
record Standing(boolean regular, int mode, int uid, int gid, long size, Object key, FileTime changed) {
    private static final int OTHERS = 0007;
    private static final int GROUP_AND_OTHERS = 0077;
    private static final int GROUP_READ = 0040;
    private static final int WRITABLE = 0022;
    private static final int STICKY = 01000;

    /**
     * Looks at a file or folder.
     *
     * @param path not followed where it is a symbolic link
     */
    static Standing of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(
                path, "unix:isRegularFile,mode,uid,gid,size,fileKey,ctime", LinkOption.NOFOLLOW_LINKS);
        return new Standing(
                (Boolean) found.get("isRegularFile"),
                (Integer) found.get("mode"),
                (Integer) found.get("uid"),
                (Integer) found.get("gid"),
                (Long) found.get("size"),
                found.get("fileKey"),
                (FileTime) found.get("ctime"));
    }

    /** What is wrong with it as a file that holds a key, up to the place where its path belongs. */
    Optional<String> problemOfFile(long self) {
        if (foreign(self)) {
            return Optional.of("the file belongs to another user: make it the daemon's with chown, and chmod 600");
        }
        if ((mode & GROUP_AND_OTHERS) != 0) {
            String who = (mode & OTHERS) != 0 ? "everybody" : "its group";
            return Optional.of(who + " can get at the file: chmod 600");
        }
        return Optional.empty();
    }

    /**
     * The same for a systemd credential. What root gives to a unit with {@code User=} stays root's, and is readable by
     * that user through an access control list, whose mask shows as the group's right to read.
     */
    Optional<String> problemOfCredential(long self) {
        boolean listed = uid == 0 && gid == 0 && (mode & GROUP_AND_OTHERS) == GROUP_READ;
        return listed ? Optional.empty() : problemOfFile(self);
    }

    /** What is wrong with it as the folder of such a file. In a sticky folder nobody can exchange another's files. */
    Optional<String> problemOfFolder(long self) {
        if (foreign(self)) {
            return Optional.of("the file's folder belongs to another user: put the file into one of your own, not");
        }
        return (mode & WRITABLE) != 0 && (mode & STICKY) == 0
                ? Optional.of("others can put another file in this one's place: chmod go-w")
                : Optional.empty();
    }

    private boolean foreign(long self) {
        return uid != 0 && uid != self;
    }
}
