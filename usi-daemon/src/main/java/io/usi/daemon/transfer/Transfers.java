package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.session.Names;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every transfer under way, and the last {@value #HISTORY} that ended. For any thread. */
public final class Transfers {
    private static final int HISTORY = 256;
    /** The longest name shown, in code points. */
    static final int NAME_LIMIT = 255;

    private final Clock clock;
    private final EventLog events;
    private final Map<String, Transfer> all = new LinkedHashMap<>();
    private long count;

    /** No transfer yet. */
    public Transfers(Clock clock, EventLog events) {
        this.clock = clock;
        this.events = events;
    }

    /**
     * A new transfer.
     *
     * @param size in bytes, or -1 where it is not known yet
     * @param peer the peer's id
     */
    public Transfer create(Transfer.Direction direction, String name, long size, String peer) {
        Transfer transfer;
        synchronized (all) {
            transfer = new Transfer(
                    "t" + ++count,
                    direction,
                    Names.oneLine(name, NAME_LIMIT),
                    size,
                    peer,
                    clock.instant(),
                    t -> events.publishTransient("progress", Map.of("transfer", t.toJson())));
            all.put(transfer.id(), transfer);
            forgetOld();
        }
        transfer.end().thenRun(() -> events.publish("transfer", Map.of("transfer", transfer.toJson())));
        return transfer;
    }

    private void forgetOld() {
        int ended = 0;
        List<String> oldFirst = new ArrayList<>();
        for (Transfer transfer : all.values()) {
            if (transfer.state().ended()) {
                oldFirst.add(transfer.id());
                ended++;
            }
        }
        for (int i = 0; i < ended - HISTORY; i++) {
            all.remove(oldFirst.get(i));
        }
    }

    /**
     * One transfer.
     *
     * @throws UsiException {@link ErrorCode#NO_SUCH_TRANSFER}
     */
    public Transfer get(String id) {
        synchronized (all) {
            Transfer transfer = all.get(id);
            if (transfer == null) {
                throw new UsiException(ErrorCode.NO_SUCH_TRANSFER, "no transfer has that id: see usi-ctl transfers");
            }
            return transfer;
        }
    }

    /** All of them, oldest first. */
    public List<Transfer> list() {
        synchronized (all) {
            return List.copyOf(all.values());
        }
    }

    /** How many are under way. */
    public long active() {
        return list().stream().filter(t -> !t.state().ended()).count();
    }
}
