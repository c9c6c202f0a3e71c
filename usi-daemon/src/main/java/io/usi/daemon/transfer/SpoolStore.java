package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where files wait that this daemon cannot leave with their owner: unlinked files of one folder, each encrypted under a key
 * of its own that is only in memory, all together of a bounded size.
 */
public final class SpoolStore {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong used = new AtomicLong();
    private final Map<String, Long> shares = new HashMap<>();
    private final Path folder;
    private volatile long limit;

    /**
     * @param limit of all spools together, in bytes
     */
    public SpoolStore(Path folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    /** How many bytes all spools together may hold; those that are there stay. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /**
     * An empty spool of a size that is not known before.
     *
     * @throws UsiException {@link ErrorCode#IO} where the folder does not take one
     */
    public Spool create() {
        return create(0, () -> {});
    }

    /**
     * An empty spool for a peer's file, whose bytes are set aside at once: no more than half of the limit for all files of
     * one network, so that one peer's announcements do not keep all others out.
     *
     * @param network where the peer is
     * @param size in bytes
     * @throws UsiException {@link ErrorCode#SPOOL_FULL} where it does not fit, {@link ErrorCode#IO} where the folder does
     *     not take it
     */
    public Spool createFor(String network, long size) {
        reserveShare(network, size);
        boolean made = false;
        try {
            Spool spool = create(size, () -> releaseShare(network, size));
            made = true;
            return spool;
        } finally {
            if (!made) {
                release(size);
                releaseShare(network, size);
            }
        }
    }

    private synchronized void reserveShare(String network, long size) {
        long share = shares.getOrDefault(network, 0L);
        if (size > limit / 2 - share) {
            throw full();
        }
        reserve(size);
        shares.put(network, share + size);
    }

    private synchronized void releaseShare(String network, long size) {
        shares.computeIfPresent(network, (n, share) -> share == size ? null : share - size);
    }

    private Spool create(long reserved, Runnable onEnd) {
        byte[] suffix = new byte[12];
        random.nextBytes(suffix);
        Path path = folder.resolve(".usi-spool-" + HexFormat.of().formatHex(suffix));
        FileAttribute<?>[] attributes = POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            FileChannel channel = FileChannel.open(path, OPTIONS, attributes);
            // Unlinked before a byte is written: whatever ends this process, nothing can be found by a name.
            Files.delete(path);
            byte[] key = new byte[Spool.KEY_BYTES];
            random.nextBytes(key);
            return new Spool(this, channel, key, reserved, onEnd);
        } catch (IOException e) {
            throw new UsiException(
                    ErrorCode.IO,
                    "no file can be made in the spool folder: see spool.directory in the configuration",
                    e);
        }
    }

    void reserve(long bytes) {
        long before;
        do {
            before = used.get();
            if (bytes > limit - before) {
                throw full();
            }
        } while (!used.compareAndSet(before, before + bytes));
    }

    private static UsiException full() {
        return new UsiException(
                ErrorCode.SPOOL_FULL, "the spool is full: wait for transfers to end, or raise spool.limit");
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes in use now. */
    public long used() {
        return used.get();
    }
}
