package io.usi.daemon.control;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A local program that reads when it is told to, and not before. */
final class SlowProgram implements Closeable {
    private final SocketChannel channel;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    SlowProgram(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    void write(String text) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Whether the daemon has begun to write; takes at most what is there. */
    boolean hasBytes() throws IOException {
        channel.configureBlocking(false);
        ByteBuffer buffer = ByteBuffer.allocate(1);
        int count = channel.read(buffer);
        channel.configureBlocking(true);
        if (count > 0) {
            read.write(buffer.array()[0]);
        }
        return count > 0;
    }

    /** Everything up to the end of the stream, from the first byte on. */
    String readAll() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (channel.read(buffer) >= 0) {
            read.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
