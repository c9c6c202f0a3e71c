package io.usi.daemon.net;

import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Target;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Room;
import io.usi.daemon.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a session to one peer open: connects, and comes back after every end until it is closed. */
public final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    /** A session that lasted so long, or continued one, counts as one; a server that is full ends it at once. */
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Target target;
    private final Peer peer;
    private final Peers peers;
    private final Room room;
    private final Opener opener;
    private final Backoff backoff = new Backoff();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean closed;
    private Socket held;

    private Dialer(Target target, Peers peers, Room room, Opener opener) {
        this.target = target;
        this.peers = peers;
        this.room = room;
        this.opener = opener;
        this.peer = peers.add(Peer.Direction.OUT, Connection.join(target.host(), target.port()), opener.encrypted());
    }

    /** Starts to connect. */
    public static Dialer start(Target target, Peers peers, Room room, Opener opener) {
        Dialer dialer = new Dialer(target, peers, room, opener);
        Threads.start("usi-dial", dialer::run);
        return dialer;
    }

    /** The peer that this keeps a session with. */
    public Peer peer() {
        return peer;
    }

    Target target() {
        return target;
    }

    private void run() {
        try {
            while (!isClosed()) {
                String problem = attempt();
                if (isClosed()) {
                    return;
                }
                Duration wait = backoff.next();
                if (!problem.isEmpty()) {
                    LOG.info("{} is not connected: {}; trying again in {} s", peer, problem, wait.toSeconds() + 1);
                    peers.update(peer, new Peer.State.Waiting(problem));
                }
                pause(wait);
            }
        } finally {
            lock.lock();
            try {
                closed = true;
            } finally {
                lock.unlock();
            }
            opener.close();
            peers.remove(peer);
            ended.complete(null);
        }
    }

    /** One connection, from its first to its last byte; returns why there was no session, or nothing. */
    private String attempt() {
        try (Socket socket = dial()) {
            Session session = opener.connect(new Connection(socket));
            long opened = System.nanoTime();
            EndReason reason = room.host(peer, session);
            boolean back = session.resumed() && reason != EndReason.LIMIT;
            if (back || System.nanoTime() - opened > STABLE_NANOS) {
                backoff.reset();
            }
            return reason.text();
        } catch (UnknownHostException e) {
            return "the host name does not resolve";
        } catch (IOException e) {
            return "nobody answers there";
        } catch (UsiException e) {
            return e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("An attempt to connect failed with {}", e.getClass().getName());
            LOG.debug("Where", e);
            return "an internal error: the daemon's log says which";
        }
    }

    /** Connects to the first address of the host that answers. */
    private Socket dial() throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            Socket socket = new Socket();
            try {
                hold(socket);
                socket.connect(new InetSocketAddress(address, target.port()), (int) CONNECT_LIMIT.toMillis());
                return socket;
            } catch (IOException e) {
                last = e;
                socket.close();
            }
        }
        throw last;
    }

    /** So that {@link #close} can interrupt whatever the present attempt waits for. */
    private void hold(Socket attempted) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("closed meanwhile");
            }
            held = attempted;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it no longer connects. */
    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration wait) {
        lock.lock();
        try {
            long left = wait.toNanos();
            while (left > 0 && !closed) {
                left = wake.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops connecting and ends the session, with a goodbye.
     *
     * @return completes when the peer is forgotten
     */
    public CompletableFuture<Void> close(EndReason reason) {
        Socket attempted;
        lock.lock();
        try {
            closed = true;
            attempted = held;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        peer.session().ifPresentOrElse(s -> s.close(reason), () -> interrupt(attempted));
        return ended;
    }

    private static void interrupt(Socket attempted) {
        try {
            if (attempted != null) {
                attempted.close();
            }
        } catch (IOException e) {
            LOG.debug("A socket could not be closed", e);
        }
    }
}
