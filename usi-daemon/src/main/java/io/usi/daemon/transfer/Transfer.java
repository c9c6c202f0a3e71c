package io.usi.daemon.transfer;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One file on its way to or from one peer. For any thread.
 *
 * <pre>
 *              .--begin-- Interrupted
 *              v               ^
 * Waiting --begin--> Active ---'  interrupted
 *    |                 |------done--> Done
 *    |                 |------fail--> Failed
 *    '---cancel/fail---'----cancel--> Cancelled
 * </pre>
 *
 * It can fail or be cancelled while it is interrupted, too.
 */
public final class Transfer {
    /** Which way the bytes go. */
    public enum Direction {
        /** From the peer. */
        IN,
        /** To the peer, for this daemon's user. */
        OUT,
        /** To the peer, for another one in the room. */
        RELAY
    }

    /** How far it is. */
    public sealed interface State {
        /** No byte has moved. */
        record Waiting() implements State {}

        /** Bytes move, since this {@link System#nanoTime}. */
        record Active(long sinceNanos) implements State {}

        /** Some bytes have moved; the others wait for a session. */
        record Interrupted() implements State {}

        /** The file is there; where that is known, under that name. */
        record Done(String storedAs, long rate) implements State {}

        /** It will never be there. */
        record Failed(ErrorCode code, String problem) implements State {}

        /** This daemon's user ended it. */
        record Cancelled() implements State {}

        /** Whether nothing will change any more. */
        default boolean ended() {
            return !(this instanceof Waiting || this instanceof Active || this instanceof Interrupted);
        }
    }

    private static final long PROGRESS_NANOS = 250_000_000;

    private final String id;
    private final Direction direction;
    private final String name;
    private final String peer;
    private final Instant time;
    private final Consumer<Transfer> onProgress;
    private final CompletableFuture<State> end = new CompletableFuture<>();
    private State state = new State.Waiting();
    private Runnable canceller = () -> {};
    private long size;
    private long bytes;
    private long moved;
    private long movedNanos;
    private long reported;
    private long reportedBytes;
    private double recentRate;

    /**
     * @param name safe to show
     * @param size in bytes, or -1 where it is not known yet
     * @param onProgress called at most four times a second, on the thread that moves the bytes
     */
    Transfer(
            String id,
            Direction direction,
            String name,
            long size,
            String peer,
            Instant time,
            Consumer<Transfer> onProgress) {
        this.id = id;
        this.direction = direction;
        this.name = name;
        this.size = size;
        this.peer = peer;
        this.time = time;
        this.onProgress = onProgress;
    }

    /** A word of letters, digits and dashes. */
    public String id() {
        return id;
    }

    /** Which way the bytes go. */
    public Direction direction() {
        return direction;
    }

    /** The peer's id. */
    public String peer() {
        return peer;
    }

    /** Completes with the final state; never exceptionally. */
    public CompletableFuture<State> end() {
        return end;
    }

    /** Completes when the file stands under its final name; fails with a {@link UsiException} where it never will. */
    CompletableFuture<Void> stored() {
        return end.thenAccept(last -> {
            if (last instanceof State.Failed failed) {
                throw new UsiException(failed.code(), failed.problem());
            } else if (last instanceof State.Cancelled) {
                throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
            }
        });
    }

    /** The present state. */
    public synchronized State state() {
        return state;
    }

    /**
     * The first byte, or the first one after an interruption, is about to move.
     *
     * @return false where the transfer has ended already, so that none must
     */
    public synchronized boolean begin() {
        if (state instanceof State.Waiting || state instanceof State.Interrupted) {
            reported = System.nanoTime();
            reportedBytes = bytes;
            state = new State.Active(reported);
        }
        return !state.ended();
    }

    /** No byte moves until {@link #begin}, since there is no session; nothing where none has moved before. */
    public void interrupted() {
        synchronized (this) {
            if (!(state instanceof State.Active)) {
                return;
            }
            movedNanos = activeNanos();
            recentRate = 0;
            state = new State.Interrupted();
        }
        onProgress.accept(this);
    }

    /** All bytes before that position are there already, or are not any more. They do not count into the rate. */
    public synchronized void startAt(long position) {
        bytes = position;
        reportedBytes = position;
    }

    /** The size has become known, in bytes. */
    public synchronized void sized(long known) {
        size = known;
    }

    /** So many more bytes have moved. */
    public void progress(long count) {
        long now = System.nanoTime();
        synchronized (this) {
            bytes += count;
            moved += count;
            if (!(state instanceof State.Active) || now - reported < PROGRESS_NANOS) {
                return;
            }
            measure(now);
        }
        onProgress.accept(this);
    }

    /** The file is there. */
    public void done(String storedAs) {
        finish(new State.Done(storedAs, mean()));
    }

    private synchronized long mean() {
        long nanos = activeNanos();
        return nanos <= 0 ? 0 : (long) (moved * 1e9 / nanos);
    }

    private long activeNanos() {
        return movedNanos + (state instanceof State.Active active ? System.nanoTime() - active.sinceNanos() : 0);
    }

    /** The file will never be there. */
    public void fail(ErrorCode code, String problem) {
        finish(new State.Failed(code, problem));
    }

    /** As {@link #fail(ErrorCode, String)}. */
    public void fail(UsiException e) {
        fail(e.code(), e.getMessage());
    }

    /** Says how to stop what moves the bytes; runs at once where that was asked for already. */
    public void onCancel(Runnable stop) {
        boolean already;
        synchronized (this) {
            canceller = stop;
            already = state instanceof State.Cancelled;
        }
        if (already) {
            stop.run();
        }
    }

    /**
     * Ends it for this daemon's user.
     *
     * @return false where it had ended before
     */
    public boolean cancel() {
        if (!finish(new State.Cancelled())) {
            return false;
        }
        Runnable stop;
        synchronized (this) {
            stop = canceller;
        }
        stop.run();
        return true;
    }

    private boolean finish(State last) {
        synchronized (this) {
            if (state.ended()) {
                return false;
            }
            state = last;
        }
        end.complete(last);
        return true;
    }

    /** While it moves, of the last seconds; a decision that took its time does not count. In bytes a second. */
    private synchronized long rate() {
        return (long) recentRate;
    }

    /** An exponential mean over about four reports. */
    private void measure(long now) {
        double seconds = (now - reported) / 1e9;
        double latest = (bytes - reportedBytes) / seconds;
        recentRate = recentRate == 0 ? latest : 0.75 * recentRate + 0.25 * latest;
        reported = now;
        reportedBytes = bytes;
    }

    /** The transfer as the control socket shows it. */
    public synchronized Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put(
                "direction",
                switch (direction) {
                    case IN -> "in";
                    case OUT -> "out";
                    case RELAY -> "relay";
                });
        json.put("name", name);
        if (size >= 0) {
            json.put("size", size);
        }
        json.put("peer", peer);
        json.put("state", stateWord());
        json.put("bytes", bytes);
        long rate = state instanceof State.Done done ? done.rate() : rate();
        json.put("rate", rate);
        json.put("time", time.toString());
        if (state instanceof State.Active && rate > 0 && size >= 0) {
            json.put("eta_s", (size - bytes) / rate);
        }
        if (state instanceof State.Failed failed) {
            json.put("reason", failed.code().reason());
            json.put("problem", failed.problem());
        } else if (state instanceof State.Done done && !done.storedAs().isEmpty()) {
            json.put("stored_as", done.storedAs());
        }
        return json;
    }

    private String stateWord() {
        if (state instanceof State.Waiting) {
            return "waiting";
        } else if (state instanceof State.Active) {
            return "active";
        } else if (state instanceof State.Interrupted) {
            return "interrupted";
        } else if (state instanceof State.Done) {
            return "done";
        } else if (state instanceof State.Failed) {
            return "failed";
        }
        return "cancelled";
    }

    @Override
    public String toString() {
        return id;
    }
}
