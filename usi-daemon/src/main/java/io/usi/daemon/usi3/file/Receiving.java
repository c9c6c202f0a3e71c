package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.transfer.Offer.Decision;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The files of the peer's. Methods that take a frame, {@link #data}, {@link #attach}, {@link #detach} and
 * {@link #end(UsiException)} are called under the lock of the exchange, all others, and {@link #offer}, without it.
 */
final class Receiving {
    /** How many may be unfinished. */
    private static final int FILES = 64;
    /** How many are taken at the same time. */
    private static final int RUNNING = 16;

    private final Effects effects;
    private final ReceiveBudget budget;
    private final ThreadStart writers;
    private final Map<Bytes, IncomingFile> files = new LinkedHashMap<>();
    private final Map<Long, IncomingFile> byNumber = new HashMap<>();
    private final EndedFiles over = new EndedFiles();
    private int running;
    private Link link;

    /**
     * @param writers starts their threads
     */
    Receiving(Effects effects, ReceiveBudget budget, ThreadStart writers) {
        this.effects = effects;
        this.budget = budget;
        this.writers = writers;
    }

    void attach(Link next) {
        link = next;
        over.attach(next);
    }

    void detach() {
        link = null;
        byNumber.clear();
        over.detach();
        for (IncomingFile file : files.values()) {
            file.pause();
            file.leg().ifPresent(ReceiveLeg::close);
            unqueue(file);
        }
    }

    private void unqueue(IncomingFile file) {
        if (file.state() instanceof IncomingFile.State.Queued queued) {
            endTurn(queued.leg());
            effects.after(queued.leg().place()::release);
            file.state(new IncomingFile.State.Idle(queued.intake()));
        }
    }

    void end(UsiException why) {
        detach();
        for (IncomingFile file : files.values()) {
            file.leg().ifPresent(this::abort);
            effects.after(() -> file.abandon(why));
        }
        files.clear();
    }

    /** A new file, and who is asked about it. */
    private record Asked(IncomingFile file, Receiver receiver) {}

    void offer(Frame.Offer offer) {
        Asked asked = effects.change(() -> register(offer));
        if (asked == null) {
            return;
        }
        IncomingFile file = asked.file();
        Inbound inbound;
        try {
            inbound = asked.receiver().file(offer.name(), offer.size());
        } catch (RuntimeException | Error e) {
            effects.change(() -> forget(file));
            throw e;
        }
        boolean live = effects.change(() -> {
            file.inbound(inbound);
            return isLive(file);
        });
        if (!live) {
            inbound.gone();
        }
        inbound.decision().thenAccept(decision -> decided(file, decision));
    }

    private Asked register(Frame.Offer offer) {
        if (link == null) {
            return null;
        }
        link.offered(offer.n());
        IncomingFile known = files.get(offer.id());
        if (known != null) {
            boolean same = known.name().equals(offer.name()) && known.size() == offer.size() && known.n() == Link.NONE;
            if (!same) {
                throw wrong("an offer under the id of another one");
            }
            known.resume(offer.n());
            byNumber.put(offer.n(), known);
            startMore();
            return null;
        }
        if (over.offer(offer)) {
            return null;
        }
        if (files.size() >= FILES) {
            over.refuse(offer.n(), Reason.LIMIT);
            return null;
        }
        IncomingFile file = new IncomingFile(offer);
        files.put(file.id(), file);
        byNumber.put(offer.n(), file);
        return new Asked(file, link.receiver());
    }

    private boolean isLive(IncomingFile file) {
        return files.get(file.id()) == file;
    }

    private void decided(IncomingFile file, Decision decision) {
        if (decision instanceof Decision.Accepted accepted) {
            accepted(file, accepted.destination());
        } else {
            boolean expired = decision instanceof Decision.Expired;
            UsiException why = new UsiException(ErrorCode.REFUSED, "the file was not accepted");
            effects.change(() -> cancel(file, expired ? Reason.EXPIRED : Reason.REFUSED, why));
        }
    }

    private void accepted(IncomingFile file, Destination destination) {
        boolean live = effects.change(() -> {
            if (isLive(file)) {
                file.state(new IncomingFile.State.Idle(file.accept(destination)));
                startMore();
            }
            return isLive(file);
        });
        if (!live) {
            destination.abort(ErrorCode.PEER_GONE, "the peer is gone, or took the file back");
            return;
        }
        destination.transfer().ifPresent(transfer -> transfer.end().thenAccept(last -> ended(file, last)));
    }

    /** The transfer of an accepted file ended, which may be this side's user's doing. */
    private void ended(IncomingFile file, Transfer.State last) {
        if (last instanceof Transfer.State.Failed failed) {
            failed(file, new UsiException(failed.code(), failed.problem()));
        } else if (last instanceof Transfer.State.Cancelled) {
            failed(file, new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled"));
        }
    }

    void answer(Frame.Answer answer) {
        if (over.ignores(answer.n())) {
            return;
        }
        Frame.Credit credit = find(answer.n())
                .leg()
                .filter(leg -> answer.until().isEmpty())
                .flatMap(leg -> leg.start(answer.offset()))
                .orElseThrow(() -> wrong("an answer that does not fit the file"));
        link.send(credit);
    }

    /** Returns whether they are bytes that this side wants. */
    boolean data(long n, byte[] buffer, int offset, int length) {
        if (over.ignores(n)) {
            return false;
        }
        if (!find(n).leg().filter(leg -> leg.add(buffer, offset, length)).isPresent()) {
            throw wrong("data for which it has no credit");
        }
        return true;
    }

    /** Returns whether more may come. */
    boolean settle() {
        boolean more = false;
        for (IncomingFile file : files.values()) {
            Optional<ReceiveLeg> leg = file.leg();
            leg.ifPresent(ReceiveLeg::settle);
            more |= leg.filter(ReceiveLeg::isOpen).isPresent();
        }
        return more;
    }

    void end(Frame.End end) {
        long n = end.n();
        long size = end.size().orElseThrow(() -> wrong("the end of a file without its size"));
        if (over.end(n)) {
            return;
        }
        IncomingFile file = find(n);
        if (!file.leg().filter(leg -> leg.complete(size)).isPresent()) {
            throw wrong("an end before it was asked for");
        }
        file.complete();
    }

    void cancel(Frame.Cancel cancel) {
        long n = cancel.n();
        if (over.cancel(cancel)) {
            return;
        }
        IncomingFile file = byNumber.get(n);
        if (file != null) {
            link.send(cancel);
            byNumber.remove(n);
            file.pause();
            cancel(file, cancel.reason(), Reason.ofSender(cancel.reason()));
        } else if (!link.wasOfPeer(n)) {
            // Any other one may have crossed what ended the transfer.
            throw wrong("a frame for a transfer that does not exist");
        }
    }

    private void startMore() {
        for (IncomingFile file : files.values()) {
            if (running < RUNNING
                    && link != null
                    && file.n() != Link.NONE
                    && file.state() instanceof IncomingFile.State.Idle idle) {
                queue(file, idle.intake());
            }
        }
    }

    private void queue(IncomingFile file, Intake intake) {
        running++;
        CompletableFuture<Void> granted = new CompletableFuture<>();
        ReceiveBudget.Place place = budget.place(() -> granted.complete(null));
        ReceiveLeg leg = new ReceiveLeg(file.n(), file.size(), place, effects.condition());
        granted.thenRun(() -> effects.change(() -> run(file, leg)));
        file.state(new IncomingFile.State.Queued(intake, leg));
        effects.after(place::ask);
    }

    private void run(IncomingFile file, ReceiveLeg leg) {
        if (isLive(file) && file.state() instanceof IncomingFile.State.Queued queued && queued.leg() == leg) {
            file.state(new IncomingFile.State.Running(queued.intake(), leg));
            effects.after(new DestinationWriter(this, file, leg, queued.intake(), writers)::start);
        }
    }

    /** The peer may begin there. */
    void accept(ReceiveLeg leg, long offset, Optional<Frame.Prefix> prefix) {
        effects.change(() -> {
            if (!leg.closed()) {
                link.send(new Frame.Answer(leg.n(), offset, prefix, Optional.of(leg.answer(offset))));
            }
        });
    }

    /** Blocks until the peer has said where it begins; nothing where there is nothing to do any more. */
    OptionalLong awaitStart(ReceiveLeg leg) {
        return effects.change(leg::awaitStart);
    }

    /** Blocks until there are bytes to be stored; null where no more will come. */
    Ring.Part awaitPart(ReceiveLeg leg) {
        return effects.change(leg::awaitPart);
    }

    /** These bytes were stored. */
    void stored(ReceiveLeg leg, int length) {
        effects.change(() -> leg.stored(length).ifPresent(credit -> link.send(credit)));
    }

    /** All that the peer has sent is stored, and it has said END: makes it final, where it is right. */
    void finish(IncomingFile file, ReceiveLeg leg, Intake intake) {
        boolean right = intake.is(leg.end().orElseThrow());
        boolean commits = effects.change(() -> {
            if (leg.aborted()) {
                return false;
            }
            if (!right) {
                cancel(file, Reason.ALTERED, new UsiException(ErrorCode.FILE_ALTERED, "what came is not the file"));
                return false;
            }
            file.state(new IncomingFile.State.Committing());
            return true;
        });
        if (commits) {
            file.destination().orElseThrow().commit().whenComplete((done, failure) -> committed(file, failure));
        }
    }

    private void committed(IncomingFile file, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            failed(
                    file,
                    cause instanceof UsiException why
                            ? why
                            : new UsiException(ErrorCode.INTERNAL, "the file could not be stored", cause));
            return;
        }
        effects.change(() -> {
            if (isLive(file)) {
                forget(file);
                over.stored(file);
            }
        });
    }

    /** The file cannot be taken. */
    void failed(IncomingFile file, UsiException why) {
        effects.change(() -> cancel(file, Reason.of(why.code()), why));
    }

    /** A writer is done, with the file or for this session. */
    void exited(IncomingFile file, ReceiveLeg leg) {
        effects.change(() -> {
            endTurn(leg);
            effects.after(leg.place()::release);
            if (isLive(file) && file.state() instanceof IncomingFile.State.Running paused && paused.leg() == leg) {
                file.state(new IncomingFile.State.Idle(paused.intake()));
                file.destination()
                        .flatMap(Destination::transfer)
                        .ifPresent(transfer -> effects.after(transfer::interrupted));
            }
            startMore();
        });
    }

    /** It is over here; where the peer does not know it yet, it has to agree. */
    private void cancel(IncomingFile file, String reason, UsiException why) {
        if (!isLive(file)) {
            return;
        }
        unqueue(file);
        file.leg().ifPresent(this::abort);
        forget(file);
        over.cancelled(file, reason);
        effects.after(() -> file.abandon(why));
        startMore();
    }

    /**
     * The peer may send another file at once: this one's writer may hang in a sink. Its place in the budget is free when the
     * writer and its memory are, so that there are never more of them.
     */
    private void abort(ReceiveLeg leg) {
        leg.abort();
        endTurn(leg);
    }

    private void endTurn(ReceiveLeg leg) {
        if (leg.endsTurn()) {
            running--;
        }
    }

    private void forget(IncomingFile file) {
        files.remove(file.id());
        byNumber.remove(file.n());
    }

    private IncomingFile find(long n) {
        IncomingFile file = byNumber.get(n);
        if (file == null) {
            throw wrong("a frame for a transfer that does not exist");
        }
        return file;
    }

    static UsiException wrong(String what) {
        return new UsiException(ErrorCode.PROTOCOL, "the peer sent " + what);
    }
}
