package io.usi.daemon.usi3.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Offer.Decision;
import io.usi.daemon.transfer.Transfer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileExchangeTest {
    private static final int MIB = 1 << 20;

    private Pair pair = new Pair();

    @AfterEach
    void close() {
        pair.close();
    }

    static byte[] bytes(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static TestSource source(int size) {
        return new TestSource("f", bytes(size, size));
    }

    private static ErrorCode failure(Transfer transfer) {
        return assertInstanceOf(Transfer.State.Failed.class, transfer.state()).code();
    }

    private static boolean ended(Transfer transfer) {
        return transfer.state().ended();
    }

    private void assertArrived(TestSource source, Transfer transfer, TestDestination destination) {
        pair.until(() -> ended(transfer) && ended(destination.transfer));
        assertInstanceOf(Transfer.State.Done.class, transfer.state());
        assertArrayEquals(source.bytes, destination.bytes());
        assertInstanceOf(Transfer.State.Done.class, destination.transfer.state());
        assertEquals(source.size, transfer.toJson().get("bytes"));
        assertEquals(source.size, destination.transfer.toJson().get("bytes"));
        pair.until(() -> source.closed.get() > 0);
        assertEquals(1, source.closed.get());
    }

    /** Nothing is left behind: the next file goes, both ways. */
    private void assertUsable() {
        for (Side side : List.of(pair.a, pair.b)) {
            Side other = side == pair.a ? pair.b : pair.a;
            other.accepts = true;
            other.prefix = new byte[0];
            other.slowCommit = false;
            TestSource next = new TestSource("next", bytes(7, 100_000));
            Transfer transfer = side.send(next);
            pair.until(() -> ended(transfer));
            assertArrived(next, transfer, other.destinations.get(other.destinations.size() - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, MIB, MIB + 1, 5 * MIB + 77})
    void aFileArrivesInEitherDirection(int size) {
        for (Side side : List.of(pair.a, pair.b)) {
            TestSource source = source(size);
            Transfer transfer = side.send(source);
            pair.until(() -> ended(transfer));
            assertArrived(source, transfer, (side == pair.a ? pair.b : pair.a).destinations.get(0));
        }
    }

    /** On either side, of which the receiving one has a single place for files and the sending one sixteen turns. */
    @Test
    void aThreadThatCannotBeStartedCostsItsFileAndNothingElse() {
        pair.close();
        pair = new Pair(new ReceiveBudget(1));
        for (Side refused : List.of(pair.b, pair.a)) {
            for (int i = 0; i < 20; i++) {
                refused.refusedThreads.set(1);
                Transfer transfer = pair.a.send(source(100_000));
                pair.until(() -> ended(transfer) && pair.b.destinations.stream().allMatch(d -> d.aborted != null));
                failure(transfer);
                assertEquals(0, refused.refusedThreads.get());
            }
        }
        assertUsable();
    }

    /** What was begun is compared first, by a thread that is there; the one that sends is not. */
    @Test
    void aThreadThatCannotBeStartedAfterTheComparisonCostsItsFileAlone() {
        byte[] all = bytes(3, 100_000);
        pair.b.prefix = Arrays.copyOf(all, 50_000);
        for (int i = 0; i < 20; i++) {
            pair.a.refusedThreads.set(1);
            Transfer transfer = pair.a.send(new TestSource("f", all));
            pair.until(() -> ended(transfer) && pair.b.destinations.stream().allMatch(d -> d.aborted != null));
            failure(transfer);
            assertEquals(0, pair.a.refusedThreads.get());
        }
        assertUsable();
    }

    @Test
    void nothingIsSentBeforeTheDecision() {
        pair.b.accepts = false;
        Transfer transfer = pair.a.send(source(100));
        pair.until(() -> pair.b.offered.size() == 1);
        assertFalse(pair.step());
        assertEquals("waiting", transfer.toJson().get("state"));
        pair.b.accept(pair.b.offered.get(0));
        pair.until(() -> ended(transfer));
        assertInstanceOf(Transfer.State.Done.class, transfer.state());
    }

    @Test
    void aRefusalAndAnExpiryAreTold() {
        pair.b.accepts = false;
        Transfer refused = pair.a.send(source(100));
        Transfer expired = pair.a.send(source(200));
        pair.until(() -> pair.b.offered.size() == 2);
        pair.b.offered.get(0).decision.complete(new Decision.Refused());
        pair.b.offered.get(1).decision.complete(new Decision.Expired());
        pair.until(() -> ended(refused) && ended(expired));
        assertEquals(ErrorCode.REFUSED, failure(refused));
        assertEquals(ErrorCode.TIMEOUT, failure(expired));
        assertUsable();
    }

    /** The points are the things that have been carried over. */
    @Test
    void eitherSideMayCancelAtAnyPoint() {
        for (boolean sender : new boolean[] {true, false}) {
            boolean cancelled = true;
            for (int point = 0; cancelled; point++) {
                pair.close();
                pair = new Pair();
                pair.order = new Random(point);
                TestSource source = source(2 * MIB + 5);
                Transfer transfer = pair.a.send(source);
                int at = point;
                pair.until(() -> pair.count >= at || ended(transfer));
                pair.until(() -> sender || !pair.b.destinations.isEmpty());
                Transfer ending = sender ? transfer : pair.b.destinations.get(0).transfer;
                cancelled = ending.cancel();
                pair.until(() -> ended(transfer));
                pair.until(() -> pair.b.destinations.stream().allMatch(d -> ended(d.transfer)));
                if (cancelled && sender) {
                    assertInstanceOf(Transfer.State.Cancelled.class, transfer.state());
                } else if (cancelled) {
                    assertEquals(ErrorCode.REFUSED, failure(transfer), "at " + at);
                }
                pair.until(() -> source.closed.get() == 1);
                assertUsable();
            }
        }
    }

    @Test
    void anUndecidedOfferThatIsTakenBackIsGone() {
        pair.b.accepts = false;
        Transfer transfer = pair.a.send(source(100));
        pair.until(() -> pair.b.offered.size() == 1);
        transfer.cancel();
        pair.until(() -> pair.b.offered.get(0).gone);
        assertUsable();
    }

    @Test
    void aRightPrefixIsNotSentAgain() {
        TestSource source = source(3 * MIB);
        pair.b.prefix = Arrays.copyOf(source.bytes, 2 * MIB + 3);
        Transfer transfer = pair.a.send(source);
        pair.until(() -> ended(transfer));
        assertArrived(source, transfer, pair.b.destinations.get(0));
        assertEquals(2 * MIB + 3, pair.b.destinations.get(0).begun);
        assertTrue(pair.b.delivered.stream().filter("Data"::equals).count() <= 17, pair.b.delivered.toString());
    }

    @Test
    void aWrongPrefixIsReplaced() {
        TestSource source = source(3 * MIB);
        pair.b.prefix = bytes(1, 2 * MIB);
        Transfer transfer = pair.a.send(source);
        pair.until(() -> ended(transfer));
        assertArrived(source, transfer, pair.b.destinations.get(0));
        assertEquals(0, pair.b.destinations.get(0).begun);
    }

    @Test
    void aPrefixMayBeTheWholeOrTooMuch() {
        TestSource whole = source(MIB);
        pair.b.prefix = whole.bytes;
        Transfer first = pair.a.send(whole);
        pair.until(() -> ended(first));
        assertArrived(whole, first, pair.b.destinations.get(0));
        assertFalse(pair.b.delivered.contains("Data"));

        pair.b.prefix = bytes(1, MIB + 1);
        TestSource shorter = source(MIB);
        Transfer second = pair.a.send(shorter);
        pair.until(() -> ended(second));
        assertArrived(shorter, second, pair.b.destinations.get(1));
    }

    /** With nothing there before, a right prefix, a wrong one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void itGoesOnAfterACutAtAnyPoint(int kind) {
        boolean cut = true;
        for (int point = 0; cut; point++) {
            pair.close();
            pair = new Pair();
            pair.order = new Random(point);
            TestSource source = source(2 * MIB + 5);
            pair.b.prefix = List.of(new byte[0], Arrays.copyOf(source.bytes, 100_000), bytes(3, 9))
                    .get(kind);
            Transfer transfer = pair.a.send(source);
            cut = !cutAt(point, transfer);
            if (cut) {
                // And once more, soon after that.
                cutAt(pair.count + point % 7, transfer);
            }
            pair.until(() -> ended(transfer));
            assertEquals(1, pair.b.offered.size(), "asked once");
            assertArrived(source, transfer, pair.b.destinations.get(0));
            assertUsable();
        }
    }

    /** Whether it had ended before. */
    private boolean cutAt(int point, Transfer transfer) {
        pair.until(() -> pair.count >= point || ended(transfer));
        boolean ended = ended(transfer);
        pair.cut();
        pair.until(() -> !"active".equals(transfer.toJson().get("state")));
        pair.connect();
        return ended;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommitThatOutlivesTheSessionIsConfirmedInTheNext(boolean offeredBefore) {
        for (int size : new int[] {0, 100_000}) {
            pair.close();
            pair = new Pair();
            TestSource source = source(size);
            pair.b.slowCommit = true;
            Transfer transfer = pair.a.send(source);
            pair.until(() -> !pair.b.destinations.isEmpty() && pair.b.destinations.get(0).committed);
            TestDestination destination = pair.b.destinations.get(0);
            pair.cut();
            if (offeredBefore) {
                pair.connect();
                pair.until(() -> Collections.frequency(pair.b.delivered, "Offer") == 2);
            }
            destination.mayCommit.complete(null);
            if (!offeredBefore) {
                pair.connect();
            }
            pair.until(() -> ended(transfer));
            assertArrived(source, transfer, destination);
            assertEquals(1, pair.b.offered.size());
            assertUsable();
        }
    }

    @Test
    void whileThereIsNoSessionTheTransfersSaySo() {
        pair.b.accepts = false;
        Transfer transfer = pair.a.send(source(4 * MIB));
        pair.until(() -> !pair.b.offered.isEmpty());
        TestDestination destination = pair.b.accept(pair.b.offered.get(0));
        pair.until(() -> destination.bytes().length > MIB);
        pair.cut();
        pair.until(() -> "interrupted".equals(destination.transfer.toJson().get("state")));
        pair.until(() -> "interrupted".equals(transfer.toJson().get("state")));
        assertEquals(0L, transfer.toJson().get("rate"));
        assertFalse(transfer.toJson().containsKey("eta_s"));
        assertEquals(
                (long) destination.bytes().length, destination.transfer.toJson().get("bytes"), "what came counts");
        pair.connect();
        pair.until(() -> "active".equals(transfer.toJson().get("state")));
        pair.until(() -> ended(transfer));
        assertInstanceOf(Transfer.State.Done.class, transfer.state());
        assertEquals(64, Collections.frequency(pair.b.delivered, "Data"), "nothing came twice");
    }

    @Test
    void whatWasDecidedWithoutASessionIsTold() {
        pair.b.accepts = false;
        Transfer refused = pair.a.send(source(100));
        Transfer accepted = pair.a.send(source(200));
        Transfer takenBack = pair.a.send(source(300));
        pair.until(() -> pair.b.offered.size() == 3);
        pair.cut();
        pair.b.offered.get(0).decision.complete(new Decision.Refused());
        TestDestination destination = pair.b.accept(pair.b.offered.get(1));
        takenBack.cancel();
        pair.connect();
        pair.until(() -> ended(refused) && ended(accepted) && pair.b.offered.get(2).gone);
        assertEquals(ErrorCode.REFUSED, failure(refused));
        assertInstanceOf(Transfer.State.Done.class, accepted.state());
        assertEquals(200, destination.bytes().length);
        assertEquals(3, pair.b.offered.size());
        assertUsable();
    }

    @Test
    void cancellingWhileInterruptedIsToldOnceThePeerIsBack() {
        for (boolean sender : new boolean[] {true, false}) {
            TestSource source = source(3 * MIB);
            Transfer transfer = pair.a.send(source);
            int index = pair.b.destinations.size();
            pair.until(() -> pair.b.destinations.size() > index
                    && pair.b.destinations.get(index).bytes().length > 0);
            TestDestination destination = pair.b.destinations.get(index);
            pair.cut();
            assertTrue((sender ? transfer : destination.transfer).cancel());
            pair.connect();
            pair.until(() -> ended(transfer) && ended(destination.transfer) && destination.aborted != null);
            assertEquals(ErrorCode.REFUSED, failure(sender ? destination.transfer : transfer));
            pair.until(() -> source.closed.get() == 1);
            assertUsable();
        }
    }

    @Test
    void oneBlockedDestinationHoldsUpNoOther() {
        pair.b.accepts = false;
        TestSource slow = source(5 * MIB);
        Transfer blocked = pair.a.send(slow);
        pair.until(() -> pair.b.offered.size() == 1);
        TestDestination first = pair.b.accept(pair.b.offered.get(0));
        first.gate = new CountDownLatch(1);
        pair.b.accepts = true;
        TestSource quick = source(6 * MIB);
        Transfer free = pair.a.send(quick);
        pair.until(() -> ended(free));
        assertArrived(quick, free, pair.b.destinations.get(1));
        assertEquals(0, first.bytes().length);
        assertEquals(0L, blocked.toJson().get("bytes"), "progress is what the peer has stored");
        first.gate.countDown();
        pair.until(() -> ended(blocked));
        assertArrived(slow, blocked, first);
    }

    @Test
    void moreThanThereArePlacesForWaitTheirTurn() {
        pair.close();
        pair = new Pair(new ReceiveBudget(1));
        List<TestSource> sources = new ArrayList<>();
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sources.add(new TestSource("f" + i, bytes(i, 70_000 + i)));
            transfers.add(pair.a.send(sources.get(i)));
        }
        pair.until(() -> transfers.stream().allMatch(FileExchangeTest::ended));
        for (int i = 0; i < 40; i++) {
            assertArrived(sources.get(i), transfers.get(i), pair.b.destinations.get(i));
        }
    }

    @Test
    void aWriterThatHangsKeepsNothingButItsOwnPlace() {
        TestDestination stuck = hang(2);
        TestSource source = source(100_000);
        Transfer next = pair.a.send(source);
        pair.until(() -> ended(next));
        assertArrived(source, next, pair.b.destinations.get(1));
        stuck.gate.countDown();
        assertUsable();
    }

    /** Each has memory: there must not be more of them than places. */
    @Test
    void aWriterThatHangsHasItsPlaceUntilItComesBack() {
        TestDestination stuck = hang(1);
        TestSource source = source(100_000);
        Transfer next = pair.a.send(source);
        pair.until(() -> pair.b.destinations.size() == 2);
        while (pair.step()) {
            // Whatever can be said without a place.
        }
        assertFalse(ended(next));
        stuck.gate.countDown();
        pair.until(() -> ended(next));
        assertArrived(source, next, pair.b.destinations.get(1));
        assertUsable();
    }

    /** A file whose destination hangs is cancelled; later ones are accepted. */
    private TestDestination hang(int places) {
        pair.close();
        pair = new Pair(new ReceiveBudget(places));
        pair.b.accepts = false;
        Transfer hanging = pair.a.send(new TestSource("hanging", new byte[MIB]));
        pair.until(() -> pair.b.offered.size() == 1);
        TestDestination stuck = pair.b.accept(pair.b.offered.get(0));
        stuck.gate = new CountDownLatch(1);
        pair.until(() -> stuck.entered.getCount() == 0);
        stuck.transfer.cancel();
        pair.until(() -> ended(hanging));
        pair.b.accepts = true;
        return stuck;
    }

    @Test
    void moreThan64AreNotTaken() {
        pair.b.accepts = false;
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            transfers.add(pair.a.send(source(10 + i)));
        }
        TestSource source = source(3);
        Transfer last = pair.a.send(source);
        pair.await(() -> ended(last));
        assertEquals(ErrorCode.LIMIT, failure(last));
        assertEquals(1, source.closed.get());
        pair.until(() -> pair.b.offered.size() == 64);
        transfers.forEach(Transfer::cancel);
        pair.until(() -> pair.b.offered.stream().allMatch(offer -> offer.gone));
        while (pair.step()) {
            // Until both agree.
        }
        assertUsable();
    }

    @Test
    void theEndOfTheChainEndsEverything() {
        pair.b.accepts = false;
        TestSource first = source(3 * MIB);
        Transfer accepted = pair.a.send(first);
        TestSource second = source(5);
        Transfer undecided = pair.a.send(second);
        pair.until(() -> pair.b.offered.size() == 2);
        TestDestination destination = pair.b.accept(pair.b.offered.get(0));
        pair.until(() -> destination.bytes().length > 0);
        pair.cut();
        pair.a.exchange.end(ErrorCode.PEER_GONE, "over");
        pair.b.exchange.end(ErrorCode.PEER_GONE, "over");
        pair.until(() -> ended(accepted) && ended(undecided) && ended(destination.transfer));
        assertEquals(ErrorCode.PEER_GONE, failure(accepted));
        assertEquals(ErrorCode.PEER_GONE, failure(undecided));
        assertEquals(ErrorCode.PEER_GONE, destination.aborted);
        pair.await(() -> pair.b.offered.get(1).gone && first.closed.get() == 1 && second.closed.get() == 1);
        TestSource late = source(6);
        Transfer refused = pair.a.send(late);
        pair.await(() -> ended(refused));
        assertEquals(ErrorCode.PEER_GONE, failure(refused));
        assertEquals(1, late.closed.get());
    }

    @Test
    void aRelayedFileIsNotKeptForAGuestWhoStaysAway() {
        TestSource source = source(100);
        Transfer relayed = pair.a.transfer(Transfer.Direction.RELAY, "f", 100);
        Transfer own = pair.a.send(source(200));
        pair.b.accepts = false;
        pair.a.exchange.send(source, relayed);
        pair.until(() -> pair.b.offered.size() == 2);
        pair.cut();
        assertInstanceOf(Transfer.State.Failed.class, relayed.end().join());
        assertEquals(ErrorCode.PEER_GONE, failure(relayed));
        assertFalse(ended(own));
        TestSource late = source(300);
        Transfer another = pair.a.transfer(Transfer.Direction.RELAY, "f", 300);
        pair.a.exchange.send(late, another);
        pair.await(() -> ended(another));
        assertEquals(ErrorCode.PEER_GONE, failure(another));
        pair.connect();
        pair.until(() -> pair.b.offered.get(1).gone || pair.b.offered.get(0).gone);
        pair.b.offered.stream().filter(offer -> !offer.gone).forEach(pair.b::accept);
        pair.until(() -> ended(own));
        assertInstanceOf(Transfer.State.Done.class, own.state());
    }

    @Test
    void aSourceThatShrinksOrCannotBeReadIsTold() {
        TestSource shrunk = source(3 * MIB);
        shrunk.bytes = Arrays.copyOf(shrunk.bytes, 2 * MIB);
        Transfer first = pair.a.send(shrunk);
        pair.until(() -> ended(first) && pair.b.destinations.get(0).aborted != null);
        assertEquals(ErrorCode.FILE_CHANGED, failure(first));
        assertEquals(ErrorCode.FILE_ALTERED, pair.b.destinations.get(0).aborted);

        TestSource broken = source(10);
        broken.broken = true;
        Transfer second = pair.a.send(broken);
        pair.until(() -> ended(second) && pair.b.destinations.get(1).aborted != null);
        assertEquals(ErrorCode.IO, failure(second));
        assertUsable();
    }

    @Test
    void aSourceThatChangedBetweenSessionsIsFound() {
        for (int changed : new int[] {5, 3 * MIB - 5}) {
            TestSource source = source(3 * MIB);
            Transfer transfer = pair.a.send(source);
            int index = pair.b.destinations.size();
            pair.until(() -> pair.b.destinations.size() > index
                    && pair.b.destinations.get(index).bytes().length > MIB);
            TestDestination destination = pair.b.destinations.get(index);
            pair.cut();
            pair.until(() -> "interrupted".equals(destination.transfer.toJson().get("state")));
            byte[] other = source.bytes.clone();
            other[changed]++;
            source.bytes = other;
            pair.connect();
            pair.until(() -> ended(transfer) && ended(destination.transfer));
            if (changed == 5) {
                assertEquals(ErrorCode.FILE_ALTERED, failure(transfer));
                assertEquals(ErrorCode.FILE_ALTERED, destination.aborted);
            } else {
                assertArrayEquals(other, destination.bytes(), "what was not sent before may change");
            }
            assertUsable();
        }
    }

    /** Where only a hash of the prefix is known, what followed it comes once more, and is compared. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void behindAPrefixAResumedSourceIsComparedWithWhatCame(boolean changes) {
        TestSource source = source(4 * MIB);
        pair.b.prefix = Arrays.copyOf(source.bytes, 100_000);
        Transfer transfer = pair.a.send(source);
        pair.until(() ->
                !pair.b.destinations.isEmpty() && pair.b.destinations.get(0).bytes().length > 2 * MIB);
        TestDestination destination = pair.b.destinations.get(0);
        pair.cut();
        pair.until(() -> "interrupted".equals(destination.transfer.toJson().get("state")));
        if (changes) {
            source.bytes = source.bytes.clone();
            source.bytes[MIB]++;
        }
        pair.connect();
        pair.until(() -> ended(transfer) && ended(destination.transfer));
        if (changes) {
            assertEquals(ErrorCode.FILE_ALTERED, failure(transfer));
            assertEquals(ErrorCode.FILE_ALTERED, destination.aborted);
        } else {
            assertArrived(source, transfer, destination);
        }
        assertUsable();
    }

    @Test
    void aDestinationThatFailsEndsItsTransferAlone() {
        pair.b.accepts = false;
        Transfer transfer = pair.a.send(source(3 * MIB));
        pair.until(() -> pair.b.offered.size() == 1);
        TestDestination destination = pair.b.accept(pair.b.offered.get(0));
        destination.refusal = new UsiException(ErrorCode.IO, "the disk is full");
        pair.until(() -> ended(transfer) && destination.aborted != null);
        assertEquals(ErrorCode.REFUSED, failure(transfer));
        assertEquals(ErrorCode.IO, destination.aborted);
        assertUsable();
    }

    @Test
    void aCommitThatFailsIsTold() {
        pair.b.slowCommit = true;
        Transfer transfer = pair.a.send(source(3));
        pair.until(() -> !pair.b.destinations.isEmpty() && pair.b.destinations.get(0).committed);
        pair.b.destinations.get(0).mayCommit.completeExceptionally(new UsiException(ErrorCode.CANCELLED, "no"));
        pair.until(() -> ended(transfer));
        assertEquals(ErrorCode.REFUSED, failure(transfer));
        assertUsable();
    }

    @Test
    void longAndBrokenNamesAreCut() {
        pair.b.accepts = false;
        pair.a.send(new TestSource("\ud800" + "é".repeat(600), new byte[1]));
        pair.until(() -> pair.b.offered.size() == 1);
        assertEquals("?" + "é".repeat(511), pair.b.offered.get(0).name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void twentyFilesSurviveAnyCuts(int seed) {
        pair.close();
        pair = new Pair(new ReceiveBudget(5));
        Random random = new Random(seed);
        pair.order = random;
        List<TestSource> sources = new ArrayList<>();
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sources.add(new TestSource("f" + i, bytes(i, random.nextInt(2 * MIB))));
            transfers.add((i % 2 == 0 ? pair.a : pair.b).send(sources.get(i)));
        }
        for (int cut = 0; cut < 60; cut++) {
            int steps = pair.count + random.nextInt(40);
            pair.until(() -> pair.count >= steps || transfers.stream().allMatch(FileExchangeTest::ended));
            if (random.nextBoolean()) {
                // The writer holds something at that moment, which is lost.
                pair.a.take(pair.b);
            }
            pair.cut();
            pair.connect();
        }
        pair.until(() -> transfers.stream().allMatch(FileExchangeTest::ended));
        for (int i = 0; i < 20; i++) {
            String name = "f" + i;
            Side to = i % 2 == 0 ? pair.b : pair.a;
            assertEquals(1, to.offered.stream().filter(o -> o.name.equals(name)).count());
            TestDestination destination = to.destinations.stream()
                    .filter(d -> name.equals(d.transfer.toJson().get("name")))
                    .findFirst()
                    .orElseThrow();
            assertArrived(sources.get(i), transfers.get(i), destination);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void cutsAndCancelsInAnyOrderLeaveNothingBehind(int seed) {
        Random random = new Random(seed);
        pair.order = random;
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            TestSource source = new TestSource("f" + i, bytes(i, random.nextInt(2 * MIB)));
            transfers.add((i % 2 == 0 ? pair.a : pair.b).send(source));
        }
        for (int cut = 0; cut < 30; cut++) {
            int steps = pair.count + random.nextInt(60);
            pair.until(() -> pair.count >= steps || transfers.stream().allMatch(FileExchangeTest::ended));
            boolean connected = random.nextBoolean();
            if (!connected) {
                pair.cut();
            }
            transfers.get(random.nextInt(20)).cancel();
            List<TestDestination> receiving = (random.nextBoolean() ? pair.a : pair.b).destinations;
            if (!receiving.isEmpty()) {
                receiving.get(random.nextInt(receiving.size())).transfer.cancel();
            }
            if (connected) {
                pair.cut();
            }
            pair.connect();
        }
        pair.until(() -> transfers.stream().allMatch(FileExchangeTest::ended));
        for (Side side : List.of(pair.a, pair.b)) {
            pair.until(() -> side.destinations.stream().allMatch(d -> ended(d.transfer)));
            for (TestDestination destination : side.destinations) {
                if (destination.transfer.state() instanceof Transfer.State.Done) {
                    String name = (String) destination.transfer.toJson().get("name");
                    int i = Integer.parseInt(name.substring(1));
                    assertArrayEquals(bytes(i, destination.bytes().length), destination.bytes());
                    assertEquals(transfers.get(i).toJson().get("size"), (long) destination.bytes().length);
                }
            }
        }
        assertUsable();
    }
}
