package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * The files of this side's. Methods that take a frame, {@link #attach}, {@link #detach}, {@link #end(UsiException)} and
 * {@link #nextData} are called under the lock of the exchange, all others without it.
 */
final class Sending {
    /** How many may be unfinished. */
    private static final int FILES = 64;
    /** How many are read at the same time. */
    private static final int RUNNING = 16;

    private final Effects effects;
    private final Timer timer;
    private final Duration relayPatience;
    private final ChunkPool pool;
    private final ThreadStart readers;
    private final Set<OutgoingFile> files = new LinkedHashSet<>();
    private final Map<Long, OutgoingFile> byNumber = new HashMap<>();
    private final Deque<SendLeg> ready = new ArrayDeque<>();
    private int running;
    private Link link;
    private UsiException over;
    private Future<?> patience = CompletableFuture.completedFuture(null);
    private boolean impatient;

    /**
     * @param relayPatience for how long a file of another one's is kept for a peer who is away
     * @param readers starts their threads
     */
    Sending(Effects effects, ChunkPool pool, Timer timer, Duration relayPatience, ThreadStart readers) {
        this.effects = effects;
        this.readers = readers;
        this.pool = pool;
        this.timer = timer;
        this.relayPatience = relayPatience;
    }

    void send(FileSource source, Transfer transfer) {
        OutgoingFile file = new OutgoingFile(source, transfer);
        effects.change(() -> {
            if (over != null) {
                drop(file, over);
            } else if (files.size() >= FILES) {
                drop(file, new UsiException(ErrorCode.LIMIT, "too many files wait for this peer"));
            } else if (impatient && isRelay(file)) {
                drop(file, gone());
            } else {
                files.add(file);
                if (link != null) {
                    offer(file);
                }
            }
        });
        transfer.end().thenAccept(last -> {
            String reason = last instanceof Transfer.State.Failed failed ? Reason.of(failed.code()) : Reason.CANCELLED;
            effects.change(() -> {
                if (files.contains(file) && !file.withdrawn()) {
                    withdraw(file, reason);
                }
            });
        });
    }

    void attach(Link next) {
        link = next;
        impatient = false;
        patience.cancel(false);
        List.copyOf(files).forEach(this::offer);
    }

    private void offer(OutgoingFile file) {
        long n = link.number();
        if (n == Link.NONE) {
            fail(file, new UsiException(ErrorCode.LIMIT, "this session has no numbers left: connect again"));
            return;
        }
        byNumber.put(n, file);
        link.send(file.offer(n));
        if (file.state() instanceof OutgoingFile.State.Withdrawn withdrawn) {
            link.send(new Frame.Cancel(n, withdrawn.reason()));
        }
    }

    void detach() {
        link = null;
        byNumber.clear();
        for (OutgoingFile file : files) {
            closeLeg(file);
            file.pause();
            effects.after(file.transfer()::interrupted);
        }
        ready.clear();
        patience = timer.after(relayPatience, () -> effects.change(this::loseRelayed));
    }

    private void loseRelayed() {
        if (link == null && over == null) {
            impatient = true;
            List.copyOf(files).stream().filter(Sending::isRelay).forEach(file -> fail(file, gone()));
        }
    }

    private static boolean isRelay(OutgoingFile file) {
        return file.transfer().direction() == Transfer.Direction.RELAY;
    }

    private static UsiException gone() {
        return new UsiException(ErrorCode.PEER_GONE, "the peer did not come back in time");
    }

    void end(UsiException why) {
        over = why;
        link = null;
        patience.cancel(false);
        for (OutgoingFile file : files) {
            closeLeg(file);
            drop(file, why);
        }
        files.clear();
        byNumber.clear();
        ready.clear();
    }

    void answer(Frame.Answer answer) {
        OutgoingFile file = find(answer.n());
        if (file.withdrawn()) {
            return;
        }
        boolean right = file.state() instanceof OutgoingFile.State.Offered
                && answer.offset() <= file.size()
                && answer.offset() > 0 == answer.prefix().isPresent()
                && answer.until().isPresent();
        if (!right) {
            throw wrong("an answer that does not fit the file");
        }
        file.state(new OutgoingFile.State.Accepted(new SendLeg(file.size(), answer, effects.condition())));
        startMore();
    }

    void credit(Frame.Credit credit) {
        OutgoingFile file = find(credit.n());
        if (file.withdrawn()) {
            return;
        }
        SendLeg leg = file.leg()
                .filter(present -> present.allows(credit))
                .orElseThrow(() -> wrong("credit that does not fit the file"));
        progress(file, leg.credit(credit));
    }

    void end(Frame.End end) {
        OutgoingFile file = find(end.n());
        if (end.size().isPresent()) {
            throw wrong("the end of a file that is not its own");
        }
        if (file.state() instanceof OutgoingFile.State.Complete complete) {
            progress(file, complete.leg().taken(file.size()));
            done(file);
        } else if (file.state() instanceof OutgoingFile.State.Offered && file.wasComplete()) {
            effects.after(() -> file.transfer().startAt(file.size()));
            done(file);
        } else if (file.withdrawn()) {
            remove(file);
        } else {
            throw wrong("the end of a file before all of it");
        }
    }

    private void done(OutgoingFile file) {
        remove(file);
        close(file);
        effects.after(() -> file.transfer().done(""));
    }

    void cancel(Frame.Cancel cancel) {
        OutgoingFile file = byNumber.get(cancel.n());
        if (file == null) {
            // It may have crossed what ended the transfer.
            if (!link.wasOwn(cancel.n())) {
                throw unknown();
            }
            return;
        }
        if (!file.withdrawn()) {
            if (!(file.state() instanceof OutgoingFile.State.Complete)) {
                link.send(cancel);
            }
            closeLeg(file);
            drop(file, Reason.ofReceiver(cancel.reason()));
        }
        remove(file);
    }

    Chunk nextData(int records) {
        SendLeg leg = ready.pollFirst();
        if (leg == null) {
            return null;
        }
        Chunk chunk = leg.next(records);
        if (leg.hasNext()) {
            ready.addLast(leg);
        }
        return chunk;
    }

    private void startMore() {
        for (OutgoingFile file : files) {
            if (running < RUNNING && file.state() instanceof OutgoingFile.State.Accepted accepted) {
                running++;
                file.state(new OutgoingFile.State.Running(accepted.leg()));
                pool.enter();
                SourceReader reader = new SourceReader(this, file, accepted.leg(), readers);
                effects.after(reader::start);
            }
        }
    }

    boolean isClosed(SendLeg leg) {
        return effects.change(leg::closed);
    }

    /** The file begins there. */
    void started(OutgoingFile file, SendLeg leg, long position) {
        effects.change(() -> {
            if (leg.closed()) {
                return;
            }
            leg.start(position);
            if (leg.offset() > 0) {
                link.send(new Frame.Answer(leg.n(), position, Optional.empty(), Optional.empty()));
            }
            effects.after(() -> {
                file.transfer().startAt(position);
                file.transfer().begin();
            });
        });
    }

    /** Blocks until so many bytes may be read; 0 where there is nothing to do any more. */
    int awaitRoom(SendLeg leg, long position) {
        return effects.change(() -> leg.awaitRoom(position));
    }

    /**
     * What so many of its bytes, or the first of them, are to be read into. Where that is a small buffer it blocks until all
     * before it was written, so that a file has no more than one of these.
     */
    byte[] buffer(SendLeg leg, int room) {
        byte[] large = room > Chunk.DATA ? pool.take() : null;
        if (large != null) {
            return large;
        }
        effects.change(leg::awaitIdle);
        return ChunkPool.small(room);
    }

    /** Nothing was read into it. */
    void unused(byte[] buffer) {
        pool.give(buffer);
    }

    /** These bytes were read. */
    void add(OutgoingFile file, SendLeg leg, byte[] buffer, int length) {
        effects.change(() -> {
            if (leg.closed()) {
                pool.give(buffer);
            } else if (leg.add(new Chunk(buffer, leg.n(), length, chunk -> released(file, leg, chunk)))) {
                ready.addLast(leg);
                link.dataReady();
            }
        });
    }

    /** All was read. */
    void complete(OutgoingFile file, SendLeg leg) {
        effects.change(() -> {
            leg.complete();
            finish(file, leg);
        });
    }

    private void released(OutgoingFile file, SendLeg leg, Chunk chunk) {
        effects.change(() -> {
            if (chunk.isLast()) {
                pool.give(chunk.buffer());
            }
            leg.released();
            finish(file, leg);
        });
    }

    private void finish(OutgoingFile file, SendLeg leg) {
        if (!leg.closed() && file.state() instanceof OutgoingFile.State.Running && leg.written()) {
            file.complete(leg);
            link.send(new Frame.End(leg.n(), Optional.of(file.size())));
        }
    }

    /** The file cannot be read; said of a session that is over, it counts for nothing. */
    void failed(OutgoingFile file, SendLeg leg, UsiException why) {
        effects.change(() -> {
            if (!leg.closed()) {
                fail(file, why);
            }
        });
    }

    /** A reader is done. */
    void exited() {
        pool.leave();
        effects.change(() -> {
            running--;
            startMore();
        });
    }

    private void progress(OutgoingFile file, long count) {
        if (count > 0) {
            effects.after(() -> file.transfer().progress(count));
        }
    }

    private void fail(OutgoingFile file, UsiException why) {
        if (!file.withdrawn()) {
            withdraw(file, Reason.of(why.code()));
            effects.after(() -> file.transfer().fail(why));
        }
    }

    /** It is over here; where the peer knows of it, it has to agree. */
    private void withdraw(OutgoingFile file, String reason) {
        closeLeg(file);
        close(file);
        file.state(new OutgoingFile.State.Withdrawn(reason));
        if (!file.known()) {
            remove(file);
        } else if (file.n() != Link.NONE) {
            link.send(new Frame.Cancel(file.n(), reason));
        }
    }

    private void closeLeg(OutgoingFile file) {
        file.leg().ifPresent(leg -> {
            ready.remove(leg);
            leg.close(pool);
        });
    }

    private void close(OutgoingFile file) {
        if (file.closing()) {
            effects.after(file.source()::close);
        }
    }

    private void drop(OutgoingFile file, UsiException why) {
        close(file);
        effects.after(() -> file.transfer().fail(why));
    }

    private void remove(OutgoingFile file) {
        files.remove(file);
        byNumber.remove(file.n());
    }

    private OutgoingFile find(long n) {
        OutgoingFile file = byNumber.get(n);
        if (file == null) {
            throw unknown();
        }
        return file;
    }

    private static UsiException unknown() {
        return wrong("a frame for a transfer that does not exist");
    }

    private static UsiException wrong(String what) {
        return new UsiException(ErrorCode.PROTOCOL, "the peer sent " + what);
    }
}
