package io.usi.daemon.net;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Room;
import io.usi.daemon.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections, each on a thread of its own, and brings those that open into the room. */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 1_024;
    /** After which the loop turns even where nobody comes. */
    private static final int TURN_MILLIS = 20_000;

    private static final Duration HANGS = Duration.ofSeconds(45);

    private final ServerSocket server;
    private final Opener opener;
    private final Peers peers;
    private final Room room;
    private final Admission admission;
    private final Unopened unopened = new Unopened(System::nanoTime);
    private final AcceptLoop loop = new AcceptLoop("connection");

    private Listener(ServerSocket server, Opener opener, Peers peers, Room room, Admission admission) {
        this.server = server;
        this.opener = opener;
        this.peers = peers;
        this.room = room;
        this.admission = admission;
    }

    /**
     * Starts to listen.
     *
     * @param host an address of this machine, or empty for all
     * @param port 0 for any free one
     * @param setting that by which users choose the port
     * @param admission what bounds the connections, which listeners may share
     * @throws UsiException {@link ErrorCode#UNKNOWN_HOST} or {@link ErrorCode#CANNOT_LISTEN}
     */
    public static Listener open(
            String host, int port, String setting, Admission admission, Opener opener, Peers peers, Room room) {
        ServerSocket server = null;
        try {
            InetAddress address = host.isEmpty() ? null : InetAddress.getByName(host);
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.setSoTimeout(TURN_MILLIS);
            server.bind(new InetSocketAddress(address, port), BACKLOG);
        } catch (UnknownHostException e) {
            throw new UsiException(ErrorCode.UNKNOWN_HOST, "cannot listen on " + host + ": no such address", e);
        } catch (IOException e) {
            closeQuietly(server);
            String where = Connection.join(host.isEmpty() ? "*" : host, port);
            throw new UsiException(
                    ErrorCode.CANNOT_LISTEN,
                    "cannot listen on " + where + ": the port is in use, or the address is not this machine's; choose"
                            + " another with " + setting,
                    e);
        }
        Listener listener = new Listener(server, opener, peers, room, admission);
        Threads.start("usi-accept", listener::accept);
        return listener;
    }

    private static void closeQuietly(ServerSocket server) {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            LOG.debug("A socket that was never bound could not be closed", e);
        }
    }

    /** {@code host:port} as bound; the host is {@code *} where it is every address. */
    public String address() {
        InetAddress bound = server.getInetAddress();
        return Connection.join(bound.isAnyLocalAddress() ? "*" : bound.getHostAddress(), server.getLocalPort());
    }

    /** Whether only this machine can connect. */
    public boolean isLoopback() {
        return server.getInetAddress().isLoopbackAddress();
    }

    /**
     * Whether it still accepts connections.
     *
     * @throws IOException where it does not
     */
    public void check() throws IOException {
        if (loop.sinceTurn().compareTo(HANGS) > 0) {
            throw new IOException("no connections are accepted");
        }
    }

    private void accept() {
        loop.run(() -> !server.isClosed(), () -> {
            Socket socket = server.accept();
            return new AcceptLoop.Accepted("usi-session", socket, () -> serve(socket));
        });
    }

    private void serve(Socket socket) {
        try (socket;
                Connection connection = new Connection(socket)) {
            admission.enter(connection);
            try {
                serve(connection);
            } finally {
                admission.leaveOpening(connection);
            }
        } catch (IOException e) {
            LOG.debug("A connection ended before it began", e);
        }
    }

    private void serve(Connection connection) {
        try {
            Session session = opener.accept(connection);
            // One that takes the place of another counts only once that one no longer does.
            session.continuity().inTurn(() -> admit(connection, session));
        } catch (UsiException e) {
            if (e.code() == ErrorCode.DOWNGRADE) {
                room.refused(connection.address(), e);
            }
            unopened.add(e.getMessage());
        } catch (IOException e) {
            LOG.debug("A connection ended before it became a session", e);
        }
    }

    private void admit(Connection connection, Session session) {
        if (!admission.open(connection)) {
            LOG.warn("A session was refused: there are as many as limits.sessions allows");
            session.refuse();
            return;
        }
        try {
            host(session);
        } finally {
            admission.endSession(connection);
        }
    }

    private void host(Session session) {
        Peer peer = peers.arrived(session);
        try {
            room.host(peer, session);
        } finally {
            peers.remove(peer);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UsiException(ErrorCode.IO, "the listening socket could not be closed", e);
        }
    }
}
