package io.usi.daemon.crypto;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKECurve;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKECurves;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound1Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECJPAKERound2Payload;
import org.bouncycastle.crypto.agreement.ecjpake.ECSchnorrZKP;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * The bytes of EC-J-PAKE's payloads over P-256, all of fixed size: a point is 65 bytes (SEC 1, uncompressed: 04, x, y), a
 * scalar 32 bytes, big-endian and below the group's order, a proof its point V and its scalar r. Each value has one form
 * only, and any other is refused. No payload holds a participant's id: the reader knows whom it expects.
 */
final class JpakeCodec {
    static final ECJPAKECurve CURVE = ECJPAKECurves.NIST_P256;
    static final int POINT_BYTES = 65;
    static final int SCALAR_BYTES = 32;
    static final int PROOF_BYTES = POINT_BYTES + SCALAR_BYTES;
    /** Round 1: G1, G2, the proof for x1, the proof for x2. */
    static final int ROUND1_BYTES = 2 * POINT_BYTES + 2 * PROOF_BYTES;
    /** Round 2: A, the proof for x2*s. */
    static final int ROUND2_BYTES = POINT_BYTES + PROOF_BYTES;
    /** Round 3: the tag. */
    static final int TAG_BYTES = 32;

    private static final byte UNCOMPRESSED = 4;
    private static final BigInteger TAG_MODULUS = BigInteger.ONE.shiftLeft(8 * TAG_BYTES);
    private static final MethodHandle NEW_PROOF = newProof();

    private JpakeCodec() {}

    static void write(ECJPAKERound1Payload payload, ByteBuffer target) {
        target.put(payload.getGx1().getEncoded(false)).put(payload.getGx2().getEncoded(false));
        write(payload.getKnowledgeProofForX1(), target);
        write(payload.getKnowledgeProofForX2(), target);
    }

    static void write(ECJPAKERound2Payload payload, ByteBuffer target) {
        target.put(payload.getA().getEncoded(false));
        write(payload.getKnowledgeProofForX2s(), target);
    }

    private static void write(ECSchnorrZKP proof, ByteBuffer target) {
        target.put(proof.getV().getEncoded(false)).put(BigIntegers.asUnsignedByteArray(SCALAR_BYTES, proof.getr()));
    }

    /** The tag as the HMAC gave it; the library hands it out as a signed number. */
    static byte[] tag(BigInteger tag) {
        return BigIntegers.asUnsignedByteArray(TAG_BYTES, tag.mod(TAG_MODULUS));
    }

    /** Reads 324 bytes. */
    static ECJPAKERound1Payload readRound1(ByteBuffer source, String participantId) {
        ECPoint g1 = readPoint(source);
        ECPoint g2 = readPoint(source);
        return new ECJPAKERound1Payload(participantId, g1, g2, readProof(source), readProof(source));
    }

    /** Reads 162 bytes. */
    static ECJPAKERound2Payload readRound2(ByteBuffer source, String participantId) {
        return new ECJPAKERound2Payload(participantId, readPoint(source), readProof(source));
    }

    private static ECPoint readPoint(ByteBuffer source) {
        byte[] encoded = new byte[POINT_BYTES];
        source.get(encoded);
        if (encoded[0] != UNCOMPRESSED) {
            throw malformed();
        }
        try {
            return CURVE.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static ECSchnorrZKP readProof(ByteBuffer source) {
        ECPoint v = readPoint(source);
        byte[] encoded = new byte[SCALAR_BYTES];
        source.get(encoded);
        BigInteger r = new BigInteger(1, encoded);
        if (r.compareTo(CURVE.getN()) >= 0) {
            throw malformed();
        }
        try {
            return (ECSchnorrZKP) NEW_PROOF.invokeExact(v, r);
        } catch (Throwable e) {
            throw new LinkageError("ECSchnorrZKP cannot be made", e);
        }
    }

    static UsiException malformed() {
        return new UsiException(ErrorCode.PROTOCOL, "the peer's message of the password exchange is malformed");
    }

    /** A proof that came over a network: the library has the class in public, its constructor not. */
    private static MethodHandle newProof() {
        try {
            return MethodHandles.privateLookupIn(ECSchnorrZKP.class, MethodHandles.lookup())
                    .findConstructor(
                            ECSchnorrZKP.class, MethodType.methodType(void.class, ECPoint.class, BigInteger.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this is another Bouncy Castle than the one that the program was built with", e);
        }
    }
}
