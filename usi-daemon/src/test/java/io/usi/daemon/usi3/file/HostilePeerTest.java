package io.usi.daemon.usi3.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Offer.Decision;
import io.usi.daemon.transfer.Transfer;
import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A responder's exchange, and a peer who does what docs/PROTOCOL.md does not allow. */
class HostilePeerTest {
    private static final int WINDOW = 1 << 20;

    private final Pair pair = new Pair();
    private final Side side = pair.b;
    private final Bytes id = Bytes.random(16);

    @AfterEach
    void close() {
        pair.close();
    }

    private static void forbidden(Runnable frame) {
        assertEquals(
                ErrorCode.PROTOCOL, assertThrows(UsiException.class, frame::run).code());
    }

    private Frame next() {
        AtomicReference<Frame> frame = new AtomicReference<>();
        pair.await(() -> {
            frame.set(side.poll());
            return frame.get() != null;
        });
        return frame.get();
    }

    private <F extends Frame> F next(Class<F> kind) {
        return assertInstanceOf(kind, next());
    }

    /** The next one of that kind; what comes before is passed over. */
    private <F extends Frame> F last(Class<F> kind) {
        Frame frame = next();
        while (!kind.isInstance(frame)) {
            frame = next();
        }
        return kind.cast(frame);
    }

    private Chunk chunk() {
        AtomicReference<Chunk> chunk = new AtomicReference<>();
        pair.await(() -> {
            chunk.set(side.exchange.nextData(side.outlet(), 1));
            return chunk.get() != null;
        });
        return chunk.get();
    }

    private void offer(long n, Bytes ofId, String name, long size) {
        side.frame(new Frame.Offer(n, ofId, name, size));
    }

    private void data(long n, int length) {
        side.exchange.data(n, new byte[length], 0, length);
        side.exchange.settle();
    }

    private static Frame.End end(long n, long size) {
        return new Frame.End(n, Optional.of(size));
    }

    private static Frame.Prefix hash(byte[] bytes) {
        PrefixHash hash = PrefixHash.keyed();
        hash.update(bytes, 0, bytes.length);
        return hash.value();
    }

    /** The number of a file of this side's, of 1 MiB. */
    private long offered() {
        side.send(new TestSource("f", new byte[WINDOW]));
        return next(Frame.Offer.class).n();
    }

    private static Frame.Answer answer(long n, long offset, long until) {
        return new Frame.Answer(
                n,
                offset,
                offset == 0 ? Optional.empty() : Optional.of(hash(new byte[(int) offset])),
                Optional.of(until));
    }

    @Test
    void numbersAreTheSendersRiseAndAreUsedOnce() {
        offer(3, Bytes.random(16), "f", 1);
        forbidden(() -> offer(3, Bytes.random(16), "f", 1));
        forbidden(() -> offer(1, Bytes.random(16), "f", 1));
        forbidden(() -> offer(4, Bytes.random(16), "f", 1));
        offer(5, Bytes.random(16), "f", 1);
    }

    @Test
    void anIdIsOneFile() {
        side.accepts = false;
        offer(1, id, "f", 1);
        forbidden(() -> offer(3, id, "f", 1));
        side.detach();
        side.attach();
        forbidden(() -> offer(1, id, "g", 1));
        side.detach();
        side.attach();
        forbidden(() -> offer(1, id, "f", 2));
        side.detach();
        side.attach();
        offer(1, id, "f", 1);
        assertEquals(1, side.offered.size());
        side.offered.get(0).decision.complete(new Decision.Refused());
        assertEquals("refused", next(Frame.Cancel.class).reason());
        side.frame(new Frame.Cancel(1, "refused"));
        offer(3, id, "f", 1);
        assertEquals("refused", next(Frame.Cancel.class).reason(), "the same again");
        forbidden(() -> offer(5, id, "other", 1));
        assertEquals(1, side.offered.size());
    }

    @Test
    void dataNeedsAnAnswer() {
        forbidden(() -> data(1, 1));
        side.accepts = false;
        offer(1, id, "f", 100);
        forbidden(() -> data(1, 1));
        forbidden(() -> side.frame(end(1, 100)));
        forbidden(() -> side.frame(new Frame.Answer(1, 0, Optional.empty(), Optional.empty())));
    }

    @Test
    void dataBeyondTheCreditIsNotTaken() {
        side.accepts = false;
        offer(1, id, "f", 10L * WINDOW);
        TestDestination destination = side.accept(side.offered.get(0));
        destination.gate = new CountDownLatch(1);
        assertEquals(WINDOW, next(Frame.Answer.class).until().orElseThrow());
        for (int i = 0; i < 16; i++) {
            data(1, WINDOW / 16);
        }
        forbidden(() -> data(1, 1));
        destination.gate.countDown();
        Frame.Credit credit = next(Frame.Credit.class);
        assertEquals(credit.taken() + WINDOW, credit.until());
        assertTrue(credit.taken() >= WINDOW / 4);
    }

    /** Whoever reads the session keeps room for it as long as this says so. */
    @Test
    void moreIsExpectedUntilTheEndOfAFileOrItsCancellationHere() {
        assertFalse(side.exchange.settle());
        offer(1, id, "f", 100);
        next(Frame.Answer.class);
        assertTrue(side.exchange.settle());
        offer(3, Bytes.random(16), "g", 100);
        next(Frame.Answer.class);
        data(1, 100);
        side.frame(end(1, 100));
        assertTrue(side.exchange.settle());
        assertTrue(side.destinations.get(1).transfer.cancel());
        assertFalse(side.exchange.settle());
    }

    @Test
    void aFilesSizeIsTheEndOfItsData() {
        offer(1, id, "f", 100);
        assertEquals(100, next(Frame.Answer.class).until().orElseThrow());
        data(1, 60);
        forbidden(() -> data(1, 41));
        forbidden(() -> data(1, 0));
        data(1, 40);
        side.frame(end(1, 100));
        forbidden(() -> data(1, 1));
    }

    @Test
    void piecesOfOneByteCostNoMoreThanTheWindow() {
        offer(1, id, "f", WINDOW);
        assertEquals(WINDOW, next(Frame.Answer.class).until().orElseThrow());
        byte[] one = new byte[1];
        for (int i = 0; i < WINDOW; i++) {
            side.exchange.data(1, one, 0, 1);
        }
        side.frame(end(1, WINDOW));
        last(Frame.End.class);
    }

    @Test
    void aWrongSizeIsNoFile() {
        offer(1, id, "f", 100);
        next(Frame.Answer.class);
        data(1, 100);
        side.frame(end(1, 101));
        assertEquals("altered", last(Frame.Cancel.class).reason());
        TestDestination destination = side.destinations.get(0);
        pair.await(() -> destination.aborted != null);
        assertEquals(ErrorCode.FILE_ALTERED, destination.aborted);

        offer(3, Bytes.random(16), "f", 100);
        next(Frame.Answer.class);
        data(3, 99);
        side.frame(end(3, 99));
        assertEquals("altered", last(Frame.Cancel.class).reason());
        // Nothing more was to come after END, so that there is nothing to be ignored.
        forbidden(() -> data(3, 1));
    }

    @Test
    void lateDataOfACancelledFileIsIgnoredUntilThePeerAgrees() {
        offer(1, id, "f", 100);
        next(Frame.Answer.class);
        data(1, 10);
        side.destinations.get(0).transfer.cancel();
        assertEquals("cancelled", last(Frame.Cancel.class).reason());
        data(1, 10);
        side.frame(new Frame.Cancel(1, "cancelled"));
        forbidden(() -> data(1, 10));
        side.frame(new Frame.Cancel(1, "cancelled"));
        forbidden(() -> side.frame(new Frame.Cancel(3, "cancelled")));
    }

    @Test
    void theSenderBeginsWhereItMay() {
        side.prefix = new byte[10];
        offer(1, id, "f", 100);
        assertEquals(10, next(Frame.Answer.class).offset());
        forbidden(() -> data(1, 1));
        forbidden(() -> side.frame(new Frame.Answer(1, 5, Optional.empty(), Optional.empty())));
        forbidden(() -> side.frame(answer(1, 10, 100)));
        side.frame(new Frame.Answer(1, 10, Optional.empty(), Optional.empty()));
        assertEquals(new Frame.Credit(1, 10, 100), next(Frame.Credit.class));
        forbidden(() -> side.frame(new Frame.Answer(1, 10, Optional.empty(), Optional.empty())));
        forbidden(() -> data(1, 91));
        data(1, 90);
    }

    @Test
    void tooManyOffersAreRefused() {
        side.accepts = false;
        for (int i = 0; i < 64; i++) {
            offer(1 + 2 * i, Bytes.random(16), "f", 1);
        }
        for (int i = 64; i < 320; i++) {
            offer(1 + 2 * i, Bytes.random(16), "f", 1);
            assertEquals("limit", next(Frame.Cancel.class).reason());
        }
        assertEquals(64, side.offered.size());
        forbidden(() -> offer(1 + 2 * 320, Bytes.random(16), "f", 1));
    }

    @Test
    void anAnswerFitsTheFile() {
        forbidden(() -> side.frame(answer(2, 0, 1)));
        long n = offered();
        forbidden(() -> side.frame(new Frame.End(n, Optional.empty())));
        forbidden(() -> side.frame(answer(n, WINDOW + 1, WINDOW + 1)));
        forbidden(() -> side.frame(new Frame.Answer(n, 5, Optional.empty(), Optional.of(100L))));
        forbidden(() -> side.frame(new Frame.Answer(n, 0, Optional.empty(), Optional.empty())));
        forbidden(() -> side.frame(new Frame.Answer(n, 0, Optional.of(hash(new byte[0])), Optional.of(100L))));
        side.frame(answer(n, 0, 100));
        forbidden(() -> side.frame(answer(n, 0, 100)));
    }

    @Test
    void creditDoesNotFallAndClaimsNothing() {
        long n = offered();
        forbidden(() -> side.frame(new Frame.Credit(n, 0, 10)));
        side.frame(answer(n, 0, 100));
        Chunk chunk = chunk();
        assertEquals(100, chunk.length());
        forbidden(() -> side.frame(new Frame.Credit(n, 0, 99)));
        forbidden(() -> side.frame(new Frame.Credit(n, 101, 200)));
        forbidden(() -> side.frame(new Frame.Credit(1, 0, 200)));
        side.frame(new Frame.Credit(n, 100, 100));
        assertNull(side.exchange.nextData(side.outlet(), 1));
        forbidden(() -> side.frame(new Frame.End(n, Optional.empty())));
        forbidden(() -> data(n, 1));
    }

    @Test
    void theWriterOfAnEarlierSessionGetsNothing() {
        Outlet earlier = side.outlet();
        side.detach();
        side.attach();
        long n = offered();
        side.frame(answer(n, 0, 100));
        pair.await(() -> {
            assertNull(side.exchange.nextData(earlier, 1));
            return side.exchange.nextData(side.outlet(), 1) != null;
        });
    }

    @Test
    void theEndComesBehindTheLastChunk() {
        long n = offered();
        side.frame(answer(n, 0, WINDOW));
        for (int i = 0; i < 16; i++) {
            Chunk chunk = chunk();
            assertNull(side.poll());
            chunk.release();
            chunk.release();
        }
        assertEquals(WINDOW, next(Frame.End.class).size().orElseThrow());
        forbidden(() -> side.frame(end(n, WINDOW)));
        side.frame(new Frame.End(n, Optional.empty()));
        side.frame(new Frame.Cancel(n, "altered"));
        forbidden(() -> side.frame(new Frame.End(n, Optional.empty())));
    }

    @Test
    void aCancelIsAnsweredOnceAndNotAfterTheEnd() {
        TestSource source = new TestSource("f", new byte[3]);
        Transfer transfer = side.send(source);
        long n = next(Frame.Offer.class).n();
        side.frame(new Frame.Cancel(n, "refused"));
        assertEquals("refused", next(Frame.Cancel.class).reason());
        pair.await(() -> transfer.state().ended());
        side.send(new TestSource("f", new byte[0]));
        long other = next(Frame.Offer.class).n();
        assertTrue(other > n);
        side.frame(answer(other, 0, 0));
        next(Frame.End.class);
        side.frame(new Frame.Cancel(other, "altered"));
        assertNull(side.poll());
    }
}
