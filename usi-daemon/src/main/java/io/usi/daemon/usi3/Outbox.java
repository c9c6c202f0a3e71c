package io.usi.daemon.usi3;

import io.usi.daemon.net.Connection;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.usi3.file.Chunk;
import io.usi.daemon.usi3.file.FileExchange;
import io.usi.daemon.usi3.file.Outlet;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes one session's records on a thread of its own: what the protocol answers first, then texts, and parts of files where
 * nothing else waits, or has waited for some time.
 */
final class Outbox implements Outlet {
    /** How many frames may wait that are neither texts nor parts of files: a peer that makes more of them takes none. */
    private static final int FRAMES = 8_192;
    /** From here on the news of who joined and left are dropped. */
    private static final int FRAMES_FOR_NEWS = 1_024;
    /** How many other records may go before a part of a file has its turn. */
    private static final int RECORDS_A_CHUNK = 16;

    private final Connection connection;
    private final RecordWriter records;
    private final OutgoingTexts texts;
    private final FileExchange files;
    private final Consumer<EndReason> onEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Flight flight = new Flight(System::nanoTime);
    private final Deque<Frame> frames = new ArrayDeque<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private int rosters;
    private boolean signalled;
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
            Consumer<EndReason> onEnd) {
        this.connection = connection;
        this.records = records;
        this.texts = texts;
        this.files = files;
        this.onEnd = onEnd;
    }

    @Override
    public void send(Frame frame) {
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
            signal();
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
        wake();
    }

    /** The peer answered a PING. */
    void answered(Frame.Pong pong) {
        if (flight.answered(pong.n())) {
            wake();
        }
    }

    /** A text may be ready. */
    void wake() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        signalled = true;
        changed.signal();
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
                signal();
            }
        } finally {
            lock.unlock();
        }
        return finished;
    }

    /** Writes until the session is closed or the connection fails. */
    void run() {
        try {
            writeAll();
        } catch (IOException e) {
            onEnd.accept(EndReason.LOST);
            connection.close();
        } catch (RuntimeException | Error e) {
            onEnd.accept(EndReason.INTERNAL);
            connection.close();
            throw e;
        } finally {
            close(null);
            records.close();
            finished.complete(null);
        }
    }

    private void writeAll() throws IOException {
        int sinceChunk = 0;
        while (awaitWork()) {
            boolean wrote = true;
            while (wrote && !isClosing()) {
                wrote = sinceChunk < RECORDS_A_CHUNK && writeFrame();
                if (wrote) {
                    sinceChunk++;
                    continue;
                }
                wrote = writeChunk();
                if (!wrote && sinceChunk >= RECORDS_A_CHUNK) {
                    wrote = writeFrame();
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

    private boolean awaitWork() {
        lock.lock();
        try {
            while (!signalled && !closing) {
                changed.awaitUninterruptibly();
            }
            signalled = false;
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private boolean writeFrame() throws IOException {
        Frame frame = poll();
        if (frame == null) {
            frame = texts.next();
        }
        if (frame == null) {
            return false;
        }
        records.write(frame);
        return true;
    }

    private Frame poll() {
        lock.lock();
        try {
            Frame first = frames.pollFirst();
            rosters -= first instanceof Frame.Roster ? 1 : 0;
            return first;
        } finally {
            lock.unlock();
        }
    }

    private boolean writeChunk() throws IOException {
        Chunk chunk = flight.open() ? files.nextData(this) : null;
        if (chunk == null) {
            return false;
        }
        int length = chunk.length();
        try {
            records.write(chunk);
        } finally {
            chunk.release();
        }
        OptionalLong mark = flight.sent(length);
        if (mark.isPresent()) {
            records.write(new Frame.Ping(mark.getAsLong()));
        }
        return true;
    }
}
