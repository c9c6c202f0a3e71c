package io.usi.daemon;

import io.usi.daemon.net.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** The two ends of one TCP connection on this machine. */
public record Loopback(Socket left, Socket right) implements AutoCloseable {
    public static final long PATIENCE_S = 20;

    /** Makes the left end, connected. */
    public interface Dial {
        Socket to(InetAddress address, int port) throws IOException;
    }

    public static Loopback open() throws IOException {
        return open(Socket::new);
    }

    public static Loopback open(Dial dial) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket left = dial.to(server.getInetAddress(), server.getLocalPort());
            left.setTcpNoDelay(true);
            return new Loopback(left, server.accept());
        }
    }

    /** Takes the right end over. */
    public Connection connection() throws IOException {
        return new Connection(right);
    }

    /** Waits until something holds; for what tells nobody when it changes. */
    public static void until(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + what);
            }
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Waits until a thread waits for what it is told next. */
    public static void untilParked(Thread thread) throws Exception {
        until("the thread waits", () -> thread.getState() == Thread.State.WAITING);
    }

    public interface Condition {
        boolean holds() throws Exception;
    }

    @Override
    public void close() throws IOException {
        left.close();
        right.close();
    }
}
