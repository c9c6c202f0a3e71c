package io.usi.daemon.crypto;

/**
 * AES-OCB with a 128-bit tag (RFC 7253): confidentiality and authenticity of one message under a nonce that is never used
 * twice with the same key. One message at a time: {@link #begin}, any number of {@link #update}, then {@link #seal} or
 * {@link #open}. A message may be longer than any array, and needs no more memory than one call is given. Input and output
 * may be the same array at the same offset, and must not overlap otherwise; the tag must not overlap the output.
 *
 * <p>What {@code update} puts out while deciphering is <em>not authentic</em> before {@code open} has returned true.
 *
 * <p>Wrong use is refused before anything is written, and leaves the message as it was: {@link IllegalStateException} where
 * no message of that direction was begun, it is over, or the cipher is closed; {@link IndexOutOfBoundsException} where a range
 * does not lie in its array; {@link IllegalArgumentException} where ranges overlap. A message that turned out not to be
 * authentic leaves no trace on the next.
 *
 * <p>Not for use by two threads at once.
 */
public interface Ocb extends AutoCloseable {
    /** The size of a block, and of the unit that {@link #update} takes, in bytes. */
    int BLOCK = 16;
    /** The size of the tag in bytes. */
    int TAG = 16;

    /** Whether plaintext goes in or comes out. */
    enum Direction {
        /** Plaintext in, ciphertext out. */
        SEAL,
        /** Ciphertext in, plaintext out. */
        OPEN
    }

    /**
     * Begins a message and forgets any other, also where it fails.
     *
     * @param nonce 1 to 15 bytes
     * @param associated authenticated with the message but not part of it; may be empty
     * @throws IllegalArgumentException where the nonce has another length
     */
    void begin(Direction direction, byte[] nonce, byte[] associated);

    /**
     * The next whole blocks.
     *
     * @param length a multiple of {@link #BLOCK}; as many bytes are written
     * @throws IllegalArgumentException where the length is another
     */
    void update(byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * The last bytes of a plaintext, of any length, and the end of the message.
     *
     * @param tag receives {@link #TAG} bytes from {@code tagOffset} on
     */
    void seal(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset);

    /**
     * The last bytes of a ciphertext, of any length, and the end of the message. The tags are compared in constant time.
     * Where they differ, what this call wrote is wiped; what {@code update} wrote before is the caller's to wipe.
     *
     * @param tag of which {@link #TAG} bytes from {@code tagOffset} on are read
     * @return whether the message is authentic
     */
    boolean open(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset);

    /**
     * Wipes and gives back the memory that long messages needed, up to 60 KiB; the next long one makes it again. Costs nothing
     * where there was none.
     *
     * @throws IllegalStateException where a message is under way
     */
    void trim();

    /** Wipes what was derived from the key, and ends the message. Nothing can be begun afterwards. */
    @Override
    void close();
}
