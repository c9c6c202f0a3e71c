package io.usi.daemon.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** A file that can be read from its start as often as needed, by several threads at once, each with its own stream. */
public interface FileSource extends Closeable {
    /** The name under which it is offered. */
    String name();

    /** The size in bytes. */
    long size();

    /** A new stream from the first byte on. */
    InputStream open() throws IOException;

    /** Releases what holds the bytes; streams still open may fail. */
    @Override
    void close();
}
