package io.usi.daemon.session;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Everybody this daemon talks to or wants to talk to. For any thread. */
public final class Peers {
    /** What an id or an address could be is none of the names by which a peer is found: its owner chose it. */
    private static final Pattern NO_NAME = Pattern.compile("p[0-9]+|[0-9]+(\\.[0-9]+)+|.*:.*");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private long count;

    /**
     * A new peer, without a session.
     *
     * @param encrypted whether all its sessions will be
     */
    public Peer add(Peer.Direction direction, String address, boolean encrypted) {
        lock.lock();
        try {
            Peer peer = new Peer("p" + ++count, direction, address, encrypted);
            peers.put(peer.id(), peer);
            return peer;
        } finally {
            lock.unlock();
        }
    }

    /** The peer whose session came in: a new one, or the one whose earlier session it was proved to continue. */
    public Peer arrived(Session session) {
        lock.lock();
        try {
            Peer known = session.continuity().peer().orElse(null);
            if (known != null) {
                peers.put(known.id(), known);
                return known;
            }
            Peer peer =
                    add(Peer.Direction.IN, session.address(), session.protocol().encrypted());
            session.continuity().peer(peer);
            return peer;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a peer. */
    public void remove(Peer peer) {
        lock.lock();
        try {
            peers.remove(peer.id());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives a peer its next state. */
    public void update(Peer peer, Peer.State state) {
        lock.lock();
        try {
            peer.state(state);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** This daemon's user compared the fingerprint of that session of a peer's. */
    public void verify(Peer peer, Session compared) {
        lock.lock();
        try {
            peer.verify(compared);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * This daemon's user compared something of that session, and it differs.
     *
     * @return whether it counted as verified until now
     */
    public boolean unverify(Session compared) {
        lock.lock();
        try {
            boolean was = compared.continuity().verified();
            compared.continuity().unverify();
            changed.signalAll();
            return was;
        } finally {
            lock.unlock();
        }
    }

    /** All peers, oldest first. */
    public List<Peer> list() {
        lock.lock();
        try {
            return new ArrayList<>(peers.values());
        } finally {
            lock.unlock();
        }
    }

    /** All peers with an open session, oldest first. */
    public List<Peer> open() {
        return list().stream().filter(p -> p.session().isPresent()).toList();
    }

    /**
     * The peer that a user means: by id, else by a name or an address (with or without the port) that only one has. A peer
     * that is not encrypted is not found by its name, and nobody by a name that could be an id or a numeric address.
     *
     * @throws UsiException {@link ErrorCode#NO_SUCH_PEER} or {@link ErrorCode#AMBIGUOUS_PEER}
     */
    public Peer resolve(String reference) {
        List<Peer> all = list();
        List<Peer> found = all.stream().filter(p -> p.id().equals(reference)).toList();
        if (found.isEmpty()) {
            found = all.stream().filter(p -> matches(p, reference)).toList();
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        throw found.isEmpty()
                ? new UsiException(ErrorCode.NO_SUCH_PEER, "no peer has that id, name or address: see usi-ctl peers")
                : new UsiException(
                        ErrorCode.AMBIGUOUS_PEER,
                        "more than one peer has that name or address: use an id from usi-ctl peers");
    }

    private static boolean matches(Peer peer, String reference) {
        // Whoever is not encrypted could take the name of somebody who is, and is away.
        if (peer.encrypted()
                && !peer.name().isEmpty()
                && peer.name().equals(reference)
                && !NO_NAME.matcher(reference).matches()) {
            return true;
        }
        String address = peer.address();
        String host = address.substring(0, address.lastIndexOf(':'));
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String numeric = peer.session().map(Session::host).orElse(bare);
        return reference.equals(address)
                || reference.equals(host)
                || reference.equals(bare)
                || reference.equals(numeric)
                || reference.equals(peer.session().map(Session::address).orElse(address));
    }

    /**
     * Waits until a condition gives a value.
     *
     * @param attempt tried now and after every change; null to go on waiting
     * @param nanos how long to wait
     * @return null where the time is over
     */
    public <T> T await(Supplier<T> attempt, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (true) {
                T value = attempt.get();
                if (value != null || left <= 0) {
                    return value;
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
