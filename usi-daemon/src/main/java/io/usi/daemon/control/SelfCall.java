package io.usi.daemon.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A call of the daemon to itself, as any local program makes it: whatever answers, the socket is served. */
final class SelfCall {
    private static final byte[] STATUS =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.status\"}\n".getBytes(StandardCharsets.US_ASCII);

    private SelfCall() {}

    /**
     * Waits for an answer, for ever where there is none.
     *
     * @throws IOException where the socket cannot be reached, or closes without an answer
     */
    static void make(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer request = ByteBuffer.wrap(STATUS);
            while (request.hasRemaining()) {
                channel.write(request);
            }
            if (channel.read(ByteBuffer.allocate(1)) < 1) {
                throw new IOException("closed");
            }
        } catch (IOException e) {
            throw new IOException("the control socket does not answer", e);
        }
    }
}
