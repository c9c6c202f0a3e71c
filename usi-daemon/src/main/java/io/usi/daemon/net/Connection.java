package io.usi.daemon.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;

/** One TCP connection. One thread reads, one writes; any thread may close, which ends both with an error. */
public final class Connection implements Closeable {
    /** For a read without a limit. */
    public static final int FOREVER = 0;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private final String address;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong writingSince = new AtomicLong();
    private int timeout;
    /** Bytes that were read and given back, from {@link #aheadStart} on. */
    private byte[] ahead = new byte[0];

    private int aheadStart;

    /** Takes over a connected socket, without delay of small writes and with TCP's keepalive on. */
    public Connection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 20);
        }
        in = socket.getInputStream();
        out = socket.getOutputStream();
        InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        host = format(remote.getAddress());
        address = join(host, remote.getPort());
    }

    /** {@code host:port}, with brackets around an IPv6 address. */
    public static String join(String host, int port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static String format(InetAddress address) {
        String text = address.getHostAddress();
        int scope = address instanceof Inet6Address ? text.indexOf('%') : -1;
        return scope >= 0 ? text.substring(0, scope) : text;
    }

    /** What bounds for each address count: the address, for IPv6 the network of 64 bits that one customer has. */
    public String network() {
        byte[] bytes = socket.getInetAddress().getAddress();
        return bytes.length == 4 ? host : HexFormat.of().formatHex(bytes, 0, 8);
    }

    /** The other side's numeric address. */
    public String host() {
        return host;
    }

    /** The other side's numeric address and port. */
    public String address() {
        return address;
    }

    /**
     * Reads at least one byte.
     *
     * @param timeoutMillis how long to wait for it, or {@link #FOREVER}
     * @return how many bytes, or -1 at the end
     * @throws SocketTimeoutException where none came in that time
     */
    public int read(byte[] buffer, int offset, int length, int timeoutMillis) throws IOException {
        if (aheadStart < ahead.length) {
            int count = Math.min(length, ahead.length - aheadStart);
            System.arraycopy(ahead, aheadStart, buffer, offset, count);
            aheadStart += count;
            return count;
        }
        if (timeout != timeoutMillis) {
            socket.setSoTimeout(timeoutMillis);
            timeout = timeoutMillis;
        }
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            received.addAndGet(count);
        }
        return count;
    }

    /** Whether a read would return at once. */
    public boolean hasMore() throws IOException {
        return aheadStart < ahead.length || in.available() > 0;
    }

    /** Gives back the byte that was read last, so that it is read again. Only one can be given back before it is read. */
    public void unread(byte last) {
        if (aheadStart < ahead.length) {
            throw new IllegalStateException("one byte at a time");
        }
        ahead = new byte[] {last};
        aheadStart = 0;
    }

    /** Writes all of it, which blocks as long as the other side does not read. */
    public void write(byte[] buffer, int offset, int length) throws IOException {
        writingSince.set(System.nanoTime() | 1);
        try {
            out.write(buffer, offset, length);
        } finally {
            writingSince.set(0);
        }
        sent.addAndGet(length);
    }

    /** How many bytes the kernel takes before the other side has to read, as it stands now; 0 where it does not tell. */
    public int sendBuffer() {
        try {
            return socket.getSendBufferSize();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Nothing more will be written: the other side reads the end of the stream behind what was. */
    public void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** For how long the present write has blocked, in nanoseconds; 0 where there is none. */
    public long writeBlockedNanos() {
        long since = writingSince.get();
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    /** Whether it was closed on this side. */
    public boolean isClosed() {
        return socket.isClosed();
    }

    /** Bytes read so far. */
    public long bytesReceived() {
        return received.get();
    }

    /** Bytes written so far. */
    public long bytesSent() {
        return sent.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // A socket that cannot be closed is closed already.
            return;
        }
    }
}
