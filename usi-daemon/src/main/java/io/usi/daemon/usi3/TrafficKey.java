package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.BatchedOcb;
import io.usi.daemon.crypto.Hkdf;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.crypto.Ocb.Direction;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The key of one direction and how far it is used: seals or opens records in place, each under the next number, which is its
 * nonce. For one thread's use.
 */
final class TrafficKey implements AutoCloseable {
    /** Blocks of 16 bytes that one key may serve. */
    static final long MOST_BLOCKS = 1L << 32;

    private static final byte[] NO_SECRET = new byte[0];

    private byte[] secret;
    private Ocb ocb;
    private long number;
    private long blocks;

    private TrafficKey(byte[] secret, byte[] key) {
        this.secret = secret;
        this.ocb = cipher(key);
    }

    /** A key for a HELLO: no other follows it. Takes over the array. */
    static TrafficKey single(byte[] key) {
        return new TrafficKey(NO_SECRET, key);
    }

    /** The first of a chain of keys. Takes over the array. */
    static TrafficKey chain(byte[] secret) {
        return new TrafficKey(secret, Hkdf.expand(secret, KeySchedule.label("usi3 key"), KeySchedule.BYTES));
    }

    private static Ocb cipher(byte[] key) {
        Ocb made = new BatchedOcb(key);
        Arrays.fill(key, (byte) 0);
        return made;
    }

    /** Goes on to the next key, and forgets this one. */
    void update() {
        byte[] next = Hkdf.expand(secret, KeySchedule.label("usi3 update"), KeySchedule.BYTES);
        Arrays.fill(secret, (byte) 0);
        secret = next;
        ocb.close();
        ocb = cipher(Hkdf.expand(secret, KeySchedule.label("usi3 key"), KeySchedule.BYTES));
        number = 0;
        blocks = 0;
    }

    /** How many blocks it has served. */
    long blocks() {
        return blocks;
    }

    /**
     * Seals in place: the buffer holds four free bytes at {@code offset}, then the plaintext, then 16 free bytes.
     *
     * @return the length of the record, with all of these
     */
    int seal(byte[] buffer, int offset, int length) {
        int sealed = length + Ocb.TAG;
        ByteBuffer.wrap(buffer, offset, Integer.BYTES).putInt(sealed);
        begin(Direction.SEAL, sealed);
        int at = offset + Integer.BYTES;
        ocb.seal(buffer, at, length, buffer, at, buffer, at + length);
        return Integer.BYTES + sealed;
    }

    /**
     * Opens in place.
     *
     * @param length of ciphertext and tag, as the record said
     * @return the length of the plaintext, which stands at the same offset
     * @throws UsiException {@link ErrorCode#UNDECIPHERABLE} where it is not this direction's next record
     */
    int open(byte[] buffer, int offset, int length) {
        begin(Direction.OPEN, length);
        int plain = length - Ocb.TAG;
        if (blocks > MOST_BLOCKS) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer did not change its key in time");
        }
        if (!ocb.open(buffer, offset, plain, buffer, offset, buffer, offset + plain)) {
            throw new UsiException(
                    ErrorCode.UNDECIPHERABLE, "a record was altered, repeated, lost or put in on its way");
        }
        return plain;
    }

    /** Gives back the memory that long records needed. */
    void trim() {
        ocb.trim();
    }

    private void begin(Direction direction, int sealedLength) {
        byte[] nonce = new byte[15];
        ByteBuffer.wrap(nonce).putLong(nonce.length - Long.BYTES, number);
        number++;
        blocks += (sealedLength + Ocb.BLOCK - 1) / Ocb.BLOCK;
        byte[] associated = new byte[Integer.BYTES];
        ByteBuffer.wrap(associated).putInt(sealedLength);
        ocb.begin(direction, nonce, associated);
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
        ocb.close();
    }
}
