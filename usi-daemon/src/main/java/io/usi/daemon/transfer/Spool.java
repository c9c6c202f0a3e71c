package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One spooled file: written once, by one thread, then read by any number. AES-256-CTR under a key that is used for nothing
 * else, from counter zero on. It hides the content from the disk; it does not authenticate it, since nobody but this process
 * can reach an unlinked file.
 *
 * <p>Threads that use it must not be interrupted: that would close the file for all.
 */
public final class Spool implements AutoCloseable {
    static final int KEY_BYTES = 32;

    private final SpoolStore store;
    private final FileChannel channel;
    private final byte[] key;
    private final Runnable onEnd;
    private final Cipher cipher;
    private final AtomicInteger uses = new AtomicInteger(1);
    /** What the store has set aside for it, in bytes; changed by the writer alone. */
    private volatile long reserved;

    private byte[] buffer = new byte[0];
    private final AtomicLong size = new AtomicLong();

    Spool(SpoolStore store, FileChannel channel, byte[] key, long reserved, Runnable onEnd) {
        this.store = store;
        this.channel = channel;
        this.key = key;
        this.reserved = reserved;
        this.onEnd = onEnd;
        this.cipher = cipher(Cipher.ENCRYPT_MODE);
    }

    private Cipher cipher(int mode) {
        try {
            Cipher made = Cipher.getInstance("AES/CTR/NoPadding", "SunJCE");
            made.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            return made;
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.INTERNAL, "this JVM has no AES: use a complete JDK", e);
        }
    }

    /**
     * Appends.
     *
     * @throws UsiException {@link ErrorCode#SPOOL_FULL} where the limit or the disk is reached
     */
    public void write(byte[] bytes, int offset, int length) {
        long total = size.get() + length;
        if (total > reserved) {
            store.reserve(total - reserved);
            reserved = total;
        }
        size.set(total);
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        try {
            int count = cipher.update(bytes, offset, length, buffer, 0);
            ByteBuffer out = ByteBuffer.wrap(buffer, 0, count);
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.INTERNAL, "AES failed", e);
        } catch (IOException e) {
            throw new UsiException(ErrorCode.SPOOL_FULL, "the disk that holds the spool is full or fails", e);
        }
    }

    /** How many bytes it holds. */
    public long size() {
        return size.get();
    }

    /** The whole as a source; each call counts as one more use, which closing the source ends. */
    public FileSource source(String name) {
        uses.incrementAndGet();
        return new FileSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long size() {
                return size.get();
            }

            @Override
            public InputStream open() {
                return stream();
            }

            @Override
            public void close() {
                release();
            }
        };
    }

    private InputStream stream() {
        Cipher decipher = cipher(Cipher.DECRYPT_MODE);
        return new PositionalStream() {
            @Override
            int readAt(ByteBuffer target, long position) throws IOException {
                int start = target.position();
                int count = channel.read(target, position);
                if (count > 0) {
                    try {
                        int at = target.arrayOffset() + start;
                        decipher.update(target.array(), at, count, target.array(), at);
                    } catch (GeneralSecurityException e) {
                        throw new IOException("AES failed", e);
                    }
                }
                return count;
            }
        };
    }

    /** Ends the writer's use; when the last use ends, the bytes are gone. */
    @Override
    public void close() {
        buffer = new byte[0];
        release();
    }

    private void release() {
        if (uses.decrementAndGet() > 0) {
            return;
        }
        Arrays.fill(key, (byte) 0);
        store.release(reserved);
        onEnd.run();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UsiException(ErrorCode.IO, "a spool could not be closed", e);
        }
    }
}
