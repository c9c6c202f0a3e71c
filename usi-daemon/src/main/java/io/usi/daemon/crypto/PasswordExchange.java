package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKEParticipant;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound1Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound2Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKEUtil;
import org.bouncycastle.crypto.digests.SHA256Digest;

/**
 * One side of one run of EC-J-PAKE (RFC 8236) over P-256 with SHA-256, as Bouncy Castle's {@code
 * org.bouncycastle.crypto.agreement.ecjpake} computes it: both sides learn whether they know the same password, and
 * nobody learns more. Whoever does not know it can test one guess in a run, so callers limit the runs.
 *
 * <p>The asker begins:
 *
 * <ol>
 *   <li>to the answerer, 324 bytes: the asker's round 1 (G1, G2 and the proofs for x1 and x2)
 *   <li>to the asker, 486 bytes: the answerer's round 1 and round 2 (A and the proof for x2*s)
 *   <li>to the answerer, 194 bytes: the asker's round 2 and its tag (key confirmation, 32 bytes)
 *   <li>to the asker, 32 bytes: the answerer's tag, whether or not the asker's was right
 * </ol>
 *
 * Points have 65 bytes (SEC 1, uncompressed), scalars 32 (big-endian), proofs 97 (V, r).
 *
 * <p>The password goes in as the 64 lower-case hexadecimal digits, in ASCII, of the SHA-256 of its UTF-8 in Unicode's
 * normalisation form C. A participant's id is {@code asker:} or {@code answerer:}, the id given, a colon, and the binding
 * as 64 lower-case hexadecimal digits; the ids are not sent, but every proof and both tags cover them. So a run that is
 * relayed between two sessions, or reflected, fails.
 *
 * <p>A step takes some ten milliseconds. A run whose message was refused is over, and a step that is not due is an {@link
 * IllegalStateException}. Not for use by several threads at once.
 */
public final class PasswordExchange implements AutoCloseable {
    /** The size of a binding, in bytes. */
    public static final int BINDING_BYTES = 32;

    /** For one char; a surrogate pair has four. */
    private static final int MAX_UTF8_BYTES = 3;

    private static final SecureRandom RANDOM = new SecureRandom();

    private enum Phase {
        ASKER_STARTS,
        ASKER_AWAITS_STEP_2,
        ASKER_AWAITS_STEP_4,
        ANSWERER_AWAITS_STEP_1,
        ANSWERER_AWAITS_STEP_3,
        OVER
    }

    private final String ownId;
    private final String peerId;
    private Phase phase;
    private ECJPAKEParticipant participant;
    private ECJPAKERound1Payload own;
    private ECJPAKERound1Payload peer;
    private byte[] peerTag = new byte[0];

    private PasswordExchange(char[] password, String ownId, String peerId, Phase phase) {
        this.ownId = ownId;
        this.peerId = peerId;
        this.phase = phase;
        char[] digits = digits(password);
        try {
            this.participant =
                    new ECJPAKEParticipant(ownId, digits, JpakeCodec.CURVE, SHA256Digest.newInstance(), RANDOM);
        } finally {
            Arrays.fill(digits, '0');
        }
    }

    /**
     * The side that begins. The password's array is neither kept nor changed.
     *
     * @param binding 32 bytes that both sides derive from their session and that no other session has
     * @throws UsiException {@link ErrorCode#USAGE} where the password is empty or not Unicode
     */
    public static PasswordExchange asker(char[] password, byte[] binding, String ownId, String peerId) {
        return new PasswordExchange(
                password, id("asker", ownId, binding), id("answerer", peerId, binding), Phase.ASKER_STARTS);
    }

    /** The side that is asked; otherwise as {@link #asker}. */
    public static PasswordExchange answerer(char[] password, byte[] binding, String ownId, String peerId) {
        return new PasswordExchange(
                password, id("answerer", ownId, binding), id("asker", peerId, binding), Phase.ANSWERER_AWAITS_STEP_1);
    }

    /** The asker's first message: 324 bytes. */
    public byte[] step1() {
        leave(Phase.ASKER_STARTS);
        ByteBuffer message = ByteBuffer.allocate(JpakeCodec.ROUND1_BYTES);
        putRound1(message);
        phase = Phase.ASKER_AWAITS_STEP_2;
        return message.array();
    }

    /**
     * The answerer's first message: 486 bytes.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where the asker's message is not one of this run
     */
    public byte[] step2(byte[] step1) {
        leave(Phase.ANSWERER_AWAITS_STEP_1);
        ByteBuffer received = checked(step1, JpakeCodec.ROUND1_BYTES);
        ByteBuffer message = ByteBuffer.allocate(JpakeCodec.ROUND1_BYTES + JpakeCodec.ROUND2_BYTES);
        // The library wants the own round 1 made before it takes the peer's.
        putRound1(message);
        takeRound1(received);
        JpakeCodec.write(participant.createRound2PayloadToSend(), message);
        phase = Phase.ANSWERER_AWAITS_STEP_3;
        return message.array();
    }

    /**
     * The asker's second message: 194 bytes.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where the answerer's message is not one of this run
     */
    public byte[] step3(byte[] step2) {
        leave(Phase.ASKER_AWAITS_STEP_2);
        ByteBuffer received = checked(step2, JpakeCodec.ROUND1_BYTES + JpakeCodec.ROUND2_BYTES);
        takeRound1(received);
        ByteBuffer message = ByteBuffer.allocate(JpakeCodec.ROUND2_BYTES + JpakeCodec.TAG_BYTES);
        JpakeCodec.write(participant.createRound2PayloadToSend(), message);
        message.put(agree(received));
        phase = Phase.ASKER_AWAITS_STEP_4;
        return message.array();
    }

    /**
     * Ends the run for the answerer, who sends the outcome's message whether or not the passwords match.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where the asker's message is not one of this run
     */
    public Outcome step4(byte[] step3) {
        leave(Phase.ANSWERER_AWAITS_STEP_3);
        ByteBuffer received = checked(step3, JpakeCodec.ROUND2_BYTES + JpakeCodec.TAG_BYTES);
        byte[] tag = agree(received);
        return new Outcome(tag, isPeerTag(received));
    }

    /**
     * Ends the run for the asker: whether the passwords, and the bindings, match.
     *
     * @throws UsiException {@link ErrorCode#PROTOCOL} where the message has not 32 bytes
     */
    public boolean finish(byte[] step4) {
        leave(Phase.ASKER_AWAITS_STEP_4);
        return isPeerTag(checked(step4, JpakeCodec.TAG_BYTES));
    }

    /** Ends the run and gives up its secrets; those numbers of the library that cannot be wiped are left unreachable. */
    @Override
    public void close() {
        phase = Phase.OVER;
        participant = null;
        Arrays.fill(peerTag, (byte) 0);
    }

    private void putRound1(ByteBuffer target) {
        own = participant.createRound1PayloadToSend();
        JpakeCodec.write(own, target);
    }

    private void takeRound1(ByteBuffer source) {
        peer = JpakeCodec.readRound1(source, peerId);
        try {
            participant.validateRound1PayloadReceived(peer);
        } catch (CryptoException | IllegalArgumentException | IllegalStateException e) {
            throw unproven();
        }
    }

    /** Takes the peer's round 2; gives the own tag and leaves the one to expect in {@link #peerTag}. */
    private byte[] agree(ByteBuffer source) {
        ECJPAKERound2Payload round2 = JpakeCodec.readRound2(source, peerId);
        BigInteger key;
        try {
            participant.validateRound2PayloadReceived(round2);
            key = participant.calculateKeyingMaterial();
        } catch (CryptoException | IllegalArgumentException | IllegalStateException e) {
            throw unproven();
        }
        peerTag = tag(peerId, ownId, peer, own, key);
        return tag(ownId, peerId, own, peer, key);
    }

    private static byte[] tag(
            String senderId,
            String receiverId,
            ECJPAKERound1Payload sender,
            ECJPAKERound1Payload receiver,
            BigInteger key) {
        return JpakeCodec.tag(ECJPAKEUtil.calculateMacTag(
                senderId,
                receiverId,
                sender.getGx1(),
                sender.getGx2(),
                receiver.getGx1(),
                receiver.getGx2(),
                key,
                SHA256Digest.newInstance()));
    }

    /** Compares in constant time, which the library does not. */
    private boolean isPeerTag(ByteBuffer source) {
        byte[] tag = new byte[JpakeCodec.TAG_BYTES];
        source.get(tag);
        return MessageDigest.isEqual(peerTag, tag);
    }

    /** Whatever is thrown between this and the next phase, the run is over. */
    private void leave(Phase expected) {
        if (phase != expected) {
            throw new IllegalStateException("this step of the password exchange is not due");
        }
        phase = Phase.OVER;
    }

    private static ByteBuffer checked(byte[] message, int length) {
        if (message.length != length) {
            throw JpakeCodec.malformed();
        }
        return ByteBuffer.wrap(message);
    }

    private static UsiException unproven() {
        return new UsiException(ErrorCode.PROTOCOL, "the peer's message of the password exchange proves nothing");
    }

    private static String id(String role, String id, byte[] binding) {
        if (binding.length != BINDING_BYTES) {
            throw new IllegalArgumentException("a binding has 32 bytes");
        }
        return role + ":" + id + ":" + HexFormat.of().formatHex(binding);
    }

    private static char[] digits(char[] password) {
        if (password.length == 0) {
            throw new UsiException(ErrorCode.USAGE, "the password is empty: give one");
        }
        byte[] hash = hash(normalised(CharBuffer.wrap(password)));
        char[] digits = new char[2 * hash.length];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = Character.forDigit((hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf, 16);
        }
        Arrays.fill(hash, (byte) 0);
        return digits;
    }

    /** A string, which cannot be wiped, is made only of what is not in the form already. */
    private static CharBuffer normalised(CharBuffer password) {
        return Normalizer.isNormalized(password, Normalizer.Form.NFC)
                ? password
                : CharBuffer.wrap(Normalizer.normalize(password, Normalizer.Form.NFC));
    }

    private static byte[] hash(CharBuffer text) {
        // Of a size that is never too small: a buffer that grew would leave copies behind.
        ByteBuffer utf8 = ByteBuffer.allocate(MAX_UTF8_BYTES * text.length());
        CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(text, utf8, true);
        try {
            if (result.isError()) {
                throw new UsiException(ErrorCode.USAGE, "the password is not Unicode text: type it anew");
            }
            MessageDigest digest = Fingerprints.sha256();
            digest.update(utf8.flip());
            return digest.digest();
        } finally {
            Arrays.fill(utf8.array(), (byte) 0);
        }
    }

    /** How the run ended for the answerer. */
    public static final class Outcome {
        private final byte[] message;
        private final boolean match;

        private Outcome(byte[] message, boolean match) {
            this.message = message;
            this.match = match;
        }

        /** The last message, to the asker: 32 bytes. */
        public byte[] message() {
            return message.clone();
        }

        /** Whether the passwords, and the bindings, match. */
        public boolean match() {
            return match;
        }
    }
}
