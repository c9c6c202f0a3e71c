package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.PasswordProof;
import io.usi.daemon.net.Connection;
import io.usi.daemon.net.RateLimit;
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
import io.usi.daemon.transfer.Inbound;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi2.SendQueue.Item;
import io.usi.daemon.usi2.SendQueue.Lane;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** An open USI 2 session: one thread reads, one {@linkplain Writer writes}. */
final class Usi2Session implements Session {
    /** Longer than any user's decision on an offer, during which 2.4 does not read. */
    private static final Duration WRITE_PATIENCE = Duration.ofMinutes(11);

    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration USERS_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WATCH_PERIOD = Duration.ofSeconds(30);

    /** Messages a second that one peer may give: fewer than the pause lets this daemon relay to each other peer. */
    private static final double RATE = 4.5;

    private static final double BURST = 64;

    /** What the opening found out about the peer. */
    record Facts(String name, String fingerprint, Authentication authentication) {}

    private final Text.Role role;
    private final Connection connection;
    private final SessionKey key;
    private final MessageReader reader;
    private final Writer writer;
    private final Timer timer;
    private final Facts facts;
    private final Continuity continuity = new Continuity();
    private final RateLimit rate = new RateLimit(BURST, RATE);
    private final AtomicReference<EndReason> endReason = new AtomicReference<>();
    private final AtomicReference<UsersQuery> usersQuery = new AtomicReference<>();
    private final AtomicReference<CompletableFuture<String>> proof = new AtomicReference<>();
    private final AtomicReference<Inbound> receiving = new AtomicReference<>();

    /**
     * @param lastWrite when the opening's last write was, in {@link System#nanoTime}
     */
    Usi2Session(
            Text.Role role,
            Connection connection,
            SessionKey key,
            MessageReader reader,
            Facts facts,
            Timer timer,
            long lastWrite) {
        this.role = role;
        this.connection = connection;
        this.key = key;
        this.reader = reader;
        this.facts = facts;
        this.timer = timer;
        this.writer = new Writer(
                connection, new MessageCodec(key), lastWrite, reason -> endReason.compareAndSet(null, reason));
    }

    @Override
    public Spoken protocol() {
        return Spoken.USI2;
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
        return continuity;
    }

    /** USI 2 has no proof of it. */
    @Override
    public boolean resumed() {
        return false;
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
    public void refuse() {
        connection.close();
        reader.close();
        key.close();
    }

    @Override
    public EndReason run(SessionHandler handler) {
        Threads.start("usi2-write", () -> {
            try {
                writer.run();
            } finally {
                stopReceiving();
            }
        });
        Future<?> watch = timer.every(WATCH_PERIOD, this::watchWrites);
        try {
            endReason.compareAndSet(null, read(handler));
        } catch (SocketTimeoutException e) {
            endReason.compareAndSet(null, EndReason.STALLED);
        } catch (IOException e) {
            endReason.compareAndSet(null, EndReason.LOST);
        } catch (RuntimeException e) {
            endReason.compareAndSet(null, EndReason.INTERNAL);
            throw e;
        } finally {
            watch.cancel(false);
            connection.close();
            writer.close(null).join();
            reader.close();
            key.close();
            failWaiting();
        }
        return endReason.get();
    }

    private void watchWrites() {
        if (connection.writeBlockedNanos() > WRITE_PATIENCE.toNanos()) {
            endReason.compareAndSet(null, EndReason.STALLED);
            connection.close();
        }
    }

    private EndReason read(SessionHandler handler) throws IOException {
        while (true) {
            MessageReader.Item item = reader.next(Connection.FOREVER);
            if (item instanceof MessageReader.Item.End) {
                return EndReason.CUT;
            } else if (item instanceof MessageReader.Item.Undecipherable dropped) {
                slowDown(dropped.bytes());
                handler.undecipherable();
            } else if (item instanceof MessageReader.Item.Message message) {
                String text = message.text();
                int bytes = text.getBytes(StandardCharsets.UTF_8).length;
                slowDown(bytes);
                EndReason reason = handle(Text.parse(role, text), bytes, handler);
                if (reason != null) {
                    return reason;
                }
            }
        }
    }

    /** A long text counts as the several messages in which it is relayed. */
    private void slowDown(int bytes) {
        long nanos = rate.take(1 + bytes / MessageCodec.SEGMENT_BYTES);
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }

    /** What to do about one text; returns why the session ends, or null. */
    private EndReason handle(Text text, int bytes, SessionHandler handler) throws IOException {
        if (text instanceof Text.Chat chat) {
            handler.text(chat.text());
        } else if (text instanceof Text.Relayed relayed) {
            handler.relayed(relayed.author(), relayed.text());
        } else if (text instanceof Text.Joined joined) {
            handler.joined(joined.author(), joined.fingerprint());
        } else if (text instanceof Text.Left left) {
            handler.left(left.author());
        } else if (text instanceof Text.Notice notice) {
            handler.notice(notice.text());
        } else if (text instanceof Text.UsersRequest) {
            writer.send(Lane.OWN, TextForms.users(handler.members()));
        } else if (text instanceof Text.Users users) {
            UsersQuery query = usersQuery.get();
            if (query != null) {
                query.add(users.members(), bytes);
            }
        } else if (text instanceof Text.ChallengeRequest) {
            handler.challenged().thenAccept(answer -> answer.ifPresent(given -> prove(given.password())));
        } else if (text instanceof Text.ChallengeProof challengeProof) {
            CompletableFuture<String> waiting = proof.getAndSet(null);
            if (waiting != null) {
                waiting.complete(challengeProof.bcrypt());
            }
        } else if (text instanceof Text.File file) {
            return receive(handler.file(file.name(), file.size()), file.size());
        } else if (text instanceof Text.Goodbye) {
            return EndReason.GOODBYE;
        }
        return null;
    }

    private EndReason receive(Inbound inbound, long size) throws IOException {
        receiving.set(inbound);
        if (endReason.get() != null) {
            inbound.gone();
        }
        try {
            boolean inStep = new FileReceiver(reader, key, inbound).receive(size);
            return inStep ? null : EndReason.FILE_ALTERED;
        } finally {
            receiving.set(null);
        }
    }

    /** A reader that waits for a decision learns that there is nothing left to decide. */
    private void stopReceiving() {
        Inbound inbound = receiving.get();
        if (inbound != null) {
            inbound.gone();
        }
    }

    private void prove(char[] password) {
        Threads.computeBriefly(() -> {
            String bcrypt = PasswordProof.prove(password);
            Arrays.fill(password, '\0');
            writer.send(Lane.OWN, List.of(Text.CHALLENGE_PROOF + bcrypt));
        });
    }

    @Override
    public CompletableFuture<Delivery> send(String text, Duration patience, Consumer<Reach> onReach) {
        Item.Texts item = writer.send(Lane.OWN, TextForms.chat(text));
        Future<?> limit = timer.after(patience, () -> {
            if (writer.withdraw(item)) {
                item.report()
                        .complete(new Delivery.Failed(
                                ErrorCode.TIMEOUT, "the peer took nothing in that time; the message was taken back"));
            }
        });
        item.report().thenRun(() -> limit.cancel(false));
        return item.report();
    }

    @Override
    public CompletableFuture<Delivery> relay(Author author, String text) {
        return writer.send(author, TextForms.relay(author, text)).report();
    }

    @Override
    public void joined(Author author, String fingerprint) {
        writer.send(Lane.ROSTER, List.of(TextForms.joined(author, fingerprint)));
    }

    @Override
    public void left(Author author) {
        writer.send(Lane.ROSTER, List.of(TextForms.left(author)));
    }

    @Override
    public void sendFile(FileSource source, Transfer transfer) {
        FileSender sender = new FileSender(key, source, transfer);
        if (!writer.reserveFile()) {
            sender.drop(writer.isClosing() ? ErrorCode.PEER_GONE : ErrorCode.LIMIT);
            return;
        }
        Lane lane = transfer.direction() == Transfer.Direction.RELAY ? Lane.RELAYED_FILES : Lane.OWN;
        Threads.compute(() -> {
            boolean prepared = false;
            try {
                prepared = sender.prepare(writer::isClosing);
            } catch (RuntimeException | Error e) {
                sender.drop(ErrorCode.INTERNAL);
                throw e;
            } finally {
                if (prepared) {
                    writer.send(lane, sender);
                } else {
                    writer.releaseFile();
                }
            }
        });
    }

    @Override
    public CompletableFuture<List<Member>> users() {
        if (role == Text.Role.SERVER) {
            return CompletableFuture.failedFuture(
                    new UsiException(ErrorCode.UNSUPPORTED, "this peer has no room: it is a guest in this daemon's"));
        }
        UsersQuery query = new UsersQuery();
        UsersQuery present = usersQuery.compareAndExchange(null, query);
        if (present != null) {
            return present.answer();
        }
        query.answer().whenComplete((members, failure) -> usersQuery.compareAndSet(query, null));
        writer.send(Lane.OWN, List.of(Text.USERS_REQUEST)).report().thenAccept(delivery -> {
            if (delivery instanceof Delivery.Failed failed) {
                query.answer().completeExceptionally(new UsiException(failed.code(), failed.problem()));
            } else {
                timer.after(USERS_PATIENCE, query::timeOut);
            }
        });
        return query.answer();
    }

    @Override
    public CompletableFuture<Boolean> challenge(char[] password, Duration patience) {
        if (role == Text.Role.SERVER) {
            Arrays.fill(password, '\0');
            return CompletableFuture.failedFuture(new UsiException(
                    ErrorCode.UNSUPPORTED, "in USI 2 only the side that connected can ask: ask from the other side"));
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        if (!proof.compareAndSet(null, answer)) {
            Arrays.fill(password, '\0');
            return CompletableFuture.failedFuture(
                    new UsiException(ErrorCode.STATE, "this peer is being asked already: wait for its answer"));
        }
        writer.send(Lane.OWN, List.of(Text.CHALLENGE_REQUEST)).report().thenAccept(delivery -> {
            if (delivery instanceof Delivery.Failed failed) {
                answer.completeExceptionally(new UsiException(failed.code(), failed.problem()));
            }
        });
        Future<?> limit = timer.after(
                patience,
                () -> answer.completeExceptionally(
                        new UsiException(ErrorCode.TIMEOUT, "the peer's user did not answer in time")));
        return answer.whenComplete((bcrypt, failure) -> {
                    limit.cancel(false);
                    proof.compareAndSet(answer, null);
                })
                .thenApplyAsync(bcrypt -> PasswordProof.check(password, bcrypt), Threads::computeBriefly)
                .whenComplete((match, failure) -> Arrays.fill(password, '\0'));
    }

    private void failWaiting() {
        UsiException gone = new UsiException(ErrorCode.PEER_GONE, "the peer went away before it answered");
        CompletableFuture<String> waiting = proof.getAndSet(null);
        if (waiting != null) {
            waiting.completeExceptionally(gone);
        }
        UsersQuery query = usersQuery.getAndSet(null);
        if (query != null) {
            query.answer().completeExceptionally(gone);
        }
    }

    @Override
    public CompletableFuture<Void> close(EndReason reason) {
        endReason.compareAndSet(null, reason);
        boolean polite = reason == EndReason.CLOSED || reason == EndReason.STOPPING;
        String goodbye = role == Text.Role.SERVER ? Text.SERVER_GOODBYE : Text.CLIENT_GOODBYE;
        CompletableFuture<Void> closed = writer.close(polite ? goodbye : null);
        stopReceiving();
        Future<?> force = timer.after(polite ? GOODBYE_PATIENCE : Duration.ZERO, connection::close);
        return closed.whenComplete((done, failure) -> force.cancel(false));
    }

    @Override
    public String toString() {
        return "USI 2 session";
    }
}
