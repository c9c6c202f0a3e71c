package io.usi.ctl.command;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.Output;
import io.usi.ctl.ui.Progress;
import io.usi.ctl.ui.Terminal;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts the bytes of a file that this process takes, and shows them as the daemon shows those of its own. */
final class Meter implements AutoCloseable {
    private static final long INTERVAL = 250_000_000;
    private static final double SECOND = 1e9;

    private final Invocation call;
    private final Map<String, Object> transfer;
    private final Progress progress;
    private final boolean events;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long last = start;
    private long first;
    private long bytes;
    private boolean reading = true;

    /**
     * Begins to count for a transfer.
     *
     * @param events whether progress goes to standard output as events, which it cannot where the file itself does
     */
    Meter(Invocation call, Map<String, Object> transfer, boolean events) {
        this.events = events;
        this.call = call;
        this.transfer = new LinkedHashMap<>(transfer);
        this.transfer.remove("token");
        progress = new Progress(call.streams().err(), call.streams().terminal());
        shown = events || call.streams().terminal().is(Terminal.ERROR);
    }

    /** The first bytes are here already, and say nothing about the rate. */
    void beginAt(long offset) {
        first = offset;
        bytes = offset;
    }

    void add(long more) {
        bytes += more;
        long now = System.nanoTime();
        if (shown && now - last >= INTERVAL) {
            last = now;
            show((now - start) / SECOND);
        }
    }

    private void show(double seconds) {
        long rate = Math.max(1, (long) ((bytes - first) / seconds));
        long left = Values.number(transfer, "size") - bytes;
        transfer.put("state", "active");
        transfer.put("bytes", bytes);
        transfer.put("rate", rate);
        transfer.put("eta_s", Math.max(0, left / rate));
        if (events && reading) {
            try {
                call.printJson(Map.of("type", "progress", "transfer", transfer));
            } catch (Output.Closed e) {
                // Who read the progress went away; the transfer goes on.
                reading = false;
            }
        } else if (!events) {
            progress.show(transfer);
        }
    }

    @Override
    public void close() {
        progress.close();
    }
}
