package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Hkdf;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.Deadline;
import io.usi.daemon.net.RateLimit;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.Continuity;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.Reach;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.session.Spoken;
import io.usi.daemon.transfer.FileSource;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open USI/3 session: one thread reads, one {@linkplain Outbox writes}. What outlives it is its {@link Chain}'s. */
final class Usi3Session implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Usi3Session.class);
    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);
    /** Texts a second that one peer may give, where each 1,024 bytes of a text count as one more. */
    private static final double RATE = 200;

    private static final double BURST = 2_048;
    private static final int ADDRESS_LENGTH = 64;
    private static final int DATA_HEAD = 1 + Integer.BYTES;

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
    private final RateLimit rate = new RateLimit(BURST, RATE);
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
        outbox = new Outbox(connection, writer, chain.texts(), chain.files(), this::noteEnd);
        keepalive = new Keepalive(System::nanoTime, outbox::send, outbox::abandon);
        byte[] binding = Hkdf.expand(exporter, KeySchedule.label("usi3 challenge"), KeySchedule.BYTES);
        Arrays.fill(exporter, (byte) 0);
        questions = new PasswordQuestions(initiator, binding, timer, outbox::send, this::violated);
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
            noteEnd(read(handler));
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

    private EndReason read(SessionHandler handler) throws IOException {
        boolean unsettled = false;
        while (reader.next()) {
            if (reader.type() == Records.DATA) {
                if (endReason.get() == null) {
                    data();
                    unsettled = true;
                }
            } else {
                EndReason reason = handle(reader.frame(), handler);
                if (reason != null) {
                    return reason;
                }
            }
            if (unsettled && !reader.hasAnother()) {
                chain.files().settle();
                unsettled = false;
            }
        }
        return EndReason.CUT;
    }

    private void data() {
        if (reader.length() <= DATA_HEAD) {
            throw violation();
        }
        long n = ByteBuffer.wrap(reader.buffer()).getInt(reader.offset() + 1) & 0xffff_ffffL;
        chain.files().data(n, reader.buffer(), reader.offset() + DATA_HEAD, reader.length() - DATA_HEAD);
        reader.expectMany();
    }

    private static UsiException violation() {
        return new UsiException(ErrorCode.PROTOCOL, "a frame came that is not allowed here");
    }

    /** What to do about one frame; returns why the session ends, or null. */
    private EndReason handle(Frame frame, SessionHandler handler) {
        if (endReason.get() != null && asksForAnswer(frame)) {
            // This side has ended it and answers nothing: what is not acknowledged must not be shown.
            return null;
        } else if (frame instanceof Frame.Text text) {
            text(text, handler);
        } else if (frame instanceof Frame.Ack ack) {
            outbox.acknowledged(ack);
            chain.texts().acknowledged(ack.id(), ack.relayed().map(r -> new Reach(r.held(), r.of())));
            outbox.wake();
        } else if (frame instanceof Frame.Ping ping) {
            outbox.send(new Frame.Pong(ping.n()));
        } else if (frame instanceof Frame.Pong pong) {
            outbox.answered(pong);
        } else if (frame instanceof Frame.KeyUpdate) {
            reader.updateKey();
        } else if (frame instanceof Frame.Challenge challenge) {
            questions.received(challenge, handler);
        } else if (frame instanceof Frame.Close close) {
            return EndReason.ofPeer(close.reason());
        } else if (!(frame instanceof Frame.Unknown) && !file(frame) && !room(frame, handler)) {
            throw violation();
        }
        return null;
    }

    private static boolean asksForAnswer(Frame frame) {
        return !(frame instanceof Frame.Ack || frame instanceof Frame.KeyUpdate || frame instanceof Frame.Close);
    }

    private boolean file(Frame frame) {
        if (frame instanceof Frame.Offer offer) {
            chain.files().offer(offer);
        } else if (frame instanceof Frame.Answer answer) {
            chain.files().answer(answer);
        } else if (frame instanceof Frame.Credit credit) {
            chain.files().credit(credit);
        } else if (frame instanceof Frame.End end) {
            chain.files().end(end);
            reader.expectLittle();
        } else if (frame instanceof Frame.Cancel cancel) {
            chain.files().cancel(cancel);
            reader.expectLittle();
        } else {
            return false;
        }
        return true;
    }

    /** What a room's server says of others is the responder's to say. */
    private boolean room(Frame frame, SessionHandler handler) {
        if (!initiator) {
            if (frame instanceof Frame.RosterRequest) {
                if (!outbox.hasRoster()) {
                    RosterQuery.frames(handler.members()).forEach(outbox::send);
                }
                return true;
            }
            return false;
        }
        if (frame instanceof Frame.Joined joined) {
            handler.joined(
                    author(joined.address(), joined.name()), Names.oneLine(joined.fingerprint(), ADDRESS_LENGTH));
        } else if (frame instanceof Frame.Left left) {
            handler.left(author(left.address(), left.name()));
        } else if (frame instanceof Frame.Roster part) {
            RosterQuery query = roster.get();
            if (query != null) {
                query.add(part);
            }
        } else {
            return false;
        }
        return true;
    }

    private static Author author(String address, String name) {
        return new Author(Names.oneLine(address, ADDRESS_LENGTH), Names.clean(name));
    }

    private void text(Frame.Text frame, SessionHandler handler) {
        if (frame.from().isPresent() && !initiator) {
            throw violation();
        }
        slowDown(frame.text().length());
        if (!chain.received().add(frame.id())) {
            outbox.send(new Frame.Ack(frame.id(), Optional.empty()));
            return;
        }
        if (frame.from().isPresent()) {
            Frame.From from = frame.from().get();
            handler.relayed(author(from.address(), from.name()), frame.text());
            outbox.send(new Frame.Ack(frame.id(), Optional.empty()));
            return;
        }
        CompletableFuture<Optional<Reach>> reach = handler.text(frame.text());
        outbox.send(new Frame.Ack(frame.id(), Optional.empty()));
        reach.thenAccept(known -> known.ifPresent(
                r -> outbox.send(new Frame.Ack(frame.id(), Optional.of(new Frame.Relayed(r.held(), r.of()))))));
    }

    private void slowDown(int characters) {
        long nanos = rate.take(1 + characters / 1_024);
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
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
