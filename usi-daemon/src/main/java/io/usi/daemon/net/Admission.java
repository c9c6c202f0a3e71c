package io.usi.daemon.net;

import io.usi.daemon.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what strangers can occupy: the connections that are not open yet, in all and for each address, and the sessions.
 * Where the openings are full, the oldest one of the address that has the most gives way, so that a flood evicts itself
 * while somebody else still gets in. For any thread.
 */
public final class Admission {
    /** More than an opening may take by its own clock: the last resort against one that dribbles. */
    private static final Duration OPENING_LIMIT = Duration.ofSeconds(12);

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    /**
     * What a session keeps at the most with nothing under way, measured: 37 KiB, and 80 KiB for the ids of the texts that came.
     */
    private static final long SESSION_BYTES = 120 << 10;
    /**
     * Everything else that peers can make it keep: 48 MiB of files that come and 16 MiB of files that go, 24 MiB of chains without
     * a session, 16 MiB of events; and what it has without peers.
     */
    private static final long OTHER_BYTES = 120 << 20;

    /** How many of each there may be. */
    public record Limits(int sessions, int sessionsPerAddress, int openings, int openingsPerAddress) {
        /** The heap to ask for, in MiB, that these sessions need, where that is more than there is. */
        OptionalLong missingHeap(long bytes) {
            long needed = OTHER_BYTES + sessions * SESSION_BYTES;
            // Of what -Xmx allows, a thirtieth is a survivor space, which the JVM does not count.
            long asked = needed + needed / 29 + (1 << 20);
            return needed > bytes ? OptionalLong.of(asked >> 20) : OptionalLong.empty();
        }
    }

    private Limits limits;
    private final Timer timer;
    private final Map<Connection, Future<?>> opening = new HashMap<>();
    private final Map<String, Set<Connection>> openingOf = new HashMap<>();
    private final Map<String, Integer> sessionsOf = new HashMap<>();
    private int sessions;

    /** Nobody is there yet. */
    public Admission(Limits limits, Timer timer) {
        this.timer = timer;
        limit(limits);
    }

    /** How many there may be from now on; those that are there stay. */
    public final synchronized void limit(Limits changed) {
        limits = changed;
        long heap = Runtime.getRuntime().maxMemory();
        changed.missingHeap(heap)
                .ifPresent(needed -> LOG.warn(
                        "limits.sessions allows {} sessions, which do not fit into a heap of {} MiB: set USI_JAVA_OPTS=-Xmx{}m, or"
                                + " allow fewer",
                        changed.sessions(),
                        heap >> 20,
                        needed));
    }

    /** A connection came; it may push an older one out. */
    synchronized void enter(Connection connection) {
        Set<Connection> sameAddress = openingOf.getOrDefault(connection.network(), Set.of());
        if (sameAddress.size() >= limits.openingsPerAddress()) {
            evictOldest(sameAddress);
        } else if (opening.size() >= limits.openings()) {
            openingOf.values().stream()
                    .max((a, b) -> Integer.compare(a.size(), b.size()))
                    .ifPresent(this::evictOldest);
        }
        openingOf
                .computeIfAbsent(connection.network(), h -> new LinkedHashSet<>())
                .add(connection);
        opening.put(connection, timer.after(OPENING_LIMIT, connection::close));
    }

    /** Its own thread sees that it is closed. */
    private void evictOldest(Set<Connection> connections) {
        Connection oldest = connections.iterator().next();
        leaveOpening(oldest);
        oldest.close();
    }

    /**
     * The connection's opening succeeded.
     *
     * @return false where there are as many sessions as there may be, so that it has to go
     */
    synchronized boolean open(Connection connection) {
        leaveOpening(connection);
        int ofAddress = sessionsOf.getOrDefault(connection.network(), 0);
        if (sessions >= limits.sessions() || ofAddress >= limits.sessionsPerAddress()) {
            return false;
        }
        sessions++;
        sessionsOf.put(connection.network(), ofAddress + 1);
        return true;
    }

    /** The connection ended, whatever it was. */
    synchronized void leaveOpening(Connection connection) {
        Future<?> limit = opening.remove(connection);
        if (limit == null) {
            return;
        }
        limit.cancel(false);
        Set<Connection> same = openingOf.get(connection.network());
        same.remove(connection);
        if (same.isEmpty()) {
            openingOf.remove(connection.network());
        }
    }

    /** A session that had been let in ended. */
    synchronized void endSession(Connection connection) {
        sessions--;
        sessionsOf.computeIfPresent(connection.network(), (host, count) -> count == 1 ? null : count - 1);
    }

    /** How many connections are not open yet. */
    public synchronized int openings() {
        return opening.size();
    }
}
