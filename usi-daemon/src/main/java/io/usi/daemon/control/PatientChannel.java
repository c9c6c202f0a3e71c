package io.usi.daemon.control;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A local program's connection, to which any thread may write without ever waiting for the program. One thread reads, and
 * waits; one thread may {@linkplain #awaitRoom wait} until more can be written; any thread may close.
 */
final class PatientChannel implements Closeable {
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;

    /** Takes over a connection, which blocks no more. */
    PatientChannel(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        readable = Selector.open();
        try {
            writable = Selector.open();
        } catch (IOException e) {
            readable.close();
            throw e;
        }
    }

    /** Reads at least one byte, or -1 at the end. */
    int read(ByteBuffer buffer) throws IOException {
        int count;
        while ((count = channel.read(buffer)) == 0 && buffer.hasRemaining()) {
            await(readable, SelectionKey.OP_READ);
        }
        return count;
    }

    /** Writes what the kernel takes at once, which may be nothing; for one thread at a time. */
    void write(ByteBuffer buffer) throws IOException {
        int count;
        do {
            count = channel.write(buffer);
        } while (count > 0 && buffer.hasRemaining());
    }

    /** Writes all of it, and waits for that. */
    void writeFully(ByteBuffer buffer) throws IOException {
        write(buffer);
        while (buffer.hasRemaining()) {
            awaitRoom();
            write(buffer);
        }
    }

    /** Waits until a write may take something. */
    void awaitRoom() throws IOException {
        await(writable, SelectionKey.OP_WRITE);
    }

    private void await(Selector selector, int operation) throws IOException {
        try {
            if (selector.keys().isEmpty()) {
                channel.register(selector, operation);
            }
            selector.select(key -> {});
        } catch (ClosedSelectorException e) {
            throw new AsynchronousCloseException();
        }
        if (!channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
    }

    /** The connection itself, which blocks again; for the thread that reads, where nobody writes. */
    SocketChannel plain() throws IOException {
        readable.close();
        writable.close();
        channel.configureBlocking(true);
        return channel;
    }

    @Override
    public void close() throws IOException {
        // The descriptor is given back when no selector knows it any more. A selector that is closed wakes who waits.
        try {
            channel.close();
        } finally {
            readable.close();
            writable.close();
        }
    }
}
