package io.usi.plugins.protocollite;

import io.usi.plugin.PeerProtocol.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A TCP connection on this machine, one end as the plugin sees it, the other as the peer's program does. */
final class SocketWire implements Wire, Closeable {
    final Socket peer;
    private final Socket own;
    private final boolean accepted;

    SocketWire(boolean accepted) throws IOException {
        this.accepted = accepted;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            peer = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            own = listener.accept();
        }
        own.setTcpNoDelay(true);
        peer.setTcpNoDelay(true);
        peer.setSoTimeout(10_000);
    }

    @Override
    public boolean accepted() {
        return accepted;
    }

    @Override
    public String host() {
        return own.getInetAddress().getHostAddress();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return own.getInputStream().read(buffer, offset, length);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        own.getOutputStream().write(bytes);
    }

    @Override
    public void close() throws IOException {
        own.close();
        peer.close();
    }
}
