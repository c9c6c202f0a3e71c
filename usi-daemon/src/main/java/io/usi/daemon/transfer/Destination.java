package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;

/**
 * Where the bytes of an accepted file go. Used by the thread that receives them; ended by exactly one of {@link #commit} and
 * {@link #abort}, which return at once and end the transfer in their own time.
 */
public interface Destination {
    /**
     * The next bytes, not yet authenticated. Blocks as long as the storage does.
     *
     * @throws UsiException where they cannot be taken; {@link #abort} must follow
     */
    void write(byte[] bytes, int offset, int length);

    /** All bytes came, and are authentic. */
    void commit();

    /** The file will not come. Nothing of it remains. May be called by any thread, also after an end. */
    void abort(ErrorCode code, String problem);
}
