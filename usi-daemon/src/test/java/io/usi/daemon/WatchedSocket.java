package io.usi.daemon;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A connected socket of which a test sees who writes, and says what the kernel makes of it. */
public final class WatchedSocket extends Socket {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> writers = new CopyOnWriteArrayList<>();
    private volatile Kernel kernel = length -> {};

    /** What happens to a write before its bytes go. */
    public interface Kernel {
        void take(int length) throws IOException;
    }

    public WatchedSocket(InetAddress address, int port) throws IOException {
        super(address, port);
    }

    public void kernel(Kernel changed) {
        kernel = changed;
    }

    /** The thread of each write so far. */
    public List<Thread> writers() {
        return writers;
    }

    /** Blocks as a write does whose bytes find no room: until the socket is closed. */
    public void block() throws IOException {
        try {
            closed.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        throw new SocketException("Socket closed");
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                writers.add(Thread.currentThread());
                kernel.take(length);
                out.write(buffer, offset, length);
            }
        };
    }

    @Override
    public synchronized void close() throws IOException {
        super.close();
        closed.countDown();
    }
}
