package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How far an accepted file is, through all sessions: what its destination has, and the hash of that. Used by one thread at a
 * time, which may block.
 *
 * <p>Of a destination's own prefix only the finished hash is known, so that no hash can be computed over it and what
 * follows: a later session then begins behind the prefix again, and what the destination got already is compared instead
 * of written.
 */
final class Intake {
    private final Destination destination;
    private final long size;
    private Destination.Prefix prefix = Destination.Prefix.NONE;
    private boolean begun;
    private long written;
    private long at;
    /** Of what was written behind the prefix. */
    private final PrefixHash hash = PrefixHash.keyed();
    /** Of what comes once more. */
    private PrefixHash again = PrefixHash.like(hash.value());

    Intake(Destination destination, long size) {
        this.destination = destination;
        this.size = size;
    }

    /** Where the peer should begin, in a session that starts now. */
    long offset() {
        if (!begun) {
            prefix = destination.prefix();
            if (prefix.size() == 0) {
                begun = true;
            } else if (prefix.size() > size) {
                begin(0);
            }
        }
        return prefix.size() > 0 ? prefix.size() : written;
    }

    /** Of the bytes before {@link #offset}. */
    Optional<Frame.Prefix> prefix() {
        if (prefix.size() > 0) {
            return Optional.of(new Frame.Prefix.Sha256(Bytes.of(HexFormat.of().parseHex(prefix.sha256()))));
        }
        return written > 0 ? Optional.of(hash.value()) : Optional.empty();
    }

    /**
     * The peer begins there: at {@link #offset} or at 0.
     *
     * @throws UsiException {@link ErrorCode#FILE_ALTERED} where that does not continue what the destination has
     */
    void begin(long start) {
        if (begun && start == 0 && written > 0) {
            throw altered();
        }
        if (!begun) {
            destination.begin(start);
            destination.transfer().ifPresent(transfer -> transfer.startAt(start));
            begun = true;
            written = start;
            if (start == 0) {
                prefix = Destination.Prefix.NONE;
            }
        }
        at = start;
        again = PrefixHash.like(hash.value());
    }

    /** The next bytes. */
    void take(byte[] bytes, int offset, int length) {
        int old = (int) Math.min(length, written - at);
        if (old > 0) {
            again.update(bytes, offset, old);
            at += old;
            if (at == written && !again.value().equals(hash.value())) {
                throw altered();
            }
        }
        int fresh = length - old;
        if (fresh > 0) {
            destination.write(bytes, offset + old, fresh);
            hash.update(bytes, offset + old, fresh);
            written += fresh;
            at = written;
        }
    }

    /** Whether a file of that size is what the destination has. */
    boolean is(long whole) {
        return whole == size && written == size && at == size;
    }

    private static UsiException altered() {
        return new UsiException(
                ErrorCode.FILE_ALTERED, "the file changed on the peer's side while it was sent: ask for it again");
    }
}
