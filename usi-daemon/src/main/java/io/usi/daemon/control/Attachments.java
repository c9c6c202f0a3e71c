package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.StreamDestination;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** One-time tokens that turn a connection into the byte stream of a transfer. For any thread. */
final class Attachments {
    private static final int TOKEN_BYTES = 24;
    private static final int LIMIT = 1_024;

    /** What happens with the connection that attaches. */
    interface Stream {
        /** The transfer's id, for the answer. */
        String transfer();

        /** Carries the bytes, of which {@code early} were read already; blocks until the connection is to be closed. */
        void run(SocketChannel connection, byte[] early);

        /** Nobody attached in time, or whoever did went away at once. */
        void abandoned(UsiException why);
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Stream> waiting = new LinkedHashMap<>();
    private final Timer timer;

    Attachments(Timer timer) {
        this.timer = timer;
    }

    /** A token for a stream, good for 60 seconds. */
    String token(Stream stream) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        synchronized (waiting) {
            if (waiting.size() >= LIMIT) {
                throw new UsiException(ErrorCode.LIMIT, "too many transfers wait for their bytes");
            }
            waiting.put(token, stream);
        }
        timer.after(StreamDestination.PATIENCE, () -> {
            Stream expired = remove(token);
            if (expired != null) {
                expired.abandoned(new UsiException(ErrorCode.TIMEOUT, "no program came for the file's bytes in time"));
            }
        });
        return token;
    }

    /**
     * Uses a token up.
     *
     * @throws UsiException {@link ErrorCode#BAD_TOKEN}
     */
    Stream take(String token) {
        Stream stream = remove(token);
        if (stream == null) {
            throw new UsiException(ErrorCode.BAD_TOKEN, "the token is unknown, was used, or is older than 60 s");
        }
        return stream;
    }

    private Stream remove(String token) {
        synchronized (waiting) {
            return waiting.remove(token);
        }
    }
}
