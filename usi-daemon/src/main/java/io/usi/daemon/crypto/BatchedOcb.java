package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * OCB over the JDK's AES/ECB, whole batches of blocks at a time, so that the JVM's intrinsic for ECB does the work.
 *
 * <p>A batch costs a few passes of exclusive or, in vector instructions, around one call of AES ({@link OcbOffsets}).
 */
public final class BatchedOcb implements Ocb {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NATIVE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Cipher encrypt;
    private final Cipher decrypt;
    private final OcbOffsets offsets;
    private byte[] work = new byte[OcbOffsets.LITTLE];
    /** What AES made of {@link #work}. Were it the same array, the JDK would copy it to a new one in each call. */
    private byte[] result = new byte[OcbOffsets.LITTLE];

    private final byte[] block = new byte[BLOCK];
    private final byte[] aadSum = new byte[BLOCK];

    private boolean closed;
    /** Null between messages. */
    private Direction direction;

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
        offsets = new OcbOffsets(encrypt);
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
        sumHigh = 0;
        sumLow = 0;
        hashAssociated(associated);
        // RFC 7253, section 4.2, "Nonce-dependent and per-encryption variables"; TAGLEN mod 128 is 0.
        Arrays.fill(block, (byte) 0);
        System.arraycopy(nonce, 0, block, BLOCK - nonce.length, nonce.length);
        block[BLOCK - 1 - nonce.length] |= 1;
        int bottom = block[BLOCK - 1] & 0x3f;
        block[BLOCK - 1] &= (byte) 0xc0;
        OcbOffsets.aes(encrypt, block, BLOCK, block, 0);
        long top = (long) LONGS.get(block, 0);
        long low = (long) LONGS.get(block, 8);
        long stretch = top ^ ((top << 8) | (low >>> 56));
        offsets.begin(
                bottom == 0 ? top : (top << bottom) | (low >>> (64 - bottom)),
                bottom == 0 ? low : (low << bottom) | (stretch >>> (64 - bottom)));
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
            int count = Math.min((length - done) / BLOCK, offsets.room());
            process(in, inOffset + done, count, out, outOffset + done);
            done += count * BLOCK;
        }
    }

    private void process(byte[] in, int inOffset, int count, byte[] out, int outOffset) {
        growFor(count);
        int length = count * BLOCK;
        byte[] masks = offsets.next(count);
        System.arraycopy(in, inOffset, work, 0, length);
        if (direction == Direction.SEAL) {
            sum(work, length);
        }
        OcbOffsets.xor(work, masks, length);
        OcbOffsets.aes(direction == Direction.SEAL ? encrypt : decrypt, work, length, result, 0);
        OcbOffsets.xor(result, masks, length);
        if (direction == Direction.OPEN) {
            sum(result, length);
        }
        System.arraycopy(result, 0, out, outOffset, length);
    }

    private void growFor(int count) {
        if (offsets.needsGrowth(count)) {
            offsets.grow(count);
            resize();
        }
    }

    private void resize() {
        Arrays.fill(work, (byte) 0);
        Arrays.fill(result, (byte) 0);
        work = new byte[offsets.size()];
        result = new byte[offsets.size()];
    }

    @Override
    public void trim() {
        if (direction != null) {
            throw new IllegalStateException("a message is under way");
        }
        if (!closed && offsets.size() > OcbOffsets.LITTLE) {
            offsets.trim();
            resize();
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
        long high = offsets.lastHigh();
        long low = offsets.lastLow();
        int rest = length - whole;
        if (rest > 0) {
            high ^= offsets.starHigh();
            low ^= offsets.starLow();
            LONGS.set(block, 0, high);
            LONGS.set(block, 8, low);
            OcbOffsets.aes(encrypt, block, BLOCK, block, 0);
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
        LONGS.set(block, 0, sumHigh ^ high ^ offsets.dollarHigh());
        LONGS.set(block, 8, sumLow ^ low ^ offsets.dollarLow());
        OcbOffsets.aes(encrypt, block, BLOCK, block, 0);
        for (int i = 0; i < TAG; i++) {
            block[i] ^= aadSum[i];
        }
    }

    /** RFC 7253, section 4.1 (HASH), into {@link #aadSum}. */
    private void hashAssociated(byte[] associated) {
        Arrays.fill(aadSum, (byte) 0);
        offsets.begin(0, 0);
        for (int at = 0; at < associated.length; at += BLOCK) {
            int length = Math.min(BLOCK, associated.length - at);
            Arrays.fill(block, (byte) 0);
            System.arraycopy(associated, at, block, 0, length);
            if (length == BLOCK) {
                growFor(1);
                OcbOffsets.xor(block, offsets.next(1), BLOCK);
            } else {
                block[length] = (byte) 0x80;
                LONGS.set(block, 0, (long) LONGS.get(block, 0) ^ offsets.lastHigh() ^ offsets.starHigh());
                LONGS.set(block, 8, (long) LONGS.get(block, 8) ^ offsets.lastLow() ^ offsets.starLow());
            }
            OcbOffsets.aes(encrypt, block, BLOCK, block, 0);
            OcbOffsets.xor(aadSum, block, BLOCK);
        }
    }

    /** The JDK's ciphers keep their own expanded key, which only the garbage collector can take away. */
    @Override
    public void close() {
        offsets.wipe();
        Arrays.fill(work, (byte) 0);
        Arrays.fill(result, (byte) 0);
        Arrays.fill(block, (byte) 0);
        Arrays.fill(aadSum, (byte) 0);
        sumHigh = 0;
        sumLow = 0;
        direction = null;
        closed = true;
    }
}
