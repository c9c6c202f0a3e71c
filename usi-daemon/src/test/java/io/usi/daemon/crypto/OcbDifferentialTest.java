package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.crypto.Ocb.Direction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Our OCB against Bouncy Castle's: every length to 4,096, one long stream, then a random sample until the time is over.
 *
 * <p>{@code -Dusi.ocb.seconds} is the time for the whole class; {@code -Dusi.ocb.seed} repeats a sample, from the very case
 * that a failure names.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OcbDifferentialTest {
    private static final long SECONDS = Long.getLong("usi.ocb.seconds", 120);
    private static final long SEED = Long.getLong("usi.ocb.seed", System.nanoTime() >>> 1);
    private static final long END = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);

    /** Every pair of offsets from 0 to 15, and in place at each of them. */
    private static final int ALIGNMENTS = 16 * 17;

    private static final int KEYS = 3;
    private static final int NONCES = 15;
    private static final int SWEEP = 4096;
    private static final int LARGEST = 200_000;
    /** Below this many seconds each length of the sweep takes its turn at one alignment for each key, not at all of them. */
    private static final int FULL_SWEEP = 60;

    @Test
    @Order(1)
    void everyLength() {
        for (int length = 0; length <= SWEEP; length++) {
            for (int k = 0; k < KEYS; k++) {
                int turn = length * KEYS + k;
                Random random = new Random(turn);
                String what = "length " + length + ", key of " + (16 + 8 * k);
                try (Message message = new Message(random, k, turn % NONCES, turn % 50, length)) {
                    message.openedByReference(what);
                    if (SECONDS >= FULL_SWEEP) {
                        for (int alignment = 0; alignment < ALIGNMENTS; alignment++) {
                            message.check(random, alignment, what);
                        }
                    } else {
                        message.check(random, turn % ALIGNMENTS, what);
                    }
                }
            }
        }
    }

    /** As long as the files that go through it: past 2^32 bytes where there is time for it. */
    @Test
    @Order(2)
    void oneLongStream() {
        byte[] key = bytes(new Random(1), 32);
        byte[] nonce = bytes(new Random(2), 15);
        byte[] associated = bytes(new Random(3), 21);
        int chunk = 1 << 20;
        long chunks = SECONDS >= 600 ? 4100 : 64;
        byte[] plain = bytes(new Random(4), chunk);
        byte[] expected = new byte[chunk];
        byte[] sealed = new byte[chunk];
        byte[] opened = new byte[chunk];
        byte[] expectedTag = new byte[Ocb.TAG];
        byte[] tag = new byte[Ocb.TAG];
        try (Ocb reference = new BouncyCastleOcb(key);
                Ocb sealer = new BatchedOcb(key);
                Ocb opener = new BatchedOcb(key)) {
            reference.begin(Direction.SEAL, nonce, associated);
            sealer.begin(Direction.SEAL, nonce, associated);
            opener.begin(Direction.OPEN, nonce, associated);
            for (long i = 0; i < chunks; i++) {
                // No multiple of a batch, so that batches and chunks drift apart.
                int length = chunk - Ocb.BLOCK * (int) (i % 7);
                reference.update(plain, 0, length, expected, 0);
                sealer.update(plain, 0, length, sealed, 0);
                opener.update(sealed, 0, length, opened, 0);
                assertEquals(-1, Arrays.mismatch(expected, 0, length, sealed, 0, length), "chunk " + i);
                assertEquals(-1, Arrays.mismatch(plain, 0, length, opened, 0, length), "chunk " + i);
            }
            reference.seal(plain, 0, 12_345, expected, 0, expectedTag, 0);
            sealer.seal(plain, 0, 12_345, sealed, 0, tag, 0);
            assertArrayEquals(expectedTag, tag);
            assertTrue(opener.open(sealed, 0, 12_345, opened, 0, tag, 0));
        }
    }

    @Test
    @Order(3)
    void seededSample() {
        BitSet alignments = new BitSet();
        BitSet nonces = new BitSet();
        int cases = 0;
        // 272 alignments and 45 pairs of key and nonce have no common divisor: 12,240 cases see every combination.
        while (System.nanoTime() < END || cases < KEYS * ALIGNMENTS) {
            long seed = SEED + cases;
            int k = (int) Math.floorMod(seed, (long) KEYS);
            int nonce = (int) Math.floorMod(seed / KEYS, (long) NONCES);
            int alignment = (int) Math.floorMod(seed, (long) ALIGNMENTS);
            Random random = new Random(seed);
            int associated = random.nextInt(8) == 0 ? random.nextInt(5000) : random.nextInt(100);
            int length = random.nextInt(LARGEST + 1);
            String what = "repeat with -Dusi.ocb.seed=" + seed;
            try (Message message = new Message(random, k, nonce, associated, length)) {
                message.check(random, alignment, what);
                message.checkRefusal(random, what);
            }
            alignments.set(k * ALIGNMENTS + alignment);
            nonces.set(nonce);
            cases++;
        }
        assertEquals(KEYS * ALIGNMENTS, alignments.cardinality(), "every alignment with every size of key");
        assertEquals(NONCES, nonces.cardinality(), "every length of nonce");
        System.out.println(cases + " random messages agreed, from -Dusi.ocb.seed=" + SEED);
    }

    /** A message, and what Bouncy Castle makes of it. */
    private static final class Message implements AutoCloseable {
        private final byte[] key;
        private final byte[] nonce;
        private final byte[] associated;
        private final byte[] plain;
        private final byte[] sealed;
        private final byte[] tag = new byte[Ocb.TAG];
        private final Ocb ocb;

        Message(Random random, int keyStep, int nonceStep, int associatedLength, int length) {
            key = bytes(random, 16 + 8 * keyStep);
            nonce = bytes(random, 1 + nonceStep);
            associated = bytes(random, associatedLength);
            plain = bytes(random, length);
            sealed = new byte[length];
            ocb = new BatchedOcb(key);
            try (Ocb reference = new BouncyCastleOcb(key)) {
                reference.begin(Direction.SEAL, nonce, associated);
                reference.seal(plain, 0, length, sealed, 0, tag, 0);
            }
        }

        /** What we seal, Bouncy Castle opens. */
        void openedByReference(String what) {
            byte[] text = plain.clone();
            byte[] ourTag = new byte[Ocb.TAG];
            ocb.begin(Direction.SEAL, nonce, associated);
            ocb.seal(text, 0, text.length, text, 0, ourTag, 0);
            try (Ocb reference = new BouncyCastleOcb(key)) {
                reference.begin(Direction.OPEN, nonce, associated);
                assertTrue(reference.open(text, 0, text.length, text, 0, ourTag, 0), what);
            }
            assertArrayEquals(plain, text, what);
        }

        /** Seals and opens, in random pieces, and looks at every byte of the arrays. */
        void check(Random random, int alignment, String what) {
            String where = what + ", alignment " + alignment;
            byte[] ourTag = new byte[Ocb.TAG];
            run(random, Direction.SEAL, plain, sealed, ourTag, alignment, where);
            assertArrayEquals(tag, ourTag, where);
            run(random, Direction.OPEN, sealed, plain, ourTag, alignment, where);
        }

        private void run(
                Random random, Direction direction, byte[] from, byte[] to, byte[] ourTag, int alignment, String what) {
            boolean inPlace = alignment >= 16 * 16;
            int inOffset = alignment % 16;
            int outOffset = inPlace ? inOffset : alignment / 16;
            byte[] in = surrounded(from, inOffset);
            byte[] out = inPlace ? in : surrounded(new byte[to.length], outOffset);
            ocb.begin(direction, nonce, associated);
            int done = 0;
            while (from.length - done >= Ocb.BLOCK && random.nextInt(4) > 0) {
                int piece = Ocb.BLOCK * (1 + random.nextInt((from.length - done) / Ocb.BLOCK));
                ocb.update(in, inOffset + done, piece, out, outOffset + done);
                done += piece;
            }
            int rest = from.length - done;
            if (direction == Direction.SEAL) {
                ocb.seal(in, inOffset + done, rest, out, outOffset + done, ourTag, 0);
            } else {
                assertTrue(ocb.open(in, inOffset + done, rest, out, outOffset + done, ourTag, 0), what);
            }
            assertArrayEquals(surrounded(to, outOffset), out, what);
            if (!inPlace) {
                assertArrayEquals(surrounded(from, inOffset), in, what);
            }
        }

        /** One bit of anything, anywhere. */
        void checkRefusal(Random random, String what) {
            byte[][] parts = {sealed, tag, nonce, associated};
            byte[] chosen = parts[random.nextInt(parts.length)];
            byte[] part = chosen.length == 0 ? tag : chosen;
            int bit = random.nextInt(part.length * 8);
            part[bit / 8] ^= (byte) (1 << (bit % 8));
            byte[] out = plain.clone();
            ocb.begin(Direction.OPEN, nonce, associated);
            assertFalse(ocb.open(sealed, 0, sealed.length, out, 0, tag, 0), what);
            assertArrayEquals(new byte[out.length], out, what);
            part[bit / 8] ^= (byte) (1 << (bit % 8));
        }

        @Override
        public void close() {
            ocb.close();
        }

        /** With bytes before and after it that nothing may touch. */
        private static byte[] surrounded(byte[] bytes, int offset) {
            byte[] all = new byte[offset + bytes.length + Ocb.BLOCK];
            Arrays.fill(all, 0, offset, (byte) 0x5a);
            System.arraycopy(bytes, 0, all, offset, bytes.length);
            Arrays.fill(all, offset + bytes.length, all.length, (byte) 0x5a);
            return all;
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
