package io.usi.daemon.usi3;

import io.usi.daemon.Loopback;
import io.usi.daemon.Recorder;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.crypto.KeyPairPool;
import io.usi.daemon.crypto.SecretKeyBytes;
import io.usi.daemon.net.Connection;
import io.usi.daemon.opening.PeerOpener;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two sides that open session after session, over a port to which somebody else may pass on. */
final class Pair implements AutoCloseable {
    final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Opener initiator;
    private final Opener responder;
    private final BlockingQueue<CompletableFuture<Side>> accepted = new LinkedBlockingQueue<>();

    /** One side: its session, what it heard and how it ended. */
    record Side(Session session, Recorder heard, CompletableFuture<EndReason> end) {
        static Side run(Session session) {
            return run(session, new Recorder());
        }

        static Side run(Session session, Recorder heard) {
            CompletableFuture<EndReason> end = new CompletableFuture<>();
            Threads.start("test-session", () -> {
                try {
                    end.complete(session.run(heard));
                } catch (RuntimeException | Error e) {
                    end.completeExceptionally(e);
                    throw e;
                }
            });
            return new Side(session, heard, end);
        }

        EndReason ended() throws Exception {
            return end.get(Loopback.PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    Pair(Optional<byte[]> key, KeyPairPool pairs, Timer timer) throws IOException {
        initiator = opener(key, "client", pairs, timer);
        responder = opener(key, "serveur", pairs, timer);
        Threads.start("test-accept", this::accept);
    }

    static Opener opener(Optional<byte[]> key, String name, KeyPairPool pairs, Timer timer) {
        return new PeerOpener(
                Protocol.USI3,
                pairs,
                key.map(k -> new SecretKeyBytes(k.clone())),
                name,
                timer,
                new Usi3(name, timer).opener());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                CompletableFuture<Side> side = new CompletableFuture<>();
                accepted.add(side);
                Threads.start("test-serve", () -> {
                    try {
                        side.complete(open(responder::accept, socket));
                    } catch (RuntimeException e) {
                        side.completeExceptionally(e);
                    }
                });
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    private interface Opening {
        Session open(Connection connection) throws IOException;
    }

    private static Side open(Opening opening, Socket socket) {
        try {
            boolean opened = false;
            Connection connection = new Connection(socket);
            try {
                Side side = Side.run(opening.open(connection));
                opened = true;
                return side;
            } finally {
                if (!opened) {
                    connection.close();
                }
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** The initiator connects there; fails with what its opening failed with. */
    Side connect(int port) {
        try {
            return open(initiator::connect, new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** The responder's side of the next connection. */
    CompletableFuture<Side> accepted() throws InterruptedException {
        return accepted.take();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
