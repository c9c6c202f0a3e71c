package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Recipient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends files of this daemon's user to peers. */
public final class OutgoingFiles {
    private static final int CHUNK = 64 * 1024;
    private static final byte[] ACKNOWLEDGEMENT = {'\n'};

    private final Transfers transfers;
    private final SpoolStore spools;

    /** Puts the parts together. */
    public OutgoingFiles(Transfers transfers, SpoolStore spools) {
        this.transfers = transfers;
        this.spools = spools;
    }

    /** One transfer for each recipient, which waits for the bytes. */
    public List<Transfer> create(String name, long size, List<Recipient> recipients) {
        List<Transfer> made = new ArrayList<>();
        for (Recipient recipient : recipients) {
            made.add(transfers.create(
                    Transfer.Direction.OUT, name, size, recipient.peer().id()));
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
    public void start(FileSource source, List<Recipient> recipients, List<Transfer> made) {
        for (int i = 0; i < recipients.size(); i++) {
            made.get(i).sized(source.size());
            recipients.get(i).session().sendFile(source, made.get(i));
        }
    }

    /**
     * Takes a file from a program, to its end, and starts to send it. Blocks as long as the program gives bytes.
     *
     * @param size that the program announced, in bytes, or -1
     */
    public void upload(ByteChannel program, String name, long size, List<Recipient> recipients, List<Transfer> made) {
        try (Spool spool = spools.create()) {
            byte[] buffer = new byte[CHUNK];
            int count;
            while ((count = program.read(ByteBuffer.wrap(buffer))) >= 0) {
                if (made.stream().allMatch(t -> t.state().ended())) {
                    return;
                }
                spool.write(buffer, 0, count);
            }
            // A program that was killed looks like one that closed its writing side, until one writes to it.
            acknowledge(program);
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
        } catch (RuntimeException | Error e) {
            made.forEach(t -> t.fail(ErrorCode.INTERNAL, "the file could not be taken because of an internal error"));
            throw e;
        }
    }

    private static void acknowledge(ByteChannel program) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(ACKNOWLEDGEMENT);
        while (line.hasRemaining()) {
            program.write(line);
        }
    }
}
