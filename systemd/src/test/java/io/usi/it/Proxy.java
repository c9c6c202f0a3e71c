package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A network of the test's own between two daemons: it can break, or be slow. */
final class Proxy implements AutoCloseable {
    /** A place at which the connection breaks: after so many bytes of the direction that counts; half-open where only the initiator learns. */
    record Cut(long at, boolean halfOpen) {}

    private static final int SMALL = 16 << 10;
    private static final long UNLIMITED = 0;
    private static final long SLACK_NANOS = 10_000_000;

    private final ServerSocket server = new ServerSocket();
    private final int target;
    private final long rate;
    private final Deque<Cut> cuts;
    private final boolean countsUp;
    private final List<Link> links = new ArrayList<>();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong connections = new AtomicLong();

    private Proxy(int target, long rate, Collection<Cut> cuts, boolean countsUp) throws IOException {
        this.target = target;
        this.rate = rate;
        this.cuts = new ArrayDeque<>(cuts);
        this.countsUp = countsUp;
        if (rate != UNLIMITED) {
            server.setReceiveBufferSize(SMALL);
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(this::accept);
    }

    /**
     * To that port, cut at those places, which are in their order.
     *
     * @param countsUp whether the bytes that the initiator sends count, or those that it gets
     */
    static Proxy cutting(int target, Collection<Cut> cuts, boolean countsUp) throws IOException {
        return new Proxy(target, UNLIMITED, cuts, countsUp);
    }

    /** To that port, with so many bytes a second in each direction and hardly a buffer of its own. */
    static Proxy slow(int target, long rate) throws IOException {
        return new Proxy(target, rate, List.of(), true);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** How many bytes went in the direction that counts, over all connections. */
    long passed() {
        return passed.get();
    }

    long connections() {
        return connections.get();
    }

    /** How many places are still to come. */
    int cutsLeft() {
        synchronized (cuts) {
            return cuts.size();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                Socket far = new Socket();
                if (rate != UNLIMITED) {
                    far.setReceiveBufferSize(SMALL);
                    near.setSendBufferSize(SMALL);
                    far.setSendBufferSize(SMALL);
                }
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                Link link = new Link(near, far);
                synchronized (links) {
                    links.add(link);
                }
                connections.incrementAndGet();
                start(() -> link.pump(near, far, true));
                start(() -> link.pump(far, near, false));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private int untilCut(int count) {
        synchronized (cuts) {
            Cut next = cuts.peekFirst();
            return next == null ? count : (int) Math.max(0, Math.min(count, next.at() - passed.get()));
        }
    }

    /** One connection of the initiator's and the one that continues it. */
    private final class Link {
        private final Socket near;
        private final Socket far;
        private volatile boolean halfOpen;

        Link(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pump(Socket from, Socket to, boolean upstream) {
            boolean counts = upstream == countsUp;
            byte[] buffer = new byte[rate == UNLIMITED ? 1 << 16 : 4 << 10];
            long free = System.nanoTime();
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    int allowed = counts && !halfOpen ? untilCut(count) : count;
                    pass(out, buffer, allowed);
                    if (counts && !halfOpen) {
                        passed.addAndGet(allowed);
                    }
                    if (allowed < count) {
                        cut();
                    }
                    free = pause(free, count);
                }
                to.shutdownOutput();
            } catch (IOException e) {
                // Whatever one side does to its connection is what the other one sees.
                if (!halfOpen || from == far) {
                    close();
                }
            }
        }

        private void pass(OutputStream out, byte[] buffer, int count) throws IOException {
            try {
                if (!halfOpen) {
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                if (!halfOpen) {
                    throw e;
                }
            }
        }

        /** A pause of the sender's does not make the network faster afterwards. */
        private long pause(long free, int count) {
            if (rate == UNLIMITED) {
                return free;
            }
            long next = Math.max(free, System.nanoTime() - SLACK_NANOS) + count * 1_000_000_000L / rate;
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return next;
        }

        /** What is half-open still swallows what the target sends. */
        private void cut() {
            synchronized (cuts) {
                halfOpen = cuts.removeFirst().halfOpen();
            }
            reset(near);
            if (!halfOpen) {
                reset(far);
            }
        }

        void close() {
            reset(near);
            reset(far);
        }

        private static void reset(Socket socket) {
            try (socket) {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                assertTrue(socket.isClosed(), e::toString);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (links) {
            links.forEach(Link::close);
        }
    }
}
