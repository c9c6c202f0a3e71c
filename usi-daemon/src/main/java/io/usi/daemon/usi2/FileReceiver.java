package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.crypto.Ocb.Direction;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.Inbound;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Takes one file off the stream, on the thread that reads the session. */
final class FileReceiver {
    /** A sender that gives nothing for so long, inside a file, is gone. In milliseconds. */
    static final int PATIENCE = 120_000;

    private static final byte[] NO_DATA = new byte[0];

    private final MessageReader reader;
    private final SessionKey key;
    private final Inbound inbound;
    private final byte[] nonce = new byte[NonceForm.WIRE_BYTES];
    private final byte[] tag = new byte[Ocb.TAG];
    private Optional<Destination> destination = Optional.empty();

    FileReceiver(MessageReader reader, SessionKey key, Inbound inbound) {
        this.reader = reader;
        this.key = key;
        this.inbound = inbound;
    }

    /**
     * Waits for the decision, then reads exactly the file.
     *
     * @return false where the stream does not go on as it must, so that the session has to end
     * @throws IOException where the connection fails; the destination is told
     */
    boolean receive(long size) throws IOException {
        destination = inbound.destination();
        try {
            begin();
            reader.readFully(nonce, 0, nonce.length, PATIENCE);
            reader.readFully(tag, 0, tag.length, PATIENCE);
            boolean authentic = decipher(size);
            byte[] marker = new byte[FileSender.MARKER.length];
            reader.readFully(marker, 0, marker.length, PATIENCE);
            boolean inStep = Arrays.equals(marker, FileSender.MARKER);
            if (authentic) {
                destination.ifPresent(Destination::commit);
            } else {
                abort(ErrorCode.FILE_ALTERED, "the file was altered on its way, or its sender changed it meanwhile");
            }
            return inStep;
        } catch (IOException e) {
            abort(ErrorCode.PEER_GONE, "the session ended before the file was complete");
            throw e;
        } catch (RuntimeException | Error e) {
            abort(ErrorCode.INTERNAL, "the file could not be taken because of an internal error");
            throw e;
        }
    }

    /** This protocol sends every file from its start. */
    private void begin() {
        if (destination.isPresent() && destination.get().prefix().size() > 0) {
            try {
                destination.get().begin(0);
            } catch (UsiException e) {
                abort(e.code(), e.getMessage());
            }
        }
    }

    private boolean decipher(long size) throws IOException {
        byte[] buffer = new byte[(int) Math.min(FileSender.CHUNK, Math.max(size, 1))];
        long left = size;
        try (Ocb ocb = key.cipher()) {
            ocb.begin(Direction.OPEN, key.form().effective(nonce), NO_DATA);
            while (true) {
                int length = (int) Math.min(buffer.length, left);
                reader.readFully(buffer, 0, length, PATIENCE);
                left -= length;
                if (left == 0) {
                    boolean authentic = ocb.open(buffer, 0, length, buffer, 0, tag, 0);
                    if (authentic && length > 0) {
                        write(buffer, length);
                    }
                    return authentic;
                }
                if (destination.isPresent()) {
                    ocb.update(buffer, 0, length, buffer, 0);
                    write(buffer, length);
                }
            }
        }
    }

    /** A destination that cannot take more gets no more; the rest is read and dropped. */
    private void write(byte[] buffer, int length) {
        if (destination.isPresent()) {
            try {
                destination.get().write(buffer, 0, length);
            } catch (UsiException e) {
                abort(e.code(), e.getMessage());
            }
        }
    }

    private void abort(ErrorCode code, String problem) {
        destination.ifPresent(d -> d.abort(code, problem));
        destination = Optional.empty();
    }
}
