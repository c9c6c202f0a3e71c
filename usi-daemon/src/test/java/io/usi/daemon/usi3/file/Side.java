package io.usi.daemon.usi3.file;

import io.usi.daemon.HandClock;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.transfer.Offer;
import io.usi.daemon.transfer.Offer.Decision;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.transfer.Transfers;
import io.usi.daemon.usi3.frame.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** One daemon's end: its exchange, what it was offered, and what it has to say in the present session. */
final class Side {
    /** What a peer offered. */
    static final class Offered implements Inbound {
        final String name;
        final long size;
        final CompletableFuture<Decision> decision = new CompletableFuture<>();
        volatile boolean gone;

        Offered(String name, long size) {
            this.name = name;
            this.size = size;
        }

        @Override
        public CompletableFuture<Offer.Decision> decision() {
            return decision;
        }

        @Override
        public void gone() {
            gone = true;
            decision.complete(new Decision.Gone());
        }
    }

    /** A session's queue, with nobody who writes it but {@link #take}. */
    private final class Session implements Outlet {
        private final Deque<Frame> frames = new ArrayDeque<>();
        private boolean over;

        @Override
        public synchronized void send(Frame frame) {
            if (!over) {
                frames.add(frame);
            }
            signal.release();
        }

        @Override
        public void dataReady() {
            signal.release();
        }

        synchronized Frame poll() {
            return frames.poll();
        }

        synchronized void close() {
            over = true;
            frames.clear();
        }
    }

    final ChunkPool pool = new ChunkPool();
    final FileExchange exchange;
    final List<Offered> offered = new ArrayList<>();
    final List<TestDestination> destinations = new ArrayList<>();
    final List<String> delivered = new ArrayList<>();
    boolean accepts = true;
    byte[] prefix = {};
    boolean slowCommit;
    private final Semaphore signal;
    private final Random random = new Random(1);
    private final HandClock clock = new HandClock();
    private final Transfers transfers = new Transfers(clock, new EventLog(clock, Duration.ofHours(1)));
    private Session session;

    /** How many threads the machine refuses. */
    final AtomicInteger refusedThreads = new AtomicInteger();

    Side(boolean initiator, ReceiveBudget budget, Timer timer, Semaphore signal) {
        this.signal = signal;
        ThreadStart threads = this::startThread;
        exchange = new FileExchange(initiator, budget, pool, timer, Duration.ofMillis(50), threads, threads);
    }

    private void startThread(String name, Runnable body) {
        if (refusedThreads.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Threads.startPlatform(name, body);
    }

    Transfer transfer(Transfer.Direction direction, String name, long size) {
        return transfers.create(direction, name, size, "p1");
    }

    Transfer send(TestSource source) {
        Transfer transfer = transfer(Transfer.Direction.OUT, source.name, source.size);
        exchange.send(source, transfer);
        return transfer;
    }

    void attach() {
        session = new Session();
        exchange.attach(session, this::file);
    }

    void detach() {
        session.close();
        exchange.detach();
    }

    private Inbound file(String name, long size) {
        Offered offer = new Offered(name, size);
        offered.add(offer);
        if (accepts) {
            accept(offer);
        }
        return offer;
    }

    TestDestination accept(Offered offer) {
        TestDestination destination =
                new TestDestination(transfer(Transfer.Direction.IN, offer.name, offer.size), prefix, slowCommit);
        destinations.add(destination);
        offer.decision.complete(new Decision.Accepted(destination));
        return destination;
    }

    /** The next that this side has to say, for the other one: a frame before a chunk. */
    Runnable take(Side to) {
        Frame frame = session.poll();
        if (frame != null) {
            return () -> to.frame(frame);
        }
        Chunk chunk = exchange.nextData(session, 1 + random.nextInt(Chunk.RECORDS));
        if (chunk == null) {
            return null;
        }
        return () -> {
            byte[] copy = chunk.buffer().clone();
            Arrays.fill(
                    chunk.buffer(), chunk.start(), Math.min(copy.length, chunk.start() + chunk.length()), (byte) 0x55);
            long n = chunk.n();
            int at = chunk.start() + Chunk.HEAD;
            int length = chunk.length();
            chunk.release();
            for (int left = length; left > 0; left -= Chunk.DATA) {
                to.delivered.add("Data");
                to.exchange.data(n, copy, at, Math.min(left, Chunk.DATA));
                at += Chunk.RECORD;
            }
            to.exchange.settle();
        };
    }

    void frame(Frame frame) {
        delivered.add(frame.getClass().getSimpleName());
        if (frame instanceof Frame.Offer f) {
            exchange.offer(f);
        } else if (frame instanceof Frame.Answer f) {
            exchange.answer(f);
        } else if (frame instanceof Frame.Credit f) {
            exchange.credit(f);
        } else if (frame instanceof Frame.End f) {
            exchange.end(f);
        } else if (frame instanceof Frame.Cancel f) {
            exchange.cancel(f);
        } else {
            throw new IllegalStateException("not a frame of files");
        }
    }

    /** What it has to say next, where that is a frame. */
    Frame poll() {
        return session.poll();
    }

    Outlet outlet() {
        return session;
    }
}
