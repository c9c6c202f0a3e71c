package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.net.AcceptLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts local programs on the control socket, each on a thread of its own. */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int CONNECTIONS = 64;
    private static final long DRAIN_MILLIS = 500;

    private final ControlSocket socket;
    private final AtomicReference<AccessPolicy> policy;
    private final Timer timer;
    private final Semaphore places = new Semaphore(CONNECTIONS);
    private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<ControlMethods> methods = new AtomicReference<>();

    /** Who may use the socket. */
    public record Access(Optional<String> group, List<String> users, List<String> groups) {}

    private ControlServer(ControlSocket socket, AccessPolicy policy, Timer timer) {
        this.socket = socket;
        this.policy = new AtomicReference<>(policy);
        this.timer = timer;
    }

    /**
     * Takes the socket that systemd gave, or makes one; nobody is served before {@link #serve}.
     *
     * @throws UsiException {@link ErrorCode#CONTROL_SOCKET}
     */
    public static ControlServer bind(Path path, Access access, Timer timer) {
        AccessPolicy policy = policy(access.users(), access.groups());
        Optional<ControlSocket> inherited = ControlSocket.inherited();
        if (inherited.isPresent() && access.group().isPresent()) {
            LOG.warn(
                    "control.group says nothing about the socket that the service manager made: SocketGroup= in its unit does");
        }
        ControlSocket socket = inherited.orElseGet(() -> ControlSocket.bind(path, access.group()));
        return new ControlServer(socket, policy, timer);
    }

    private static AccessPolicy policy(List<String> users, List<String> groups) {
        try {
            return new AccessPolicy(users, groups);
        } catch (IOException e) {
            throw new UsiException(ErrorCode.CONTROL_SOCKET, "this process's own user cannot be told", e);
        }
    }

    /** Who may connect from now on; connections that are there stay. */
    public void allow(List<String> users, List<String> groups) {
        policy.set(policy(users, groups));
    }

    /** Serves these methods from now on, in place of others; on connections that are there, too. */
    public void serve(ControlMethods served) {
        ControlMethods before = methods.getAndSet(served);
        if (before == null) {
            Threads.start("usi-control-accept", this::accept);
        } else {
            before.replace();
        }
    }

    /** Where programs find it. */
    public Path path() {
        return socket.path();
    }

    /**
     * Calls itself, as any program does, and waits for the answer; for ever where there is none.
     *
     * @throws IOException where it does not work
     */
    public void check() throws IOException {
        SelfCall.make(socket.path());
    }

    private void accept() {
        new AcceptLoop("control connection").run(socket::isOpen, () -> {
            SocketChannel channel = socket.accept();
            return new AcceptLoop.Accepted("usi-control", channel, () -> serve(channel));
        });
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            AccessPolicy.Verdict verdict = policy.get().judge(channel);
            if (verdict == AccessPolicy.Verdict.REFUSED) {
                refuse(
                        channel,
                        new UsiException(
                                ErrorCode.NOT_PERMITTED,
                                "not permitted: control.users or control.groups in the daemon's configuration has to"
                                        + " name you"));
                return;
            }
            if (!places.tryAcquire()) {
                refuse(channel, new UsiException(ErrorCode.LIMIT, "too many control connections: close some"));
                return;
            }
            try {
                run(new ControlConnection(channel, methods::get, timer, verdict == AccessPolicy.Verdict.OWN));
            } finally {
                places.release();
            }
        } catch (IOException e) {
            LOG.debug("A control connection ended", e);
        }
    }

    private void run(ControlConnection connection) {
        connections.add(connection);
        try {
            connection.run();
        } finally {
            connections.remove(connection);
        }
    }

    private static void refuse(SocketChannel channel, UsiException why) throws IOException {
        channel.write(ByteBuffer.wrap(Json.line(Map.of("error", RpcException.toJson(why)))));
    }

    /** Takes the socket away and closes every connection once its answers are written, within half a second. */
    @Override
    public void close() {
        socket.close();
        CompletableFuture<?>[] drained =
                connections.stream().map(ControlConnection::drain).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(drained)
                .completeOnTimeout(null, DRAIN_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }
}
