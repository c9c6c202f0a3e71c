package io.usi.plugins.sinkdirectory;

import io.usi.plugin.FileSink.Reception;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file on its way into the folder, under a random name until it is whole. */
final class DirectoryReception implements Reception {
    private final Folder folder;
    private final SafeName name;
    private final long size;
    private final Folder.Part part;
    private final EarlyFlush flush;
    private long written;
    private boolean committed;

    DirectoryReception(Folder folder, String name, long size) throws IOException {
        this.folder = folder;
        this.name = SafeName.of(name);
        this.size = size;
        try {
            part = folder.newPart();
        } catch (IOException e) {
            throw Folder.plain(e);
        }
        flush = EarlyFlush.of(part.path());
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > size - written) {
            throw new IOException("it is larger than was said");
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                written += part.channel().write(buffer);
            }
            flush.wrote(length);
        } catch (IOException e) {
            throw Folder.plain(e);
        }
    }

    @Override
    public String commit() throws IOException {
        if (written != size) {
            throw new IOException("it is shorter than was said");
        }
        try {
            flush.end();
            part.channel().force(true);
            // Still open, and so locked: a daemon that starts now must not take it for a leftover.
            String stored = folder.makeFinal(part, name);
            committed = true;
            return stored;
        } catch (IOException e) {
            throw Folder.plain(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (flush) {
            if (committed) {
                part.channel().close();
            } else {
                part.delete();
            }
        } catch (IOException e) {
            throw Folder.plain(e);
        }
    }
}
