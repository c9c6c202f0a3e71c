package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/** A file on disk that belongs to the daemon's own user, kept open so that its name may change meanwhile. */
public final class PathSource implements FileSource {
    private final String name;
    private final FileChannel channel;
    private final long size;
    private final AtomicInteger uses;

    /**
     * Opens the file.
     *
     * @param uses how many recipients will each close it
     * @throws IOException where it cannot be read
     */
    public PathSource(Path path, String name, int uses) throws IOException {
        this.name = name;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.size = channel.size();
        this.uses = new AtomicInteger(uses);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() {
        return new PositionalStream() {
            @Override
            int readAt(ByteBuffer target, long position) throws IOException {
                return channel.read(target, position);
            }
        };
    }

    @Override
    public void close() {
        if (uses.decrementAndGet() == 0) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UsiException(ErrorCode.IO, "a file that was read could not be closed", e);
            }
        }
    }
}
