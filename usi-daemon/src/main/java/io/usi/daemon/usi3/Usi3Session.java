package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Hkdf;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Continuity;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Reach;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.session.Spoken;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open USI/3 session: one thread {@linkplain Inbox reads}, one {@linkplain Outbox writes}. What outlives it is its {@link Chain}'s. */
final class Usi3Session implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Usi3Session.class);
    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);
    /** What the opening found out about the peer. */
    record Facts(String name, String fingerprint, Authentication authentication, boolean resumed) {}

    private final Timer timer;
    private final Connection connection;
    private final boolean initiator;
    private final RecordReader reader;
    private final Outbox outbox;
    private final Keepalive keepalive;
    private final PasswordQuestions questions;
    private final Facts facts;
    private final Chain chain;
    private final long number;
    private final AtomicReference<EndReason> endReason = new AtomicReference<>();
    private final AtomicReference<RosterQuery> roster = new AtomicReference<>();
    /** Whether the chain is this session's; for the thread that reads. */
    private boolean attached;

    private final CompletableFuture<Void> detached = new CompletableFuture<>();

    /**
     * @param number that the chain gave this session
     * @param exporter of this session; taken over
     */
    Usi3Session(
            Usi3 shared,
            Connection connection,
            boolean initiator,
            RecordReader reader,
            RecordWriter writer,
            Facts facts,
            Chain chain,
            long number,
            byte[] exporter) {
        this.timer = shared.timer();
        this.connection = connection;
        this.initiator = initiator;
        this.reader = reader;
        this.facts = facts;
        this.chain = chain;
        this.number = number;
        outbox = new Outbox(connection, writer, chain.texts(), chain.files(), shared.borrowed(), this::noteEnd);
        keepalive = new Keepalive(System::nanoTime, outbox::send, outbox::abandon);
        byte[] binding = Hkdf.expand(exporter, KeySchedule.label("usi3 challenge"), KeySchedule.BYTES);
        Arrays.fill(exporter, (byte) 0);
        questions = new PasswordQuestions(initiator, binding, timer, outbox::queue, outbox::wake, this::violated);
    }

    private void noteEnd(EndReason reason) {
        endReason.compareAndSet(null, reason);
    }

    @Override
    public Spoken protocol() {
        return Spoken.USI3;
    }

    @Override
    public String name() {
        return facts.name();
    }

    @Override
    public String host() {
        return connection.host();
    }

    @Override
    public String network() {
        return connection.network();
    }

    @Override
    public String address() {
        return connection.address();
    }

    @Override
    public Continuity continuity() {
        return chain.continuity();
    }

    @Override
    public boolean resumed() {
        return facts.resumed();
    }

    @Override
    public String fingerprint() {
        return facts.fingerprint();
    }

    @Override
    public Authentication authentication() {
        return facts.authentication();
    }

    @Override
    public long bytesSent() {
        return connection.bytesSent();
    }

    @Override
    public long bytesReceived() {
        return connection.bytesReceived();
    }

    @Override
    public EndReason run(SessionHandler handler) {
        attached = chain.attach(this, number);
        if (!attached) {
            noteEnd(EndReason.REPLACED);
        }
        Future<?> watch = timer.every(
                Keepalive.PERIOD, () -> keepalive.check(connection.bytesReceived(), connection.writeBlockedNanos()));
        boolean writing = false;
        try {
            if (!attached) {
                return endReason.get();
            }
            Threads.start("usi3-write", outbox::run);
            writing = true;
            chain.files().attach(outbox, handler::file);
            outbox.wake();
            noteEnd(inbox(handler).read());
        } catch (UsiException e) {
            violated(e);
        } catch (IOException e) {
            noteEnd(EndReason.LOST);
        } finally {
            noteEnd(EndReason.INTERNAL);
            watch.cancel(false);
            if (!writing) {
                connection.close();
                outbox.close(null);
                outbox.run();
            }
            end();
        }
        return endReason.get();
    }

    private Inbox inbox(SessionHandler handler) {
        return new Inbox(
                reader, outbox, chain, questions, initiator, roster::get, () -> endReason.get() != null, handler);
    }

    @Override
    public void refuse() {
        noteEnd(EndReason.LIMIT);
        outbox.close(new Frame.Close(EndReason.LIMIT.word()));
        outbox.run();
        drain();
        end();
    }

    private void end() {
        EndReason reason = endReason.get();
        if (reason == EndReason.ALTERED || reason == EndReason.PROTOCOL) {
            drain();
        }
        connection.close();
        outbox.close(null).join();
        reader.close();
        questions.close();
        RosterQuery query = roster.getAndSet(null);
        if (query != null) {
            query.answer()
                    .completeExceptionally(
                            new UsiException(ErrorCode.PEER_GONE, "the peer went away before it answered"));
        }
        if (attached && reason.meant()) {
            chain.end(ErrorCode.PEER_GONE, "the session ended before it was done");
        } else {
            chain.detach(this);
        }
        detached.complete(null);
    }

    /** Gives the peer the time to read why: closing with unread bytes would take that away from it. */
    private void drain() {
        Deadline patience = Deadline.in(GOODBYE_PATIENCE);
        byte[] scratch = new byte[16 * 1024];
        try {
            int count;
            do {
                count = connection.read(scratch, 0, scratch.length, patience.millisLeft());
            } while (count >= 0 && patience.millisLeft() > 1);
        } catch (IOException e) {
            LOG.debug("A connection ended before its goodbye was read", e);
        }
    }

    /** The peer broke the rules, or somebody between did: it is told, and the session ends. */
    private void violated(UsiException why) {
        EndReason reason =
                switch (why.code()) {
                    case UNDECIPHERABLE -> EndReason.ALTERED;
                    case PROTOCOL -> EndReason.PROTOCOL;
                    default -> EndReason.INTERNAL;
                };
        close(reason);
    }

    @Override
    public CompletableFuture<Delivery> send(String text, Duration patience, Consumer<Reach> onReach) {
        OutgoingTexts.Entry entry = chain.texts().add(OutgoingTexts.OWN, text, Optional.empty(), onReach);
        Future<?> limit = timer.after(patience, () -> {
            chain.texts().giveUp(entry);
            chain.wake();
        });
        chain.wake();
        return entry.report().whenComplete((delivery, failure) -> limit.cancel(false));
    }

    /** Something to write was added to the chain. */
    void wake() {
        outbox.wake();
    }

    @Override
    public CompletableFuture<Delivery> relay(Author author, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > Frame.MAX_TEXT) {
            // USI 2 has no limit of its own.
            return CompletableFuture.completedFuture(
                    new Delivery.Failed(ErrorCode.TOO_LONG, "a text of over 64 KiB cannot be relayed"));
        }
        Optional<Frame.From> from = Optional.of(new Frame.From(author.address(), author.name()));
        OutgoingTexts.Entry entry = chain.texts().add(author, text, from, reach -> {});
        chain.wake();
        return entry.report();
    }

    @Override
    public void joined(Author author, String fingerprint) {
        outbox.send(new Frame.Joined(author.address(), author.name(), fingerprint));
    }

    @Override
    public void left(Author author) {
        outbox.send(new Frame.Left(author.address(), author.name()));
    }

    @Override
    public void sendFile(FileSource source, Transfer transfer) {
        chain.files().send(source, transfer);
    }

    @Override
    public CompletableFuture<List<Member>> users() {
        if (!initiator) {
            return CompletableFuture.failedFuture(
                    new UsiException(ErrorCode.UNSUPPORTED, "this peer has no room: it is a guest in this daemon's"));
        }
        RosterQuery query = new RosterQuery();
        RosterQuery present = roster.compareAndExchange(null, query);
        if (present != null) {
            return present.answer();
        }
        query.answer().whenComplete((members, failure) -> roster.compareAndSet(query, null));
        outbox.send(new Frame.RosterRequest());
        return query.answer();
    }

    @Override
    public CompletableFuture<Boolean> challenge(char[] password, Duration patience) {
        return questions.ask(password, patience);
    }

    @Override
    public CompletableFuture<Void> close(EndReason reason) {
        noteEnd(reason);
        outbox.close(new Frame.Close(reason.word()));
        Future<?> force = timer.after(GOODBYE_PATIENCE, connection::close);
        return detached.whenComplete((done, failure) -> force.cancel(false));
    }

    /**
     * A later session takes this one's place: ends it, and waits until what outlives it can be taken over.
     *
     * @throws UsiException where that takes too long
     */
    void replace(Deadline deadline) {
        outbox.abandon(EndReason.REPLACED);
        try {
            detached.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new UsiException(ErrorCode.STATE, "an earlier session of the peer has not ended yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsiException(ErrorCode.STATE, "the daemon is stopping", e);
        }
    }

    @Override
    public String toString() {
        return "USI/3 session";
    }
}
