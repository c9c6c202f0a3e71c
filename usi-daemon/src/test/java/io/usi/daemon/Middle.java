package io.usi.daemon;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Somebody in the middle of USI/3 sessions, who sees where each unit begins and ends: the parts of the opening before the first
 * record, then the records.
 */
public final class Middle implements AutoCloseable {
    private static final int AUTOMATIC_GREETING = 396;
    private static final int AUTOMATIC_ANSWER = 1_084;
    private static final int PRESET_NAME = 60;
    private static final int PRESET_ANSWER = 40;
    private static final int PRESET_RANDOM = 32;

    /** What is done with each unit. */
    public interface Meddler {
        /**
         * Decides about one unit.
         *
         * @param connection which connection, from 0
         * @param fromInitiator which way it goes
         * @param index of this direction, from 0
         * @return what goes on in its place; null cuts the connection
         */
        List<byte[]> pass(int connection, boolean fromInitiator, int index, byte[] unit) throws IOException;
    }

    private final ServerSocket server;
    private final int target;
    private final boolean preset;
    private final Meddler meddler;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param target the port on this machine to which it passes on
     */
    public Middle(int target, boolean preset, Meddler meddler) throws IOException {
        this.target = target;
        this.preset = preset;
        this.meddler = meddler;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Threads.start("middle", this::accept);
    }

    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** How many connections there were. */
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket initiator = server.accept();
                Socket responder = new Socket(InetAddress.getLoopbackAddress(), target);
                initiator.setTcpNoDelay(true);
                responder.setTcpNoDelay(true);
                int connection = connections.getAndIncrement();
                Threads.start("middle-i", () -> carry(connection, true, initiator, responder));
                Threads.start("middle-r", () -> carry(connection, false, responder, initiator));
            } catch (IOException e) {
                // Closed, or the target is gone: the next connection tells.
                Thread.onSpinWait();
            }
        }
    }

    private void carry(int connection, boolean fromInitiator, Socket from, Socket to) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            OutputStream out = to.getOutputStream();
            for (int index = 0; ; index++) {
                byte[] unit = next(in, fromInitiator, index);
                List<byte[]> passed = unit == null ? null : meddler.pass(connection, fromInitiator, index, unit);
                if (passed == null) {
                    return;
                }
                for (byte[] part : passed) {
                    out.write(part);
                }
            }
        } catch (IOException e) {
            // One of the sides is gone, and so the other has to go.
            return;
        }
    }

    private byte[] next(DataInputStream in, boolean fromInitiator, int index) throws IOException {
        int length = opening(fromInitiator, index);
        byte[] head = new byte[0];
        if (length < 0) {
            head = in.readNBytes(Integer.BYTES);
            if (head.length < Integer.BYTES) {
                return null;
            }
            length = ByteBuffer.wrap(head).getInt();
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            return null;
        }
        byte[] unit = new byte[head.length + length];
        System.arraycopy(head, 0, unit, 0, head.length);
        System.arraycopy(body, 0, unit, head.length, length);
        return unit;
    }

    /** The length of a unit of the opening, or -1 for a record. */
    private int opening(boolean fromInitiator, int index) {
        if (!preset) {
            return index > 0 ? -1 : fromInitiator ? AUTOMATIC_ANSWER : AUTOMATIC_GREETING;
        }
        if (fromInitiator) {
            return index == 0 ? PRESET_NAME : index == 1 ? PRESET_RANDOM : -1;
        }
        return index == 0 ? PRESET_ANSWER : -1;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
