package io.usi.daemon.usi3.file;

import io.usi.daemon.transfer.FileSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** A file in memory that may change, and counts how often it was closed. */
final class TestSource implements FileSource {
    final AtomicInteger closed = new AtomicInteger();
    final String name;
    final long size;
    volatile byte[] bytes;
    volatile boolean broken;

    TestSource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.size = bytes.length;
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
    public InputStream open() throws IOException {
        if (broken || closed.get() > 0) {
            throw new IOException("cannot be read");
        }
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}
