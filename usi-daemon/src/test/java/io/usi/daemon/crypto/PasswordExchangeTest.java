package io.usi.daemon.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.PasswordExchange.Outcome;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKECurves;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKEParticipant;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound1Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound3Payload;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PasswordExchangeTest {
    private static final String PASSWORD = "correct horse";
    private static final byte[] BINDING = filled(0x5a);
    private static final String INITIATOR = "initiator";
    private static final String RESPONDER = "responder";

    @Test
    void bothLearnThatTheyKnowThePassword() {
        Run run = new Run(asker(PASSWORD, BINDING), answerer(PASSWORD, BINDING));
        assertTrue(run.outcome.match());
        assertTrue(run.finished);
        assertEquals(324, run.step1.length);
        assertEquals(486, run.step2.length);
        assertEquals(194, run.step3.length);
        assertEquals(32, run.outcome.message().length);
    }

    @Test
    void eitherSideOfASessionCanAsk() {
        Run run = new Run(
                PasswordExchange.asker(PASSWORD.toCharArray(), BINDING, RESPONDER, INITIATOR),
                PasswordExchange.answerer(PASSWORD.toCharArray(), BINDING, INITIATOR, RESPONDER));
        assertTrue(run.outcome.match());
        assertTrue(run.finished);
    }

    @Test
    void bothLearnThatTheyKnowDifferentOnes() {
        Run run = new Run(asker(PASSWORD, BINDING), answerer("correct house", BINDING));
        assertFalse(run.outcome.match());
        assertFalse(run.finished);
    }

    /** The last step is true to the answerer's password, not to what the asker claimed. */
    @Test
    void anAskerWithoutThePasswordGetsNoTagThatWouldFitIt() {
        PasswordExchange guesser = asker("a guess", BINDING);
        PasswordExchange answerer = answerer(PASSWORD, BINDING);
        byte[] step3 = guesser.step3(answerer.step2(guesser.step1()));
        Arrays.fill(step3, step3.length - 32, step3.length, (byte) 0);
        Outcome outcome = answerer.step4(step3);
        assertFalse(outcome.match());
        assertFalse(guesser.finish(outcome.message()));
    }

    @Test
    void passwordsAreOfAnyLengthAndOfOneNormalisation() {
        assertTrue(
                new Run(asker("A\u030angstro\u0308m \u2126", BINDING), answerer("\u00c5ngstr\u00f6m \u03a9", BINDING))
                        .finished);
        assertTrue(new Run(asker("x", BINDING), answerer("x", BINDING)).finished);
        assertTrue(new Run(asker("\ud83d\udd11".repeat(5000), BINDING), answerer("\ud83d\udd11".repeat(5000), BINDING))
                .finished);
        assertFalse(new Run(asker("x", BINDING), answerer("x ", BINDING)).finished);
    }

    @Test
    void thePasswordIsNeitherKeptNorChanged() {
        char[] password = PASSWORD.toCharArray();
        PasswordExchange asker = PasswordExchange.asker(password, BINDING, INITIATOR, RESPONDER);
        assertArrayEquals(PASSWORD.toCharArray(), password);
        Arrays.fill(password, 'x');
        assertTrue(new Run(asker, answerer(PASSWORD, BINDING)).finished);
    }

    @Test
    void refusesAPasswordThatIsNone() {
        assertEquals(
                ErrorCode.USAGE,
                assertThrows(UsiException.class, () -> asker("", BINDING)).code());
        assertEquals(
                ErrorCode.USAGE,
                assertThrows(UsiException.class, () -> answerer("\ud800", BINDING))
                        .code());
        assertThrows(IllegalArgumentException.class, () -> asker(PASSWORD, new byte[31]));
    }

    /** A man in the middle of two sessions who passes a run on from one to the other. */
    @Test
    void aRunOfAnotherSessionIsRefused() {
        byte[] step1 = asker(PASSWORD, BINDING).step1();
        assertProtocol(() -> answerer(PASSWORD, filled(0x5b)).step2(step1));

        PasswordExchange asker = asker(PASSWORD, BINDING);
        PasswordExchange here = answerer(PASSWORD, BINDING);
        byte[] step2 = here.step2(asker.step1());
        PasswordExchange other = asker(PASSWORD, filled(0x5b));
        other.step1();
        assertProtocol(() -> other.step3(step2));
    }

    /** A whole run that was recorded, played back to either side. */
    @Test
    void aMessageOfAnotherRunIsRefused() {
        PasswordExchange asker = asker(PASSWORD, BINDING);
        PasswordExchange answerer = answerer(PASSWORD, BINDING);
        Run earlier = new Run(asker(PASSWORD, BINDING), answerer(PASSWORD, BINDING));
        byte[] step1 = asker.step1();
        PasswordExchange replayedTo = answerer(PASSWORD, BINDING);
        replayedTo.step2(earlier.step1);
        assertProtocol(() -> replayedTo.step4(earlier.step3));
        byte[] step3 = asker.step3(answerer.step2(step1));
        assertFalse(Arrays.equals(earlier.step3, step3));
        answerer.step4(step3);
        assertFalse(asker.finish(earlier.outcome.message()));
    }

    /** Sides that disagree about who initiated the session, or a peer who plays the same role. */
    @Test
    void swappedRolesAreRefused() {
        byte[] step1 = asker(PASSWORD, BINDING).step1();
        assertProtocol(() -> PasswordExchange.answerer(PASSWORD.toCharArray(), BINDING, INITIATOR, RESPONDER)
                .step2(step1));
    }

    @Test
    void aSidesOwnMessagesAreRefused() {
        PasswordExchange asker = asker(PASSWORD, BINDING);
        byte[] step1 = asker.step1();
        byte[] reflected = Arrays.copyOf(step1, 486);
        assertProtocol(() -> asker.step3(reflected));

        // The same user's other run, in which the peer asks and this side answers.
        PasswordExchange second = asker(PASSWORD, BINDING);
        PasswordExchange ownAnswerer = PasswordExchange.answerer(PASSWORD.toCharArray(), BINDING, INITIATOR, RESPONDER);
        byte[] own = second.step1();
        assertProtocol(() -> ownAnswerer.step2(own));

        PasswordExchange third = asker(PASSWORD, BINDING);
        byte[] step3 = third.step3(answerer(PASSWORD, BINDING).step2(third.step1()));
        assertFalse(third.finish(Arrays.copyOfRange(step3, 162, 194)));
    }

    @Test
    void everyAlteredByteOfTheFirstStepIsRefused() {
        byte[] step1 = asker(PASSWORD, BINDING).step1();
        for (int at = 0; at < step1.length; at++) {
            byte[] altered = altered(step1, at);
            assertProtocol(() -> answerer(PASSWORD, BINDING).step2(altered));
        }
    }

    @Test
    void everyAlteredByteOfTheSecondStepIsRefused() {
        for (int at = 0; at < 486; at++) {
            PasswordExchange asker = asker(PASSWORD, BINDING);
            byte[] altered = altered(answerer(PASSWORD, BINDING).step2(asker.step1()), at);
            assertProtocol(() -> asker.step3(altered));
        }
    }

    @Test
    void everyAlteredByteOfTheThirdStepIsRefusedOrNoMatch() {
        for (int at = 0; at < 194; at++) {
            PasswordExchange asker = asker(PASSWORD, BINDING);
            PasswordExchange answerer = answerer(PASSWORD, BINDING);
            byte[] altered = altered(asker.step3(answerer.step2(asker.step1())), at);
            if (at < 162) {
                assertProtocol(() -> answerer.step4(altered));
            } else {
                assertFalse(answerer.step4(altered).match());
            }
        }
    }

    @Test
    void everyAlteredByteOfTheLastStepIsNoMatch() {
        for (int at = 0; at < 32; at++) {
            PasswordExchange asker = asker(PASSWORD, BINDING);
            PasswordExchange answerer = answerer(PASSWORD, BINDING);
            Outcome outcome = answerer.step4(asker.step3(answerer.step2(asker.step1())));
            assertTrue(outcome.match());
            assertFalse(asker.finish(altered(outcome.message(), at)));
        }
    }

    /** Each value has one form: a compressed or hybrid point, infinity, or a scalar plus the order is none. */
    @Test
    void otherFormsOfAValueAreRefused() {
        byte[] step1 = asker(PASSWORD, BINDING).step1();
        for (int at : new int[] {0, 65, 130, 227}) {
            for (int form : new int[] {0, 2, 3, 6, 7}) {
                byte[] other = step1.clone();
                other[at] = (byte) form;
                assertProtocol(() -> answerer(PASSWORD, BINDING).step2(other));
            }
            byte[] infinity = step1.clone();
            Arrays.fill(infinity, at, at + 65, (byte) 0);
            assertProtocol(() -> answerer(PASSWORD, BINDING).step2(infinity));
        }
        byte[] order = step1.clone();
        System.arraycopy(ECJPAKECurves.NIST_P256.getN().toByteArray(), 1, order, 195, 32);
        assertProtocol(() -> answerer(PASSWORD, BINDING).step2(order));
        byte[] most = step1.clone();
        Arrays.fill(most, 195, 227, (byte) 0xff);
        assertProtocol(() -> answerer(PASSWORD, BINDING).step2(most));
    }

    @Test
    void wrongLengthsAreRefused() {
        for (int length : new int[] {0, 1, 323, 325, 486}) {
            assertProtocol(() -> answerer(PASSWORD, BINDING).step2(new byte[length]));
        }
        for (int length : new int[] {0, 32, 324, 485, 487}) {
            PasswordExchange asker = asker(PASSWORD, BINDING);
            asker.step1();
            assertProtocol(() -> asker.step3(new byte[length]));
        }
        for (int length : new int[] {0, 162, 193, 195}) {
            PasswordExchange answerer = answerer(PASSWORD, BINDING);
            answerer.step2(asker(PASSWORD, BINDING).step1());
            assertProtocol(() -> answerer.step4(new byte[length]));
        }
        for (int length : new int[] {0, 31, 33}) {
            PasswordExchange asker = asker(PASSWORD, BINDING);
            asker.step3(answerer(PASSWORD, BINDING).step2(asker.step1()));
            assertProtocol(() -> asker.finish(new byte[length]));
        }
    }

    @Test
    void aStepThatIsNotDueIsAnError() {
        PasswordExchange asker = asker(PASSWORD, BINDING);
        assertThrows(IllegalStateException.class, () -> asker.step2(new byte[324]));
        assertThrows(IllegalStateException.class, () -> asker.step3(new byte[486]));
        byte[] step1 = asker.step1();
        assertThrows(IllegalStateException.class, asker::step1);
        PasswordExchange answerer = answerer(PASSWORD, BINDING);
        assertThrows(IllegalStateException.class, answerer::step1);
        assertThrows(IllegalStateException.class, () -> answerer.step4(new byte[194]));
        byte[] step3 = asker.step3(answerer.step2(step1));
        assertThrows(IllegalStateException.class, () -> answerer.step2(step1));
        byte[] step4 = answerer.step4(step3).message();
        assertThrows(IllegalStateException.class, () -> answerer.step4(step3));
        assertTrue(asker.finish(step4));
        assertThrows(IllegalStateException.class, () -> asker.finish(step4));
    }

    @Test
    void aRunThatWasRefusedOrClosedIsOver() {
        PasswordExchange asker = asker(PASSWORD, BINDING);
        byte[] step2 = answerer(PASSWORD, BINDING).step2(asker.step1());
        assertProtocol(() -> asker.step3(altered(step2, 5)));
        assertThrows(IllegalStateException.class, () -> asker.step3(step2));
        PasswordExchange closed = asker(PASSWORD, BINDING);
        closed.close();
        assertThrows(IllegalStateException.class, closed::step1);
    }

    /** The answerer as Javadoc describes it, written with the library alone. */
    @Test
    void theDocumentedInputsAreWhatTheLibrarysOwnParticipantNeeds() throws Exception {
        // SHA-256 of "abc": FIPS 180-2, appendix B.1.
        String digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        String suffix = ":" + HexFormat.of().formatHex(BINDING);
        ECJPAKEParticipant library = new ECJPAKEParticipant(
                "answerer:responder" + suffix,
                digits.toCharArray(),
                ECJPAKECurves.NIST_P256,
                SHA256Digest.newInstance(),
                new SecureRandom());
        PasswordExchange asker = asker("abc", BINDING);

        ECJPAKERound1Payload round1 = library.createRound1PayloadToSend();
        ByteBuffer first = ByteBuffer.wrap(asker.step1());
        library.validateRound1PayloadReceived(JpakeCodec.readRound1(first, "asker:initiator" + suffix));
        ByteBuffer step2 = ByteBuffer.allocate(486);
        JpakeCodec.write(round1, step2);
        JpakeCodec.write(library.createRound2PayloadToSend(), step2);
        ByteBuffer step3 = ByteBuffer.wrap(asker.step3(step2.array()));
        library.validateRound2PayloadReceived(JpakeCodec.readRound2(step3, "asker:initiator" + suffix));
        BigInteger key = library.calculateKeyingMaterial();
        BigInteger tag = library.createRound3PayloadToSend(key).getMacTag();
        byte[] received = new byte[32];
        step3.get(received);
        library.validateRound3PayloadReceived(
                new ECJPAKERound3Payload("asker:initiator" + suffix, new BigInteger(received)), key);
        byte[] step4 = new byte[32];
        Arrays.fill(step4, (byte) (tag.signum() < 0 ? -1 : 0));
        byte[] shortest = tag.toByteArray();
        System.arraycopy(shortest, 0, step4, 32 - shortest.length, shortest.length);
        assertTrue(asker.finish(step4));
    }

    @Test
    void tagsOfEverySignAndLengthHave32Bytes() {
        assertArrayEquals(filled(0xff), JpakeCodec.tag(BigInteger.ONE.negate()));
        assertArrayEquals(new byte[32], JpakeCodec.tag(BigInteger.ZERO));
        byte[] tag = filled(0);
        tag[0] = (byte) 0x80;
        assertArrayEquals(tag, JpakeCodec.tag(new BigInteger(tag)));
    }

    private static void assertProtocol(Executable step) {
        UsiException refusal = assertThrows(UsiException.class, step);
        assertEquals(ErrorCode.PROTOCOL, refusal.code());
        assertEquals(null, refusal.getCause());
    }

    private static PasswordExchange asker(String password, byte[] binding) {
        return PasswordExchange.asker(password.toCharArray(), binding, INITIATOR, RESPONDER);
    }

    private static PasswordExchange answerer(String password, byte[] binding) {
        return PasswordExchange.answerer(password.toCharArray(), binding, RESPONDER, INITIATOR);
    }

    private static byte[] altered(byte[] message, int at) {
        byte[] altered = message.clone();
        altered[at] ^= (byte) (1 << (at % 8));
        return altered;
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A run from its first step to its last. */
    private static final class Run {
        final byte[] step1;
        final byte[] step2;
        final byte[] step3;
        final Outcome outcome;
        final boolean finished;

        Run(PasswordExchange asker, PasswordExchange answerer) {
            try (asker;
                    answerer) {
                step1 = asker.step1();
                step2 = answerer.step2(step1);
                step3 = asker.step3(step2);
                outcome = answerer.step4(step3);
                finished = asker.finish(outcome.message());
            }
        }
    }
}
