package io.usi.daemon.usi3;

import io.usi.daemon.WritingTurn;
import io.usi.daemon.net.Connection;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.file.Chunk;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.Outlet;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one session's records: what the protocol answers first, then texts, and parts of files where nothing else waits, or
 * has waited for some time. It has a thread of its own for that; but what is small and should {@linkplain Headroom not
 * block}, whoever queues it writes at once, which saves waking that thread. If it does block, the session {@linkplain
 * BorrowedWrites ends}.
 */
final class Outbox implements Outlet, BorrowedWrites.Borrower {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    /** How many frames may wait that are neither texts nor parts of files: a peer that makes more of them takes none. */
    private static final int FRAMES = 8_192;
    /** From here on the news of who joined and left are dropped. */
    private static final int FRAMES_FOR_NEWS = 1_024;
    /** How many other records may go before a part of a file has its turn. */
    private static final int RECORDS_A_CHUNK = 16;
    /** How many frames and texts whoever has one writes at most before the own thread goes on. */
    private static final int FRAMES_AT_ONCE = 16;
    /** The longest text in characters, each of which takes three bytes at most, that surely makes a small record. */
    private static final int SMALL_TEXT = (Headroom.SMALL - 1_024) / 3;

    private final Connection connection;
    private final RecordWriter records;
    private final OutgoingTexts texts;
    private final FileExchange files;
    private final BorrowedWrites borrowed;
    private final Consumer<EndReason> onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    /** Whose turn it is to use {@link #records}. */
    private final WritingTurn turn = new WritingTurn();

    private final Flight flight = new Flight(System::nanoTime);
    private final Headroom headroom;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private int rosters;
    private boolean closing;
    private Frame.Close goodbye;

    /**
     * @param onEnd learns why writing ended by itself, before the connection is closed for it
     */
    Outbox(
            Connection connection,
            RecordWriter records,
            OutgoingTexts texts,
            FileExchange files,
            BorrowedWrites borrowed,
            Consumer<EndReason> onEnd) {
        this.connection = connection;
        this.records = records;
        this.texts = texts;
        this.files = files;
        this.borrowed = borrowed;
        this.onEnd = onEnd;
        headroom = new Headroom(connection.sendBuffer());
    }

    @Override
    public void send(Frame frame) {
        queue(frame);
        wake();
    }

    /** As {@link #send}, for who holds a lock and calls {@link #wake} when it has none any more: writes nothing itself. */
    void queue(Frame frame) {
        boolean full;
        lock.lock();
        try {
            boolean news = frame instanceof Frame.Joined || frame instanceof Frame.Left;
            if (closing || (news && frames.size() >= FRAMES_FOR_NEWS)) {
                return;
            }
            full = frames.size() >= FRAMES;
            if (!full) {
                frames.addLast(frame);
                rosters += frame instanceof Frame.Roster ? 1 : 0;
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            abandon(EndReason.STALLED);
        }
    }

    /** Whether a list of members waits: a peer that asks again has to take that one first. */
    boolean hasRoster() {
        lock.lock();
        try {
            return rosters > 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void dataReady() {
        turn.tell();
    }

    /** The peer answered a PING. */
    void answered(Frame.Pong pong) {
        headroom.answered(pong.n());
        if (flight.answered(pong.n())) {
            dataReady();
        }
    }

    /** The peer acknowledged a text. */
    void acknowledged(Frame.Ack ack) {
        headroom.answered(ack.id());
    }

    /** A frame or a text may be ready: writes it, or lets it be written. */
    void wake() {
        if (!headroom.hasRoom() || !borrowed.allowed()) {
            turn.tell();
            return;
        }
        if (!turn.take()) {
            return;
        }
        boolean left = true;
        try {
            borrowed.began(this);
            left = writeSmall();
        } catch (IOException e) {
            failed(EndReason.LOST);
        } catch (RuntimeException | Error e) {
            // It is this session's, and the thread may be another one's. The frame is lost, so the session has to end.
            failed(EndReason.INTERNAL);
            LOG.error("A session's writer failed with {}", e.getClass().getName());
            LOG.debug("Where", e);
        } finally {
            borrowed.ended(this);
            turn.giveBack(left);
        }
    }

    /** Returns whether something is left to write. */
    private boolean writeSmall() throws IOException {
        int written = 0;
        while (written < FRAMES_AT_ONCE && headroom.hasRoom() && !turn.isWanted() && writeFrame(true)) {
            written++;
        }
        lock.lock();
        try {
            return !frames.isEmpty() || texts.hasNext();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void blocked() {
        abandon(EndReason.STALLED);
    }

    private void failed(EndReason reason) {
        onEnd.accept(reason);
        connection.close();
    }

    /** Ends the connection at once. */
    void abandon(EndReason reason) {
        onEnd.accept(reason);
        connection.close();
        close(null);
    }

    /**
     * Stops after the record under way. What waits is not written.
     *
     * @param last the goodbye, or null for none
     * @return completes when nothing more will be written
     */
    CompletableFuture<Void> close(Frame.Close last) {
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                goodbye = last;
            }
        } finally {
            lock.unlock();
        }
        turn.end();
        return finished;
    }

    /** Writes until the session is closed or the connection fails. */
    void run() {
        try {
            writeAll();
        } catch (IOException e) {
            failed(EndReason.LOST);
        } catch (RuntimeException | Error e) {
            failed(EndReason.INTERNAL);
            throw e;
        } finally {
            close(null);
            records.close();
            finished.complete(null);
        }
    }

    private void writeAll() throws IOException {
        int sinceChunk = 0;
        while (turn.next()) {
            boolean wrote = true;
            while (wrote && !turn.isOver()) {
                wrote = sinceChunk < RECORDS_A_CHUNK && writeFrame(false);
                if (wrote) {
                    sinceChunk++;
                    continue;
                }
                wrote = writeChunk();
                if (!wrote && sinceChunk >= RECORDS_A_CHUNK) {
                    wrote = writeFrame(false);
                } else {
                    sinceChunk = 0;
                }
            }
        }
        if (goodbye != null) {
            records.write(goodbye);
            connection.endOutput();
        }
    }

    /**
     * Writes the next frame that is no part of a file.
     *
     * @param small whether it has to make a small record
     * @return false where there is none
     */
    private boolean writeFrame(boolean small) throws IOException {
        Frame frame;
        lock.lock();
        try {
            frame = frames.peekFirst();
            if (small && frame != null && !isSmall(frame)) {
                return false;
            }
            frames.pollFirst();
            rosters -= frame instanceof Frame.Roster ? 1 : 0;
        } finally {
            lock.unlock();
        }
        if (frame != null) {
            write(frame);
        } else {
            OutgoingTexts.Turn turn = texts.next(small ? SMALL_TEXT : Integer.MAX_VALUE);
            if (turn == null) {
                return false;
            }
            if (!turn.again()) {
                headroom.expect(turn.text().id());
            }
            write(turn.text());
        }
        Optional<Long> ask = headroom.ask();
        if (ask.isPresent()) {
            headroom.expect(ask.get());
            write(new Frame.Ping(ask.get()));
        }
        return true;
    }

    private static boolean isSmall(Frame frame) {
        return frame instanceof Frame.Ack
                || frame instanceof Frame.Ping
                || frame instanceof Frame.Pong
                || frame instanceof Frame.Credit
                || frame instanceof Frame.Joined
                || frame instanceof Frame.Left;
    }

    private void write(Frame frame) throws IOException {
        long before = connection.bytesSent();
        records.write(frame);
        headroom.wrote((int) (connection.bytesSent() - before));
    }

    private boolean writeChunk() throws IOException {
        long room = flight.room();
        int most = (int) Math.min(Chunk.RECORDS, Math.max(1, room / Chunk.DATA));
        Chunk chunk = room > 0 ? files.nextData(this, most) : null;
        if (chunk == null) {
            return false;
        }
        int length = chunk.length();
        long before = connection.bytesSent();
        try {
            records.write(chunk);
        } finally {
            chunk.release();
        }
        headroom.wrote((int) (connection.bytesSent() - before));
        OptionalLong mark = flight.sent(length);
        if (mark.isPresent()) {
            write(new Frame.Ping(mark.getAsLong()));
        }
        return true;
    }
}
