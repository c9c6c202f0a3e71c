package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Where the bytes of an accepted file go. Used by one thread at a time; ended by exactly one of {@link #commit} and
 * {@link #abort}, which return at once and end the transfer in their own time.
 */
public interface Destination {
    /**
     * What is there already, from an earlier try.
     *
     * @param size in bytes; 0 for nothing
     * @param sha256 of these bytes, 64 lower-case hexadecimal digits; empty for nothing
     */
    record Prefix(long size, String sha256) {
        /** Nothing. */
        public static final Prefix NONE = new Prefix(0, "");
    }

    /** The transfer that this belongs to, whose end ends the taking of bytes; none where no user sees one. */
    default Optional<Transfer> transfer() {
        return Optional.empty();
    }

    /** What is there already, so that a protocol that can need not send it again. */
    default Prefix prefix() {
        return Prefix.NONE;
    }

    /**
     * Says where the bytes that come begin, once, before the first of them; only where {@link #prefix} is not
     * {@linkplain Prefix#NONE nothing}.
     *
     * @param offset the prefix's size where it is the sender's, too; else 0, and what is there has to go
     */
    default void begin(long offset) {}

    /**
     * The next bytes, not yet authenticated as a whole. Blocks as long as the storage does.
     *
     * @throws UsiException where they cannot be taken; {@link #abort} must follow
     */
    void write(byte[] bytes, int offset, int length);

    /**
     * All bytes came, and are authentic.
     *
     * @return completes when the file stands under its final name; fails with a {@link UsiException} where it will not
     */
    CompletableFuture<Void> commit();

    /** The file will not come. Nothing of it remains. May be called by any thread, also after an end. */
    void abort(ErrorCode code, String problem);
}
