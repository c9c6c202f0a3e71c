package io.usi.daemon.usi3;

import io.usi.daemon.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A line that passes everything on, and can be cut, held and laid to somewhere else. */
final class Switch implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> initiators = new CopyOnWriteArrayList<>();
    private volatile int target;
    private volatile Socket held;

    Switch(int target) throws IOException {
        this.target = target;
        Threads.start("switch", this::accept);
    }

    String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Where the next connections go. */
    void target(int port) {
        target = port;
    }

    /** Nothing of the present connection passes any more. */
    void hold() {
        held = initiators.get(initiators.size() - 1);
    }

    /** The initiator's side of the present connection is gone; the other side is not told. */
    void cutInitiator() throws IOException {
        hold();
        held.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket initiator = server.accept();
                Socket responder = new Socket(InetAddress.getLoopbackAddress(), target);
                initiators.add(initiator);
                Threads.start("switch-i", () -> carry(initiator, initiator, responder));
                Threads.start("switch-r", () -> carry(initiator, responder, initiator));
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    private void carry(Socket connection, Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            int count;
            while ((count = in.read(buffer)) >= 0) {
                if (held != connection) {
                    to.getOutputStream().write(buffer, 0, count);
                }
            }
            if (held != connection) {
                to.close();
            }
        } catch (IOException e) {
            closeUnlessHeld(connection, to);
        }
    }

    private void closeUnlessHeld(Socket connection, Socket to) {
        try {
            if (held != connection) {
                to.close();
            }
        } catch (IOException e) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
