package io.usi.daemon.net;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Target;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Opener;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Peers;
import io.usi.daemon.session.Room;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The peers that this daemon connects to, each with a {@link Dialer}. For any thread. */
public final class Connector {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final int LIMIT = 1_024;

    private final Peers peers;
    private final Room room;
    private final Function<Target, Opener> openers;
    private final List<Dialer> dialers = new ArrayList<>();

    /**
     * @param openers makes one for each peer
     */
    public Connector(Peers peers, Room room, Function<Target, Opener> openers) {
        this.peers = peers;
        this.room = room;
        this.openers = openers;
    }

    /**
     * Whether the target's name resolves; may block as long as the resolver does.
     *
     * @throws UsiException {@link ErrorCode#UNKNOWN_HOST}
     */
    public static void check(Target target) {
        try {
            InetAddress.getByName(target.host());
        } catch (UnknownHostException e) {
            throw new UsiException(
                    ErrorCode.UNKNOWN_HOST,
                    "unknown host " + target.host() + ": check its spelling, or give the address in numbers",
                    e);
        }
    }

    /**
     * The peer there: a new one, or the one that is connected or waited for already.
     *
     * @throws UsiException {@link ErrorCode#STATE} where another protocol was chosen for it before
     */
    public Peer connect(Target target) {
        String address = Connection.join(target.host(), target.port());
        synchronized (dialers) {
            dialers.removeIf(Dialer::isClosed);
            for (Dialer dialer : dialers) {
                if (dialer.peer().address().equals(address)) {
                    if (target.protocol().isPresent()
                            && !target.protocol().equals(dialer.target().protocol())) {
                        throw new UsiException(
                                ErrorCode.STATE,
                                "that peer is connected or tried already, with another choice of protocol: disconnect"
                                        + " it first");
                    }
                    return dialer.peer();
                }
            }
            if (dialers.size() >= LIMIT) {
                throw new UsiException(ErrorCode.LIMIT, "too many outgoing peers: disconnect some");
            }
            Dialer dialer = Dialer.start(target, peers, room, openers.apply(target));
            dialers.add(dialer);
            return dialer.peer();
        }
    }

    /** Connects to those targets that are new, and no longer to those that are gone; does not wait for either. */
    public void follow(List<Target> before, List<Target> now) {
        List<CompletableFuture<Void>> ends = before.stream()
                .filter(target -> !now.contains(target))
                .map(this::close)
                .toList();
        // One whose protocol changed has to be gone before it comes back.
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                .thenRunAsync(
                        () -> now.stream()
                                .filter(target -> !before.contains(target))
                                .forEach(this::attempt),
                        Threads.executor("usi-follow"));
    }

    private void attempt(Target target) {
        try {
            connect(target);
        } catch (UsiException e) {
            LOG.warn("A peer of the configuration is not connected to: {}", e.getMessage());
        }
    }

    private CompletableFuture<Void> close(Target target) {
        synchronized (dialers) {
            return dialers.stream()
                    .filter(dialer -> dialer.target().equals(target))
                    .findFirst()
                    .map(dialer -> dialer.close(EndReason.CLOSED))
                    .orElse(CompletableFuture.completedFuture(null));
        }
    }

    /** Ends a peer's session and no longer connects to it. */
    public CompletableFuture<Void> close(Peer peer, EndReason reason) {
        synchronized (dialers) {
            for (Dialer dialer : dialers) {
                if (dialer.peer() == peer) {
                    return dialer.close(reason);
                }
            }
        }
        return peer.session().map(s -> s.close(reason)).orElse(CompletableFuture.completedFuture(null));
    }
}
