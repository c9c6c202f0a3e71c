package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * OCB over the JDK's AES/ECB, whole batches of blocks at a time, so that the JVM's intrinsic for ECB does the work.
 *
 * <p>Within an aligned batch of 2^k blocks the offsets of RFC 7253, section 4.2, differ from the offset before the batch by
 * amounts that depend on the key alone. They are computed once ({@link #steps}); a batch then costs a few passes of exclusive
 * or, in vector instructions, around one call of AES.
 */
public final class BatchedOcb implements Ocb {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NATIVE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int BATCH_BLOCKS = 512;
    private static final int BATCH = BATCH_BLOCKS * BLOCK;
    /** As much as most texts need, in bytes: thousands of ciphers never see more. */
    private static final int LITTLE = 64 * BLOCK;
    /** A message has fewer than 2^63 blocks. */
    private static final int MASKS = 63;

    private final Cipher encrypt;
    private final Cipher decrypt;
    private final long[] maskStar = new long[2];
    private final long[] maskDollar = new long[2];
    private final long[] maskHigh = new long[MASKS];
    private final long[] maskLow = new long[MASKS];
    /** The first ones of a batch, or all: as many as were needed until now. */
    private byte[] steps = new byte[LITTLE];

    /** Those of the blocks in {@link #work}. */
    private byte[] offsets = new byte[LITTLE];

    private byte[] work = new byte[LITTLE];
    /** What AES made of {@link #work}. Were it the same array, the JDK would copy it to a new one in each call. */
    private byte[] result = new byte[LITTLE];

    private final byte[] block = new byte[BLOCK];
    private final byte[] aadSum = new byte[BLOCK];

    private boolean closed;
    /** Null between messages. */
    private Direction direction;

    private long blocks;
    private long offsetHigh;
    private long offsetLow;
    private long sumHigh;
    private long sumLow;

    /**
     * @param key 16, 24 or 32 bytes, copied
     * @throws IllegalArgumentException where the key has another length
     */
    public BatchedOcb(byte[] key) {
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes");
        }
        try {
            SecretKeySpec spec = new SecretKeySpec(key, "AES");
            encrypt = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
            encrypt.init(Cipher.ENCRYPT_MODE, spec);
            decrypt = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
            decrypt.init(Cipher.DECRYPT_MODE, spec);
        } catch (GeneralSecurityException e) {
            throw new UsiException(ErrorCode.INTERNAL, "this JVM has no AES: use a complete JDK", e);
        }
        deriveMasks();
    }

    private void deriveMasks() {
        aes(encrypt, block, BLOCK, block, 0);
        maskStar[0] = (long) LONGS.get(block, 0);
        maskStar[1] = (long) LONGS.get(block, 8);
        maskDollar[0] = doubledHigh(maskStar[0], maskStar[1]);
        maskDollar[1] = doubledLow(maskStar[0], maskStar[1]);
        long high = maskDollar[0];
        long low = maskDollar[1];
        for (int i = 0; i < MASKS; i++) {
            maskHigh[i] = doubledHigh(high, low);
            maskLow[i] = doubledLow(high, low);
            high = maskHigh[i];
            low = maskLow[i];
        }
        deriveSteps();
    }

    private void deriveSteps() {
        long high = 0;
        long low = 0;
        // The last step of a batch depends on the batch's place in the message and is taken in process().
        for (int i = 1; i < BATCH_BLOCKS && i * BLOCK <= steps.length; i++) {
            int mask = Integer.numberOfTrailingZeros(i);
            high ^= maskHigh[mask];
            low ^= maskLow[mask];
            LONGS.set(steps, (i - 1) * BLOCK, high);
            LONGS.set(steps, (i - 1) * BLOCK + 8, low);
        }
    }

    /** Multiplication by x in GF(2^128), RFC 7253, section 2 ("double"). */
    private static long doubledHigh(long high, long low) {
        return (high << 1) | (low >>> 63);
    }

    private static long doubledLow(long high, long low) {
        return (low << 1) ^ ((high >> 63) & 0x87);
    }

    @Override
    public void begin(Direction newDirection, byte[] nonce, byte[] associated) {
        // With its masks wiped this would go on with AES but without OCB's secrecy.
        if (closed) {
            throw new IllegalStateException("this cipher is closed");
        }
        direction = null;
        Objects.requireNonNull(newDirection, "direction");
        if (nonce.length < 1 || nonce.length > 15) {
            throw new IllegalArgumentException("an OCB nonce has 1 to 15 bytes");
        }
        blocks = 0;
        sumHigh = 0;
        sumLow = 0;
        hashAssociated(associated);
        // RFC 7253, section 4.2, "Nonce-dependent and per-encryption variables"; TAGLEN mod 128 is 0.
        Arrays.fill(block, (byte) 0);
        System.arraycopy(nonce, 0, block, BLOCK - nonce.length, nonce.length);
        block[BLOCK - 1 - nonce.length] |= 1;
        int bottom = block[BLOCK - 1] & 0x3f;
        block[BLOCK - 1] &= (byte) 0xc0;
        aes(encrypt, block, BLOCK, block, 0);
        long top = (long) LONGS.get(block, 0);
        long low = (long) LONGS.get(block, 8);
        long stretch = top ^ ((top << 8) | (low >>> 56));
        offsetHigh = bottom == 0 ? top : (top << bottom) | (low >>> (64 - bottom));
        offsetLow = bottom == 0 ? low : (low << bottom) | (stretch >>> (64 - bottom));
        direction = newDirection;
    }

    @Override
    public void update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (direction == null) {
            throw new IllegalStateException("no message was begun");
        }
        if (length % BLOCK != 0) {
            throw new IllegalArgumentException("update takes whole blocks of 16 bytes");
        }
        checkRanges(in, inOffset, length, out, outOffset);
        processAll(in, inOffset, length, out, outOffset);
    }

    private void processAll(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        int done = 0;
        while (done < length) {
            int position = (int) (blocks % BATCH_BLOCKS);
            int count = Math.min((length - done) / BLOCK, BATCH_BLOCKS - position);
            process(in, inOffset + done, position, count, out, outOffset + done);
            done += count * BLOCK;
        }
    }

    /**
     * A run of blocks inside one aligned batch. {@code offsetHigh/Low} is the offset of the block before the batch where
     * the run does not complete it, so that the steps apply unchanged to the rest of it.
     */
    private void process(byte[] in, int inOffset, int position, int count, byte[] out, int outOffset) {
        if ((position + count) * BLOCK > steps.length) {
            grow();
        }
        int length = count * BLOCK;
        deriveOffsets(position, count);
        System.arraycopy(in, inOffset, work, 0, length);
        if (direction == Direction.SEAL) {
            sum(work, length);
        }
        xor(work, offsets, length);
        aes(direction == Direction.SEAL ? encrypt : decrypt, work, length, result, 0);
        xor(result, offsets, length);
        if (direction == Direction.OPEN) {
            sum(result, length);
        }
        System.arraycopy(result, 0, out, outOffset, length);
        blocks += count;
    }

    private void grow() {
        for (byte[] small : List.of(steps, offsets, work, result)) {
            Arrays.fill(small, (byte) 0);
        }
        steps = new byte[BATCH];
        offsets = new byte[BATCH];
        work = new byte[BATCH];
        result = new byte[BATCH];
        deriveSteps();
    }

    /** Those of a run into {@link #offsets}; the offset before the next batch, where the run ends with its batch. */
    private void deriveOffsets(int position, int count) {
        int length = count * BLOCK;
        LONGS.set(offsets, 0, offsetHigh);
        LONGS.set(offsets, 8, offsetLow);
        for (int done = BLOCK; done < length; done *= 2) {
            System.arraycopy(offsets, 0, offsets, done, Math.min(done, length - done));
        }
        if (position == 0) {
            xor(offsets, steps, length);
        } else {
            System.arraycopy(steps, position * BLOCK, work, 0, length);
            xor(offsets, work, length);
        }
        if (position + count == BATCH_BLOCKS) {
            int mask = Long.numberOfTrailingZeros(blocks + count);
            // steps up to 2^k - 1, then the step to 2^k: everything but the last mask is the step before it.
            int before = BATCH - 2 * BLOCK;
            offsetHigh ^= (long) LONGS.get(steps, before) ^ maskHigh[mask];
            offsetLow ^= (long) LONGS.get(steps, before + 8) ^ maskLow[mask];
            LONGS.set(offsets, length - BLOCK, offsetHigh);
            LONGS.set(offsets, length - 8, offsetLow);
        }
    }

    /** A shape of loop that the JVM turns into vector instructions: bytes, one index for both, from 0. Others are ten times slower. */
    private static void xor(byte[] target, byte[] other, int length) {
        for (int i = 0; i < length; i++) {
            target[i] ^= other[i];
        }
    }

    /** Two blocks a turn: on Java 17 the second is free. */
    private void sum(byte[] plain, int length) {
        long high = 0;
        long low = 0;
        long otherHigh = 0;
        long otherLow = 0;
        int pairs = length - length % (2 * BLOCK);
        for (int i = 0; i < pairs; i += 2 * BLOCK) {
            high ^= (long) NATIVE.get(plain, i);
            low ^= (long) NATIVE.get(plain, i + 8);
            otherHigh ^= (long) NATIVE.get(plain, i + 16);
            otherLow ^= (long) NATIVE.get(plain, i + 24);
        }
        if (pairs < length) {
            high ^= (long) NATIVE.get(plain, pairs);
            low ^= (long) NATIVE.get(plain, pairs + 8);
        }
        sumHigh ^= bigEndian(high ^ otherHigh);
        sumLow ^= bigEndian(low ^ otherLow);
    }

    private static long bigEndian(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    @Override
    public void seal(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset) {
        expect(Direction.SEAL);
        checkRanges(in, inOffset, length, out, outOffset);
        checkTag(tag, tagOffset, length, out, outOffset);
        finish(in, inOffset, length, out, outOffset);
        System.arraycopy(block, 0, tag, tagOffset, TAG);
        direction = null;
    }

    @Override
    public boolean open(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset) {
        expect(Direction.OPEN);
        checkRanges(in, inOffset, length, out, outOffset);
        checkTag(tag, tagOffset, length, out, outOffset);
        finish(in, inOffset, length, out, outOffset);
        direction = null;
        boolean authentic = MessageDigest.isEqual(block, Arrays.copyOfRange(tag, tagOffset, tagOffset + TAG));
        if (!authentic) {
            Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
        }
        return authentic;
    }

    private void expect(Direction expected) {
        if (direction != expected) {
            throw new IllegalStateException("no message of this direction was begun");
        }
    }

    private static void checkRanges(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(inOffset, length, in.length);
        Objects.checkFromIndexSize(outOffset, length, out.length);
        if (in == out && inOffset != outOffset && Math.abs(inOffset - outOffset) < length) {
            throw new IllegalArgumentException("input and output overlap without being the same");
        }
    }

    /** Without this a tag cut short would be compared as if zeros followed it. */
    private static void checkTag(byte[] tag, int tagOffset, int length, byte[] out, int outOffset) {
        Objects.checkFromIndexSize(tagOffset, TAG, tag.length);
        boolean apart = tagOffset - outOffset >= length || outOffset - tagOffset >= TAG;
        if (tag == out && length > 0 && !apart) {
            throw new IllegalArgumentException("tag and output overlap");
        }
    }

    /** Takes the last bytes and leaves the tag in {@link #block}. */
    private void finish(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        int whole = length - length % BLOCK;
        processAll(in, inOffset, whole, out, outOffset);
        int position = (int) (blocks % BATCH_BLOCKS);
        long high = offsetHigh;
        long low = offsetLow;
        if (position > 0) {
            high ^= (long) LONGS.get(steps, (position - 1) * BLOCK);
            low ^= (long) LONGS.get(steps, (position - 1) * BLOCK + 8);
        }
        int rest = length - whole;
        if (rest > 0) {
            high ^= maskStar[0];
            low ^= maskStar[1];
            LONGS.set(block, 0, high);
            LONGS.set(block, 8, low);
            aes(encrypt, block, BLOCK, block, 0);
            Arrays.fill(work, 0, BLOCK, (byte) 0);
            for (int i = 0; i < rest; i++) {
                byte plain = in[inOffset + whole + i];
                byte other = (byte) (plain ^ block[i]);
                work[i] = direction == Direction.SEAL ? plain : other;
                out[outOffset + whole + i] = other;
            }
            work[rest] = (byte) 0x80;
            sumHigh ^= (long) LONGS.get(work, 0);
            sumLow ^= (long) LONGS.get(work, 8);
        }
        LONGS.set(block, 0, sumHigh ^ high ^ maskDollar[0]);
        LONGS.set(block, 8, sumLow ^ low ^ maskDollar[1]);
        aes(encrypt, block, BLOCK, block, 0);
        for (int i = 0; i < TAG; i++) {
            block[i] ^= aadSum[i];
        }
    }

    /** RFC 7253, section 4.1 (HASH), into {@link #aadSum}. */
    private void hashAssociated(byte[] associated) {
        Arrays.fill(aadSum, (byte) 0);
        long high = 0;
        long low = 0;
        long index = 0;
        int at = 0;
        while (at < associated.length) {
            int length = Math.min(BLOCK, associated.length - at);
            Arrays.fill(block, (byte) 0);
            System.arraycopy(associated, at, block, 0, length);
            if (length == BLOCK) {
                int mask = Long.numberOfTrailingZeros(++index);
                high ^= maskHigh[mask];
                low ^= maskLow[mask];
            } else {
                block[length] = (byte) 0x80;
                high ^= maskStar[0];
                low ^= maskStar[1];
            }
            LONGS.set(block, 0, (long) LONGS.get(block, 0) ^ high);
            LONGS.set(block, 8, (long) LONGS.get(block, 8) ^ low);
            aes(encrypt, block, BLOCK, block, 0);
            for (int i = 0; i < BLOCK; i++) {
                aadSum[i] ^= block[i];
            }
            at += length;
        }
    }

    private static void aes(Cipher cipher, byte[] in, int length, byte[] out, int outOffset) {
        try {
            int written = cipher.update(in, 0, length, out, outOffset);
            if (written != length) {
                throw new IllegalStateException("AES kept bytes back");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused whole blocks", e);
        }
    }

    /** The JDK's ciphers keep their own expanded key, which only the garbage collector can take away. */
    @Override
    public void close() {
        Arrays.fill(maskStar, 0);
        Arrays.fill(maskDollar, 0);
        Arrays.fill(maskHigh, 0);
        Arrays.fill(maskLow, 0);
        Arrays.fill(steps, (byte) 0);
        Arrays.fill(offsets, (byte) 0);
        Arrays.fill(work, (byte) 0);
        Arrays.fill(result, (byte) 0);
        Arrays.fill(block, (byte) 0);
        Arrays.fill(aadSum, (byte) 0);
        offsetHigh = 0;
        offsetLow = 0;
        sumHigh = 0;
        sumLow = 0;
        direction = null;
        closed = true;
    }
}
