package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * HASH of RFC 7253, section 4.1, over bytes that come one after the other; its value can be asked for on the way. It is a
 * universal hash: two inputs that were chosen without knowing the key have the same value with a probability of 2^-128 times
 * the square of their blocks. With a key that is known it protects from nothing.
 *
 * <p>Its key is no secret for longer than until the value is told, so that nothing is wiped. Not for use by two threads at once.
 */
public final class OcbHash {
    /** The size of a key in bytes. */
    public static final int KEY = 16;
    /** The size of a value in bytes. */
    public static final int SIZE = 16;

    private static final int BLOCK = OcbOffsets.BLOCK;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final Cipher encrypt;
    private final OcbOffsets offsets;
    private byte[] work = new byte[OcbOffsets.LITTLE];
    private byte[] result = new byte[OcbOffsets.LITTLE];
    /** Of the results so far, each place of a run for itself. */
    private byte[] sum = new byte[OcbOffsets.LITTLE];

    private final byte[] rest = new byte[BLOCK];
    private int held;

    /**
     * Of nothing, so far.
     *
     * @param key {@value #KEY} bytes, copied
     */
    public OcbHash(byte[] key) {
        if (key.length != KEY) {
            throw new IllegalArgumentException("the key has 16 bytes");
        }
        try {
            encrypt = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
            encrypt.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.INTERNAL, "this JVM has no AES: use a complete JDK", e);
        }
        offsets = new OcbOffsets(encrypt);
        offsets.begin(0, 0);
    }

    /** More bytes. */
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = offset;
        int left = length;
        if (held > 0) {
            int more = Math.min(left, BLOCK - held);
            System.arraycopy(bytes, at, rest, held, more);
            held += more;
            at += more;
            left -= more;
            if (held == BLOCK) {
                held = 0;
                run(rest, 0, 1);
            }
        }
        while (left >= BLOCK) {
            int count = Math.min(left / BLOCK, offsets.room());
            run(bytes, at, count);
            at += count * BLOCK;
            left -= count * BLOCK;
        }
        if (left > 0) {
            System.arraycopy(bytes, at, rest, 0, left);
            held = left;
        }
    }

    private void run(byte[] bytes, int offset, int count) {
        if (offsets.needsGrowth(count)) {
            offsets.grow(count);
            work = new byte[offsets.size()];
            result = new byte[offsets.size()];
            sum = Arrays.copyOf(sum, offsets.size());
        }
        int length = count * BLOCK;
        System.arraycopy(bytes, offset, work, 0, length);
        OcbOffsets.xor(work, offsets.next(count), length);
        OcbOffsets.aes(encrypt, work, length, result, 0);
        OcbOffsets.xor(sum, result, length);
    }

    /** The value of all that came so far, {@value #SIZE} bytes; more may follow. */
    public byte[] value() {
        long high = 0;
        long low = 0;
        for (int i = 0; i < sum.length; i += BLOCK) {
            high ^= (long) LONGS.get(sum, i);
            low ^= (long) LONGS.get(sum, i + 8);
        }
        byte[] value = new byte[SIZE];
        if (held > 0) {
            byte[] last = Arrays.copyOf(rest, BLOCK);
            Arrays.fill(last, held, BLOCK, (byte) 0);
            last[held] = (byte) 0x80;
            LONGS.set(last, 0, (long) LONGS.get(last, 0) ^ offsets.lastHigh() ^ offsets.starHigh());
            LONGS.set(last, 8, (long) LONGS.get(last, 8) ^ offsets.lastLow() ^ offsets.starLow());
            OcbOffsets.aes(encrypt, last, BLOCK, value, 0);
        }
        LONGS.set(value, 0, (long) LONGS.get(value, 0) ^ high);
        LONGS.set(value, 8, (long) LONGS.get(value, 8) ^ low);
        return value;
    }
}
