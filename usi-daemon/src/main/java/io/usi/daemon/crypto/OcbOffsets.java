package io.usi.daemon.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;

/**
 * The offsets of RFC 7253, sections 4.1 and 4.2, for whole batches of blocks. Within an aligned batch of 2^k blocks they differ
 * from the offset before the batch by amounts that depend on the key alone, which are computed once ({@link #steps}).
 *
 * <p>Not for use by two threads at once.
 */
final class OcbOffsets {
    /** The size of a block in bytes. */
    static final int BLOCK = 16;
    /** How many blocks a run has at most. */
    static final int BATCH_BLOCKS = 512;
    /** As much as most texts need, in bytes: thousands of ciphers never see more. */
    static final int LITTLE = 32 * BLOCK;
    /** How many bytes a run has at most. */
    static final int BATCH = BATCH_BLOCKS * BLOCK;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** A message has fewer than 2^63 blocks. */
    private static final int MASKS = 63;

    private static final int STRIDES = 3;

    private final long[] maskStar = new long[2];
    private final long[] maskDollar = new long[2];
    private final long[] maskHigh = new long[MASKS];
    private final long[] maskLow = new long[MASKS];
    /** The first ones of a batch, or all: as many as were needed since {@link #trim}. */
    private byte[] steps = new byte[LITTLE];

    private byte[] offsets = new byte[LITTLE];
    /** Whether {@link #offsets} are those of a whole batch, the one before the present one. */
    private boolean whole;
    /**
     * By how much a whole batch's offsets differ from those of the one before, the same for each block: made when a message
     * first is so long, for as many trailing zeros of a batch's number as the records of files need.
     */
    private final byte[][] strides = new byte[STRIDES][];

    /** Made where a run begins inside a batch. */
    private byte[] turned = new byte[0];

    private long blocks;
    /** The offset of the block before the batch. */
    private long high;

    private long low;

    /** For the key that a cipher encrypts with. */
    OcbOffsets(Cipher encrypt) {
        byte[] block = new byte[BLOCK];
        aes(encrypt, block, BLOCK, block, 0);
        maskStar[0] = (long) LONGS.get(block, 0);
        maskStar[1] = (long) LONGS.get(block, 8);
        maskDollar[0] = doubledHigh(maskStar[0], maskStar[1]);
        maskDollar[1] = doubledLow(maskStar[0], maskStar[1]);
        long a = maskDollar[0];
        long b = maskDollar[1];
        for (int i = 0; i < MASKS; i++) {
            maskHigh[i] = doubledHigh(a, b);
            maskLow[i] = doubledLow(a, b);
            a = maskHigh[i];
            b = maskLow[i];
        }
        deriveSteps();
    }

    /** Multiplication by x in GF(2^128), RFC 7253, section 2 ("double"). */
    private static long doubledHigh(long a, long b) {
        return (a << 1) | (b >>> 63);
    }

    private static long doubledLow(long a, long b) {
        return (b << 1) ^ ((a >> 63) & 0x87);
    }

    private void deriveSteps() {
        long a = 0;
        long b = 0;
        // The last step of a batch depends on the batch's place in the message and is taken in next().
        for (int i = 1; i < BATCH_BLOCKS && i * BLOCK <= steps.length; i++) {
            int mask = Integer.numberOfTrailingZeros(i);
            a ^= maskHigh[mask];
            b ^= maskLow[mask];
            LONGS.set(steps, (i - 1) * BLOCK, a);
            LONGS.set(steps, (i - 1) * BLOCK + 8, b);
        }
    }

    /** The next block is the first one; the offset before it. */
    void begin(long initialHigh, long initialLow) {
        blocks = 0;
        whole = false;
        high = initialHigh;
        low = initialLow;
    }

    /** How many blocks are left of the present batch: as many as the next run may have. */
    int room() {
        return BATCH_BLOCKS - position();
    }

    private int position() {
        return (int) (blocks % BATCH_BLOCKS);
    }

    /** Whether a run of so many blocks needs more memory than there is. */
    boolean needsGrowth(int count) {
        return (position() + count) * BLOCK > steps.length;
    }

    /** Makes room for a run of so many blocks at the present place. */
    void grow(int count) {
        resize(Integer.highestOneBit(2 * (position() + count) - 1) * BLOCK);
    }

    /** Gives back what long messages needed. To be called between messages. */
    void trim() {
        for (int i = 0; i < STRIDES; i++) {
            if (strides[i] != null) {
                Arrays.fill(strides[i], (byte) 0);
                strides[i] = null;
            }
        }
        resize(LITTLE);
    }

    private void resize(int bytes) {
        for (byte[] former : List.of(steps, offsets, turned)) {
            Arrays.fill(former, (byte) 0);
        }
        steps = new byte[bytes];
        offsets = new byte[bytes];
        whole = false;
        turned = new byte[0];
        deriveSteps();
    }

    /** The bytes of the longest run for which there is room. */
    int size() {
        return steps.length;
    }

    /** Those of the next blocks, {@link #room} at most, one after the other; good until the next call. */
    byte[] next(int count) {
        int position = position();
        int length = count * BLOCK;
        int stride = Long.numberOfTrailingZeros(blocks / BATCH_BLOCKS);
        if (whole && stride < STRIDES) {
            xor(offsets, stride(stride), length);
        } else {
            spread(offsets, high, low, length);
            xor(offsets, position == 0 ? steps : turned(position, length), length);
        }
        blocks += count;
        whole = count == BATCH_BLOCKS;
        if (position + count == BATCH_BLOCKS) {
            int mask = Long.numberOfTrailingZeros(blocks);
            high ^= strideHigh(mask);
            low ^= strideLow(mask);
            LONGS.set(offsets, length - BLOCK, high);
            LONGS.set(offsets, length - 8, low);
        }
        return offsets;
    }

    /** The same block again and again. */
    private static void spread(byte[] target, long high, long low, int length) {
        LONGS.set(target, 0, high);
        LONGS.set(target, 8, low);
        for (int done = BLOCK; done < length; done *= 2) {
            System.arraycopy(target, 0, target, done, Math.min(done, length - done));
        }
    }

    private byte[] turned(int position, int length) {
        if (turned.length < length) {
            turned = new byte[steps.length];
        }
        System.arraycopy(steps, position * BLOCK, turned, 0, length);
        return turned;
    }

    private byte[] stride(int zeros) {
        if (strides[zeros] == null) {
            int mask = zeros + Integer.numberOfTrailingZeros(BATCH_BLOCKS);
            strides[zeros] = new byte[BATCH];
            spread(strides[zeros], strideHigh(mask), strideLow(mask), BATCH);
        }
        return strides[zeros];
    }

    /** From one batch to the next: the steps to 2^k - 1, which the last but one block has, and a last one. */
    private long strideHigh(int mask) {
        return (long) LONGS.get(steps, BATCH - 2 * BLOCK) ^ maskHigh[mask];
    }

    private long strideLow(int mask) {
        return (long) LONGS.get(steps, BATCH - 2 * BLOCK + 8) ^ maskLow[mask];
    }

    /** A shape of loop that the JVM turns into vector instructions: bytes, one index for both, from 0. Others are ten times slower. */
    static void xor(byte[] target, byte[] other, int length) {
        for (int i = 0; i < length; i++) {
            target[i] ^= other[i];
        }
    }

    /** The offset of the last block, or the initial one. */
    long lastHigh() {
        return position() == 0 ? high : high ^ (long) LONGS.get(steps, (position() - 1) * BLOCK);
    }

    /** As {@link #lastHigh}, the other half. */
    long lastLow() {
        return position() == 0 ? low : low ^ (long) LONGS.get(steps, (position() - 1) * BLOCK + 8);
    }

    /** L_*. */
    long starHigh() {
        return maskStar[0];
    }

    /** L_*. */
    long starLow() {
        return maskStar[1];
    }

    /** L_$. */
    long dollarHigh() {
        return maskDollar[0];
    }

    /** L_$. */
    long dollarLow() {
        return maskDollar[1];
    }

    /** Whole blocks. The arrays must be two: of one that is both, the JDK makes a copy in each call. */
    static void aes(Cipher cipher, byte[] in, int length, byte[] out, int outOffset) {
        try {
            int written = cipher.update(in, 0, length, out, outOffset);
            if (written != length) {
                throw new IllegalStateException("AES kept bytes back");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused whole blocks", e);
        }
    }

    void wipe() {
        Arrays.fill(maskStar, 0);
        Arrays.fill(maskDollar, 0);
        Arrays.fill(maskHigh, 0);
        Arrays.fill(maskLow, 0);
        Arrays.fill(steps, (byte) 0);
        Arrays.fill(offsets, (byte) 0);
        Arrays.fill(turned, (byte) 0);
        for (byte[] stride : strides) {
            if (stride != null) {
                Arrays.fill(stride, (byte) 0);
            }
        }
        high = 0;
        low = 0;
    }
}
