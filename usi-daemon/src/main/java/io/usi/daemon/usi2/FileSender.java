package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.crypto.Ocb.Direction;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sends one file as USI 2.4 expects it: header, then nonce, tag, ciphertext and an end marker, raw. The tag comes first, so
 * that the file is read twice: {@link #prepare} computes the tag, {@link #send} sends.
 */
final class FileSender {
    /** What stands behind every file. */
    static final byte[] MARKER = "|!f|".getBytes(StandardCharsets.US_ASCII);

    /** How much is read, sealed and written at once; whole blocks. */
    static final int CHUNK = 64 * 1024;
    /** The last bytes go alone, so that 2.4 does not find its marker split between two reads. */
    private static final int TAIL = 1_024;
    /** What 2.4 reads at once. */
    private static final int READ_SIZE = 16 * 1024;
    /** 2.4 holds a file in memory and takes none over this size; a larger one goes to a peer that counts bytes. */
    private static final long LARGEST_FOR_2_4 = 2_500_000_000L;

    private static final int NONCE_TRIES = 24;

    private static final byte[] NO_DATA = new byte[0];

    private final SessionKey key;
    private final FileSource source;
    private final Transfer transfer;
    private final Supplier<byte[]> nonces;
    private byte[] nonce;
    private byte[] tag;

    FileSender(SessionKey key, FileSource source, Transfer transfer) {
        this(key, source, transfer, SessionKey::freshNonce);
    }

    /**
     * @param nonces gives one never used before at each call
     */
    FileSender(SessionKey key, FileSource source, Transfer transfer, Supplier<byte[]> nonces) {
        this.nonces = nonces;
        this.key = key;
        this.source = source;
        this.transfer = transfer;
    }

    /**
     * The first pass: chooses a nonce and computes the tag. 2.4 takes the first {@code |!f|} in the stream for the end of
     * the file, so a nonce under which that stands anywhere else is not used.
     *
     * @param gone asked now and then: whether nobody is there any more to send it to
     * @return false where the file cannot be sent; the transfer has then ended and the source is closed
     */
    boolean prepare(BooleanSupplier gone) {
        boolean avoidMarker = source.size() <= LARGEST_FOR_2_4;
        try (Ocb ocb = key.cipher()) {
            for (int attempt = 0; attempt < NONCE_TRIES; attempt++) {
                nonce = nonces.get();
                if (computeTag(ocb, avoidMarker, gone)) {
                    return true;
                }
                if (transfer.state().ended() || gone.getAsBoolean()) {
                    drop(ErrorCode.PEER_GONE);
                    return false;
                }
            }
            if (computeTag(ocb, false, gone)) {
                return true;
            }
            drop(ErrorCode.PEER_GONE);
            return false;
        } catch (IOException e) {
            transfer.fail(ErrorCode.IO, "the file cannot be read");
        }
        source.close();
        return false;
    }

    private boolean computeTag(Ocb ocb, boolean avoidMarker, BooleanSupplier gone) throws IOException {
        MarkerSearch body = new MarkerSearch();
        byte[] first = new byte[(int) Math.min(MARKER.length - 1, source.size())];
        boolean[] usable = {true};
        tag = new byte[Ocb.TAG];
        process(ocb, (bytes, length, last) -> {
            if (body.isEmpty()) {
                System.arraycopy(bytes, 0, first, 0, first.length);
            }
            usable[0] = !(avoidMarker && body.found(bytes, length))
                    && !transfer.state().ended()
                    && !gone.getAsBoolean();
            return usable[0];
        });
        if (!usable[0] || !avoidMarker) {
            return usable[0];
        }
        MarkerSearch head = new MarkerSearch();
        boolean inHead =
                head.found(nonce, nonce.length) || head.found(tag, tag.length) || head.found(first, first.length);
        MarkerSearch end = source.size() < first.length + 1 ? head : body;
        return !inHead && !end.overlapsEnd();
    }

    /** Takes each sealed chunk; false stops. */
    private interface ChunkConsumer {
        boolean take(byte[] sealed, int length, boolean last) throws IOException;
    }

    /** Reads and seals the whole file under the nonce, and leaves the tag of what was read in {@link #tag}. */
    private void process(Ocb ocb, ChunkConsumer consumer) throws IOException {
        ocb.begin(Direction.SEAL, key.form().effective(nonce), NO_DATA);
        byte[] buffer = new byte[(int) Math.min(CHUNK, Math.max(source.size(), 1))];
        long left = source.size();
        try (InputStream in = source.open()) {
            while (true) {
                int length = (int) Math.min(buffer.length, left);
                if (read(in, buffer, length) < length) {
                    throw new EOFException("the file became shorter");
                }
                left -= length;
                if (left == 0) {
                    ocb.seal(buffer, 0, length, buffer, 0, tag, 0);
                    consumer.take(buffer, length, true);
                    return;
                }
                ocb.update(buffer, 0, length, buffer, 0);
                if (!consumer.take(buffer, length, false)) {
                    return;
                }
            }
        }
    }

    private static int read(InputStream in, byte[] buffer, int length) throws SourceException {
        try {
            return in.readNBytes(buffer, 0, length);
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /** This machine's disk failed, not the connection. */
    private static final class SourceException extends IOException {
        private static final long serialVersionUID = 1L;

        SourceException(IOException cause) {
            super(cause);
        }
    }

    /**
     * The second pass, on the writer's thread. Ends the transfer and closes the source.
     *
     * @return why the session must end, or null where it goes on
     * @throws IOException where the connection fails
     */
    EndReason send(Writer writer, Connection connection) throws IOException {
        if (!transfer.begin()) {
            source.close();
            return null;
        }
        // What has begun on this stream cannot be taken back in any other way, least of all while the peer reads
        // nothing.
        transfer.onCancel(() -> writer.abandon(EndReason.CANCELLED));
        byte[] announced = tag;
        tag = new byte[Ocb.TAG];
        try (source;
                Ocb ocb = key.cipher()) {
            writer.writeAlone(TextForms.fileHeader(source.name(), source.size()));
            Output output = new Output(writer, connection, announced);
            try {
                process(ocb, output);
            } catch (EOFException e) {
                transfer.fail(ErrorCode.FILE_CHANGED, "the file changed while it was sent");
            }
            if (output.complete) {
                transfer.done("");
                return null;
            }
            if (writer.isClosing()) {
                transfer.fail(Writer.sessionEnded());
                return EndReason.CLOSED;
            }
            return transfer.state() instanceof Transfer.State.Cancelled ? EndReason.CANCELLED : EndReason.FILE_CHANGED;
        } catch (SourceException e) {
            transfer.fail(ErrorCode.IO, "the file could not be read to its end");
            return EndReason.FILE_CHANGED;
        } catch (IOException e) {
            transfer.fail(Writer.sessionEnded());
            throw e;
        } catch (RuntimeException | Error e) {
            transfer.fail(ErrorCode.INTERNAL, "the file could not be sent because of an internal error");
            throw e;
        }
    }

    /** It will not be sent. */
    void drop(ErrorCode code) {
        source.close();
        transfer.fail(new UsiException(
                code,
                code == ErrorCode.LIMIT
                        ? "too many files wait for this peer"
                        : "the session ended before the file was sent"));
    }

    /** Writes the sealed chunks, with the pauses that 2.4 needs. */
    private final class Output implements ChunkConsumer {
        private final Writer writer;
        private final Connection connection;
        private final byte[] announced;
        private boolean started;
        private boolean complete;

        Output(Writer writer, Connection connection, byte[] announced) {
            this.writer = writer;
            this.connection = connection;
            this.announced = announced;
        }

        @Override
        public boolean take(byte[] sealed, int length, boolean last) throws IOException {
            if (writer.isClosing() || transfer.state().ended()) {
                return false;
            }
            int from = 0;
            if (!started) {
                started = true;
                from = writeHead(sealed, length, last);
            }
            int tail = last ? Math.min(length - from, TAIL) : 0;
            if (length - from > tail) {
                connection.write(sealed, from, length - from - tail);
            }
            if (last) {
                // Checked before the last bytes go: what changed since the first pass never becomes a file over there.
                if (!MessageDigest.isEqual(tag, announced)) {
                    transfer.fail(ErrorCode.FILE_CHANGED, "the file changed while it was sent");
                    return false;
                }
                writeTail(sealed, length - tail, tail);
                complete = true;
            }
            transfer.progress(length);
            return true;
        }

        private int writeHead(byte[] sealed, int length, boolean last) throws IOException {
            int first = last ? 0 : Math.min(length, TAIL);
            byte[] head = new byte[nonce.length + announced.length + first];
            System.arraycopy(nonce, 0, head, 0, nonce.length);
            System.arraycopy(announced, 0, head, nonce.length, announced.length);
            System.arraycopy(sealed, 0, head, nonce.length + announced.length, first);
            connection.write(head, 0, head.length);
            long total = nonce.length + announced.length + source.size() + MARKER.length;
            long over = total % READ_SIZE;
            if (over > 0 && over < MARKER.length) {
                // Whole reads of 2.4 would end inside the marker: one short read in front moves them all.
                writer.pauseNext();
                writer.pause();
            }
            return first;
        }

        private void writeTail(byte[] sealed, int from, int length) throws IOException {
            byte[] end = new byte[length + MARKER.length];
            System.arraycopy(sealed, from, end, 0, length);
            System.arraycopy(MARKER, 0, end, length, MARKER.length);
            writer.pauseNext();
            writer.pause();
            connection.write(end, 0, end.length);
        }
    }
}
