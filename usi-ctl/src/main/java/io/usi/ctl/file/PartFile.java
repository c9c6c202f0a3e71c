package io.usi.ctl.file;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * A file on its way into a folder: under a random name that only its owner can read until it is whole, then under a safe
 * final name, never over something that exists. Closing removes it unless it became final.
 */
public final class PartFile implements AutoCloseable {
    private static final int RANDOM_BYTES = 8;
    private static final long SYNC_BYTES = 64L * 1024 * 1024;
    private static final int MAX_NUMBER = 9_999;

    private final Path folder;
    private final Path part;
    private final FileChannel channel;
    private final boolean kept;
    private long unsynced;
    private volatile boolean finished;

    private PartFile(Path folder, Path part, FileChannel channel, boolean kept) {
        this.folder = folder;
        this.part = part;
        this.channel = channel;
        this.kept = kept;
    }

    /** Makes the folder, and those above it, where there is none; files can be made in it afterwards. */
    public static void prepare(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CtlException(Exit.SAID_NO, folder + " is no folder: give another one with --into");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CtlException(
                    Exit.SAID_NO,
                    "the folder " + folder + " cannot be made: " + Reason.plain(e) + ": give another with --into");
        }
        if (!Files.isWritable(folder) || !Files.isExecutable(folder)) {
            throw new CtlException(
                    Exit.SAID_NO, "you may not write into the folder " + folder + ": give another one with --into");
        }
    }

    /** Begins a file in a folder that is there. */
    public static PartFile create(Path folder) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        Path part = folder.resolve(".usi-" + HexFormat.of().formatHex(random) + ".part");
        try {
            FileChannel channel = FileChannel.open(
                    part,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return new PartFile(folder, part, channel, false);
        } catch (IOException e) {
            throw new CtlException(
                    Exit.SAID_NO,
                    "no file can be made in " + folder + ": " + Reason.plain(e) + ": give another folder with --into");
        }
    }

    /**
     * Begins a file that stays where it is broken off, or goes on with what an earlier try left of it.
     *
     * @param name the sender's word for it
     * @param size in bytes
     */
    public static PartFile continued(Path folder, String name, long size) {
        byte[] id = sha256().digest((size + " " + name).getBytes(StandardCharsets.UTF_8));
        Path part = folder.resolve(".usi-" + HexFormat.of().formatHex(id, 0, RANDOM_BYTES) + ".part");
        try {
            FileChannel channel = FileChannel.open(
                    part,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (channel.tryLock() == null) {
                channel.close();
                throw new CtlException(
                        Exit.SAID_NO, "another usi-ctl takes that file into " + folder + " already: wait for it");
            }
            requireOwn(part, channel);
            if (channel.size() > size) {
                channel.truncate(0);
            }
            channel.position(channel.size());
            return new PartFile(folder, part, channel, true);
        } catch (IOException e) {
            throw new CtlException(
                    Exit.SAID_NO,
                    "no file can be made in " + folder + ": " + Reason.plain(e) + ": give another folder with --into");
        }
    }

    /** Whoever may write into the folder could have put something there under that name: nobody else's file is taken. */
    private static void requireOwn(Path part, FileChannel channel) throws IOException {
        boolean own;
        try {
            Map<String, Object> there = Files.readAttributes(part, "unix:uid,nlink,mode", LinkOption.NOFOLLOW_LINKS);
            Object me = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            int others = (Integer) there.get("mode") & 0077;
            own = there.get("uid").equals(me) && Integer.valueOf(1).equals(there.get("nlink")) && others == 0;
        } catch (UnsupportedOperationException | NoSuchFileException e) {
            own = false;
        }
        if (!own) {
            channel.close();
            throw new CtlException(
                    Exit.SAID_NO,
                    part + " is not this user's alone, or was just finished by another usi-ctl: remove it, or accept"
                            + " without --continue");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** How much of it is there, in bytes. */
    public long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** The SHA-256 of what is there, in hexadecimal. */
    public String sha256OfPart() {
        MessageDigest digest = sha256();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try {
            long position = 0;
            while (channel.read(buffer, position) > 0) {
                position += buffer.position();
                digest.update(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What comes begins there: 0 where what is there is not of the sender's file. */
    public void begin(long offset) {
        try {
            channel.truncate(offset);
            channel.position(offset);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Adds bytes at its end. */
    public void write(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                unsynced += channel.write(bytes);
            }
            if (unsynced >= SYNC_BYTES) {
                // Little is left for the end, at which the daemon waits.
                channel.force(false);
                unsynced = 0;
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Brings it to the disk. */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private CtlException unwritable(IOException e) {
        return new CtlException(
                Exit.SAID_NO,
                "the file cannot be written in " + folder + ": " + Reason.plain(e)
                        + ": make room, or have it sent again and use another folder with --into");
    }

    /**
     * Gives it its final name, or the next free one after it.
     *
     * @param name the sender's word for it
     * @return the absolute path
     */
    public Path finish(String name) {
        SafeName safe = SafeName.of(name);
        try {
            for (int number = 0; number <= MAX_NUMBER; number++) {
                Path target = folder.resolve(safe.numbered(number));
                if (claim(target)) {
                    finished = true;
                    syncFolder();
                    return target.toAbsolutePath().normalize();
                }
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
        throw new CtlException(
                Exit.SAID_NO, folder + " holds too many files of that name: use another folder with --into");
    }

    private boolean claim(Path target) throws IOException {
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
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    /** Makes the new name last over a power cut, where the file system can: some have no such thing for a folder. */
    private void syncFolder() {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // The file stands there all the same, complete and on the disk.
            return;
        }
    }

    /**
     * Removes it, unless it has its final name or is to stay for another try. Any thread may do that, at any time.
     */
    @Override
    public void close() {
        try {
            boolean empty = channel.isOpen() && channel.size() == 0;
            channel.close();
            if (!finished && (!kept || empty)) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new CtlException(
                    Exit.SAID_NO, "the unfinished file " + part + " cannot be removed: remove it yourself");
        }
    }
}
