package io.usi.daemon.usi3.file;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.Objects;

/**
 * All files of one chain of sessions with one peer, in both directions. Lives from the first session to the end of the
 * chain. For any thread, unless a method says otherwise; nothing here blocks.
 *
 * <p>The methods that take a frame are called by the thread that reads the attached session. They throw
 * {@link UsiException} with {@link ErrorCode#PROTOCOL} for what docs/PROTOCOL.md does not allow; the session has to end
 * then, and to be {@linkplain #detach detached}.
 */
public final class FileExchange {
    /** For how long a file of another one's is kept for a peer who is away. */
    private static final Duration RELAY_PATIENCE = Duration.ofMinutes(10);

    private final boolean initiator;
    private final Effects effects = new Effects();
    private final Sending sending;
    private final Receiving receiving;
    private Link link;
    private boolean over;

    /**
     * @param initiator whether this side connects
     * @param budget shared by all chains
     * @param pool shared by all chains
     * @param timer ends what waits for too long
     */
    public FileExchange(boolean initiator, ReceiveBudget budget, ChunkPool pool, Timer timer) {
        this(initiator, budget, pool, timer, RELAY_PATIENCE);
    }

    FileExchange(boolean initiator, ReceiveBudget budget, ChunkPool pool, Timer timer, Duration relayPatience) {
        this(initiator, budget, pool, timer, relayPatience, Threads::start, Threads::startPlatform);
    }

    /**
     * @param readers starts the threads that read files
     * @param writers starts the threads that write into destinations
     */
    FileExchange(
            boolean initiator,
            ReceiveBudget budget,
            ChunkPool pool,
            Timer timer,
            Duration relayPatience,
            ThreadStart readers,
            ThreadStart writers) {
        this.initiator = initiator;
        sending = new Sending(effects, pool, timer, relayPatience, readers);
        receiving = new Receiving(effects, budget, writers);
    }

    /** A session of the chain opened; none is attached. Every unfinished file is offered again. */
    public void attach(Outlet outlet, Receiver receiver) {
        effects.change(() -> {
            if (over) {
                return;
            }
            link = new Link(initiator, outlet, receiver, effects);
            receiving.attach(link);
            sending.attach(link);
        });
    }

    /** That session ended, and another one may come: everything pauses. */
    public void detach() {
        effects.change(() -> {
            if (link == null) {
                return;
            }
            link = null;
            sending.detach();
            receiving.detach();
        });
    }

    /** The chain is over: every transfer that has not ended fails. */
    public void end(ErrorCode code, String problem) {
        effects.change(() -> {
            if (over) {
                return;
            }
            over = true;
            link = null;
            UsiException why = new UsiException(code, problem);
            sending.end(why);
            receiving.end(why);
        });
    }

    /** Sends a file. The source is closed and the transfer ended in every case, at {@link #end} at the latest. */
    public void send(FileSource source, Transfer transfer) {
        sending.send(source, transfer);
    }

    /** The peer offers a file. */
    public void offer(Frame.Offer offer) {
        if (isOwn(offer.n())) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer used a number of this side's for a transfer");
        }
        receiving.offer(offer);
    }

    /** The peer says where a file begins. */
    public void answer(Frame.Answer answer) {
        if (isOwn(answer.n())) {
            attached(() -> sending.answer(answer));
        } else {
            attached(() -> receiving.answer(answer));
        }
    }

    /** The peer has stored some of a file. */
    public void credit(Frame.Credit credit) {
        if (!isOwn(credit.n())) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer gave credit for a file of its own");
        }
        attached(() -> sending.credit(credit));
    }

    /** A file is complete. */
    public void end(Frame.End end) {
        if (isOwn(end.n())) {
            attached(() -> sending.end(end));
        } else {
            attached(() -> receiving.end(end));
        }
    }

    /** The peer ends a transfer, or agrees to its end. */
    public void cancel(Frame.Cancel cancel) {
        if (isOwn(cancel.n())) {
            attached(() -> sending.cancel(cancel));
        } else {
            attached(() -> receiving.cancel(cancel));
        }
    }

    /** Some bytes of a file, which are copied; {@link #settle} must follow before nothing more is at hand. */
    public boolean data(long n, byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (isOwn(n)) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer sent data for a file of this side's");
        }
        return effects.change(() -> link != null && receiving.data(n, buffer, offset, length));
    }

    /** No more data is at hand: what came is to be stored. Returns whether more of a file may come. */
    public boolean settle() {
        return effects.change(() -> link != null && receiving.settle());
    }

    /**
     * The next DATA to send, of the transfers in turn; for the thread that writes.
     *
     * @param asker the attached session's, so that the writer of an earlier one gets nothing of it
     * @param records how many at the most, at least 1
     * @return null where there is none now, and {@link Outlet#dataReady} will tell when there is
     */
    public Chunk nextData(Outlet asker, int records) {
        return effects.change(() -> link != null && link.is(asker) ? sending.nextData(records) : null);
    }

    /** What comes after the end of its session counts for nothing. */
    private void attached(Runnable frame) {
        effects.change(() -> {
            if (link != null) {
                frame.run();
            }
        });
    }

    private boolean isOwn(long n) {
        return (n % 2 == 1) == initiator;
    }
}
