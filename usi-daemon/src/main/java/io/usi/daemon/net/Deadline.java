package io.usi.daemon.net;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment by which an opening has to be done. */
public final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    /** So long from now on. */
    public static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** For reads: at least 1, since 0 would mean for ever. */
    public int millisLeft() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    }

    /**
     * Reads a whole range.
     *
     * @throws UsiException {@link ErrorCode#TIMEOUT} where it did not come in time, {@link ErrorCode#PEER_GONE} where the
     *     stream ended
     */
    public void read(Connection connection, byte[] target, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count;
            try {
                count = connection.read(target, offset + done, length - done, millisLeft());
            } catch (SocketTimeoutException e) {
                throw silent(e);
            }
            if (count < 0) {
                throw new UsiException(
                        ErrorCode.PEER_GONE,
                        "the other side closed the connection before it was open: does it use the same preset key, or none?");
            }
            done += count;
        }
    }

    /** For an opening whose other side did not answer in time. */
    public static UsiException silent(SocketTimeoutException cause) {
        return new UsiException(
                ErrorCode.TIMEOUT,
                "the other side did not answer as a USI peer does: is it one, with the same preset key, or none?",
                cause);
    }
}
