package io.usi.daemon.crypto;

/**
 * AES-OCB with a 128-bit tag (RFC 7253): confidentiality and authenticity of one message under a nonce that is never used
 * twice with the same key. One message at a time: {@link #begin}, any number of {@link #update}, then {@link #seal} or
 * {@link #open}. Input and output may be the same array at the same offset, and must not overlap otherwise.
 *
 * <p>What {@code update} puts out while deciphering is <em>not authentic</em> before {@code open} has returned true.
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
     * Begins a message and forgets any other.
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
     * Where they differ, what this call wrote is wiped.
     *
     * @return whether the message is authentic
     */
    boolean open(byte[] in, int inOffset, int length, byte[] out, int outOffset, byte[] tag, int tagOffset);

    /** Wipes what was derived from the key. */
    @Override
    void close();
}
