package io.usi.daemon.foreign;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.net.Connection;
import io.usi.daemon.plugin.LinkHandle;
import io.usi.daemon.plugin.ProtocolHandle;
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
import io.usi.plugin.PeerProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * An open session of a plugin's protocol. The plugin reads on one platform thread and writes on another; neither keeps the
 * daemon from ending the session, whatever the plugin does.
 */
final class ForeignSession implements Session {
    private static final Duration GOODBYE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WRITE_PATIENCE = Duration.ofMinutes(2);
    private static final Duration WATCH_PERIOD = Duration.ofSeconds(10);
    /** How long a plugin may take to see that its connection was closed. */
    private static final Duration RETURN_PATIENCE = Duration.ofSeconds(10);

    private final Spoken spoken;
    private final Connection connection;
    private final LinkHandle link;
    private final Timer timer;
    private final String name;
    private final Continuity continuity = new Continuity();
    private final CompletableFuture<EndReason> end = new CompletableFuture<>();
    private final CompletableFuture<Void> readerEnd = new CompletableFuture<>();
    private final LinkWriter writer;

    ForeignSession(ProtocolHandle protocol, Connection connection, LinkHandle link, Timer timer) {
        this.spoken = Spoken.byPlugin(protocol.name(), protocol.encrypted());
        this.connection = connection;
        this.link = link;
        this.timer = timer;
        this.name = Names.clean(link.name());
        this.writer = new LinkWriter(link, end::complete);
    }

    @Override
    public Spoken protocol() {
        return spoken;
    }

    @Override
    public String name() {
        return name;
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

    @Override
    public boolean resumed() {
        return false;
    }

    @Override
    public String fingerprint() {
        return link.fingerprint();
    }

    @Override
    public Authentication authentication() {
        return Authentication.NO;
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
    }

    @Override
    public EndReason run(SessionHandler handler) {
        HeardByRoom room = new HeardByRoom(handler);
        Future<?> watch = timer.every(WATCH_PERIOD, this::watchWrites);
        Runnable ended = link.onStop(() -> close(EndReason.CLOSED));
        try {
            Threads.startPlatform("usi-plugin-write", writer::run);
            Threads.startPlatform("usi-plugin-read", () -> read(room));
            return end.join();
        } finally {
            ended.run();
            watch.cancel(false);
            room.close();
            writer.close(false);
            connection.close();
            timer.after(RETURN_PATIENCE, () -> {
                if (!readerEnd.isDone()) {
                    link.stuck();
                }
            });
        }
    }

    private void read(HeardByRoom room) {
        EndReason reason = EndReason.INTERNAL;
        try {
            reason = link.read(room) ? EndReason.GOODBYE : EndReason.CUT;
        } catch (IOException e) {
            reason = EndReason.LOST;
        } catch (UsiException e) {
            reason = EndReason.PLUGIN;
        } finally {
            readerEnd.complete(null);
            end.complete(reason);
        }
    }

    private void watchWrites() {
        if (connection.writeBlockedNanos() > WRITE_PATIENCE.toNanos()) {
            end.complete(EndReason.STALLED);
        }
    }

    @Override
    public CompletableFuture<Delivery> send(String text, Duration patience, Consumer<Reach> onReach) {
        LinkWriter.Item item = writer.own(text.length(), l -> l.text(text));
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
        PeerProtocol.Author by = foreign(author);
        return writer.others(author, text.length(), l -> l.relay(by, text)).report();
    }

    @Override
    public void joined(Author author, String fingerprint) {
        PeerProtocol.Author who = foreign(author);
        writer.others(author, 0, l -> l.joined(who));
    }

    @Override
    public void left(Author author) {
        PeerProtocol.Author who = foreign(author);
        writer.others(author, 0, l -> l.left(who));
    }

    private static PeerProtocol.Author foreign(Author author) {
        return new PeerProtocol.Author(author.address(), author.name());
    }

    @Override
    public void sendFile(FileSource source, Transfer transfer) {
        source.close();
        transfer.fail(new UsiException(
                ErrorCode.UNSUPPORTED, "this peer speaks " + spoken.word() + ", which carries no files"));
    }

    @Override
    public CompletableFuture<List<Member>> users() {
        return CompletableFuture.failedFuture(unsupported("list of users"));
    }

    @Override
    public CompletableFuture<Boolean> challenge(char[] password, Duration patience) {
        Arrays.fill(password, '\0');
        return CompletableFuture.failedFuture(unsupported("question for a password"));
    }

    private UsiException unsupported(String what) {
        return new UsiException(ErrorCode.UNSUPPORTED, "this peer speaks " + spoken.word() + ", which has no " + what);
    }

    @Override
    public CompletableFuture<Void> close(EndReason reason) {
        boolean polite = reason == EndReason.CLOSED || reason == EndReason.STOPPING;
        writer.close(polite).thenRun(() -> end.complete(reason));
        timer.after(polite ? GOODBYE_PATIENCE : Duration.ZERO, () -> end.complete(reason));
        return end.thenRun(connection::close);
    }
}
