package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends files of this daemon's user to peers. */
public final class OutgoingFiles {
    private static final int CHUNK = 64 * 1024;

    private final Transfers transfers;
    private final SpoolStore spools;

    /** Puts the parts together. */
    public OutgoingFiles(Transfers transfers, SpoolStore spools) {
        this.transfers = transfers;
        this.spools = spools;
    }

    /** One transfer for each recipient, which waits for the bytes. */
    public List<Transfer> create(String name, long size, List<Peer> recipients) {
        List<Transfer> made = new ArrayList<>();
        for (Peer peer : recipients) {
            made.add(transfers.create(Transfer.Direction.OUT, name, size, peer.id()));
        }
        return made;
    }

    /**
     * Opens a file that belongs to this daemon's own user.
     *
     * @param size that the caller saw, in bytes; a file of another size is another file
     * @return empty where it is not a regular file of that size that this daemon can read
     */
    public Optional<FileSource> open(Path path, String name, long size, int recipients) {
        try {
            if (!path.isAbsolute() || !Files.isRegularFile(path)) {
                return Optional.empty();
            }
            PathSource source = new PathSource(path, name, recipients);
            if (size >= 0 && source.size() != size) {
                for (int i = 0; i < recipients; i++) {
                    source.close();
                }
                return Optional.empty();
            }
            return Optional.of(source);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Starts to send; the source is closed once by each recipient. */
    public void start(FileSource source, List<Peer> recipients, List<Transfer> made) {
        for (int i = 0; i < recipients.size(); i++) {
            Optional<Session> session = recipients.get(i).session();
            Transfer transfer = made.get(i);
            transfer.sized(source.size());
            if (session.isPresent()) {
                session.get().sendFile(source, transfer);
            } else {
                source.close();
                transfer.fail(ErrorCode.PEER_GONE, "the peer went away before the file was sent");
            }
        }
    }

    /**
     * Takes a file from a program, to its end, and starts to send it. Blocks as long as the program gives bytes.
     *
     * @param size that the program announced, in bytes, or -1
     */
    public void upload(
            ReadableByteChannel program, String name, long size, List<Peer> recipients, List<Transfer> made) {
        try (Spool spool = spools.create()) {
            byte[] buffer = new byte[CHUNK];
            int count;
            while ((count = program.read(ByteBuffer.wrap(buffer))) >= 0) {
                if (made.stream().allMatch(t -> t.state().ended())) {
                    return;
                }
                spool.write(buffer, 0, count);
            }
            if (size >= 0 && spool.size() != size) {
                throw new UsiException(ErrorCode.USAGE, "the file ended at another size than was announced");
            }
            for (int i = 0; i < recipients.size(); i++) {
                start(spool.source(name), recipients.subList(i, i + 1), made.subList(i, i + 1));
            }
        } catch (UsiException e) {
            made.forEach(t -> t.fail(e));
        } catch (IOException e) {
            made.forEach(t -> t.fail(ErrorCode.CANCELLED, "the program that gave the file went away"));
        }
    }
}
