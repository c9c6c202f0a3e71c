package io.usi.daemon.usi3;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.net.RateLimit;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Names;
import io.usi.daemon.session.Reach;
import io.usi.daemon.session.SessionHandler;
import io.usi.daemon.usi3.frame.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Reads one session's records, and gives each to whom it concerns. For the thread that reads. */
final class Inbox {
    /** Texts a second that one peer may give, where each 1,024 bytes of a text count as one more. */
    private static final double RATE = 200;

    private static final double BURST = 2_048;
    private static final int ADDRESS_LENGTH = 64;
    private static final int DATA_HEAD = 1 + Integer.BYTES;

    private final RecordReader reader;
    private final Outbox outbox;
    private final Chain chain;
    private final PasswordQuestions questions;
    private final boolean initiator;
    private final Supplier<RosterQuery> roster;
    private final BooleanSupplier ending;
    private final SessionHandler handler;
    private final RateLimit rate = new RateLimit(BURST, RATE);

    /**
     * @param roster that this side asks for now, or null
     * @param ending whether this side has ended the session
     */
    Inbox(
            RecordReader reader,
            Outbox outbox,
            Chain chain,
            PasswordQuestions questions,
            boolean initiator,
            Supplier<RosterQuery> roster,
            BooleanSupplier ending,
            SessionHandler handler) {
        this.reader = reader;
        this.outbox = outbox;
        this.chain = chain;
        this.questions = questions;
        this.initiator = initiator;
        this.roster = roster;
        this.ending = ending;
        this.handler = handler;
    }

    /**
     * Reads to the end.
     *
     * @return why it is the end
     * @throws UsiException {@link ErrorCode#PROTOCOL} or {@link ErrorCode#UNDECIPHERABLE} where the peer, or somebody between, broke the rules
     */
    EndReason read() throws IOException {
        boolean unsettled = false;
        while (reader.next()) {
            if (reader.type() == Records.DATA) {
                if (!ending.getAsBoolean()) {
                    data();
                    unsettled = true;
                }
            } else {
                Frame frame = reader.frame();
                EndReason reason = handle(frame);
                if (reason != null) {
                    return reason;
                }
                unsettled |= frame instanceof Frame.End || frame instanceof Frame.Cancel;
            }
            if (unsettled && !reader.hasAnother()) {
                if (!chain.files().settle()) {
                    reader.expectLittle();
                }
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
        if (chain.files().data(n, reader.buffer(), reader.offset() + DATA_HEAD, reader.length() - DATA_HEAD)) {
            reader.expectMany();
        }
    }

    private static UsiException violation() {
        return new UsiException(ErrorCode.PROTOCOL, "a frame came that is not allowed here");
    }

    /** What to do about one frame; returns why the session ends, or null. */
    private EndReason handle(Frame frame) {
        if (ending.getAsBoolean() && asksForAnswer(frame)) {
            // This side has ended it and answers nothing: what is not acknowledged must not be shown.
            return null;
        } else if (frame instanceof Frame.Text text) {
            text(text);
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
        } else if (!(frame instanceof Frame.Unknown) && !file(frame) && !room(frame)) {
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
        } else if (frame instanceof Frame.Cancel cancel) {
            chain.files().cancel(cancel);
        } else {
            return false;
        }
        return true;
    }

    /** What a room's server says of others is the responder's to say. */
    private boolean room(Frame frame) {
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

    private void text(Frame.Text frame) {
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
}
