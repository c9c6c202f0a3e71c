package io.usi.daemon.opening;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.RsaKeys;
import io.usi.daemon.crypto.SecretKeyBytes;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * The opening without a preset key: the responder sends its RSA key, the initiator its own, a signature of the session key
 * and the session key encrypted for the responder. Both protocols have it, in two forms.
 */
public final class KeyExchange {
    /** The responder's greeting, in characters. */
    public static final int KEY_CHARS = 392;

    private static final int BLOCK_CHARS = 344;

    /** The initiator's answer, in characters. */
    public static final int ANSWER_CHARS = KEY_CHARS + 2 * BLOCK_CHARS;

    private KeyExchange() {}

    /** What differs between the protocols. */
    public enum Form {
        /** A session key of 16 bytes, which alone is signed. */
        USI2(16),
        /** A session key of 32 bytes, signed together with both public keys. */
        USI3(32);

        private final int keyBytes;

        Form(int keyBytes) {
            this.keyBytes = keyBytes;
        }

        int keyBytes() {
            return keyBytes;
        }

        private byte[] signed(byte[] initiatorSpki, byte[] responderSpki, byte[] sessionKey) {
            return this == USI2
                    ? sessionKey.clone()
                    : concat(Marks.ascii("usi3 initiator"), initiatorSpki, responderSpki, sessionKey);
        }
    }

    /** What an initiator sends, and the fingerprint that its user compares. */
    public record Answer(String text, String fingerprint) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** What a responder got. */
    public record Agreed(Form form, SecretKeyBytes sessionKey, String fingerprint) {}

    /** The responder's public key. */
    public static byte[] greeting(KeyPair responder) {
        return Base64.getEncoder().encode(responder.getPublic().getEncoded());
    }

    /**
     * Answers a greeting.
     *
     * @throws UsiException where the greeting is malformed
     */
    public static Answer answer(Form form, KeyPair initiator, byte[] greeting, byte[] sessionKey) {
        byte[] responderSpki = decode(greeting, 0, KEY_CHARS);
        PublicKey responder = RsaKeys.parse(responderSpki);
        byte[] ownSpki = initiator.getPublic().getEncoded();
        byte[] signed = form.signed(ownSpki, responderSpki, sessionKey);
        Base64.Encoder base64 = Base64.getEncoder();
        String text = base64.encodeToString(ownSpki)
                + base64.encodeToString(RsaKeys.sign(initiator.getPrivate(), signed))
                + base64.encodeToString(RsaKeys.encrypt(responder, sessionKey));
        Arrays.fill(signed, (byte) 0);
        return new Answer(text, Fingerprints.ofKeys(ownSpki, responderSpki));
    }

    /** Checks the initiator's public key in an answer, before anything is done with this side's private one. */
    public static void checkKey(byte[] answer) {
        RsaKeys.parse(decode(answer, 0, KEY_CHARS));
    }

    /**
     * Takes an initiator's answer; the length of the session key tells its form.
     *
     * @throws UsiException where it is malformed, or the signature does not verify
     */
    public static Agreed accept(KeyPair responder, byte[] answer) {
        byte[] initiatorSpki = decode(answer, 0, KEY_CHARS);
        byte[] signature = decode(answer, KEY_CHARS, KEY_CHARS + BLOCK_CHARS);
        byte[] encrypted = decode(answer, KEY_CHARS + BLOCK_CHARS, ANSWER_CHARS);
        PublicKey initiator = RsaKeys.parse(initiatorSpki);
        byte[] sessionKey = RsaKeys.decrypt(responder.getPrivate(), encrypted);
        Form form = sessionKey.length == Form.USI3.keyBytes() ? Form.USI3 : Form.USI2;
        if (sessionKey.length != form.keyBytes()) {
            Arrays.fill(sessionKey, (byte) 0);
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's session key has not 16 or 32 bytes");
        }
        byte[] responderSpki = responder.getPublic().getEncoded();
        byte[] signed = form.signed(initiatorSpki, responderSpki, sessionKey);
        boolean verified = RsaKeys.verify(initiator, signed, signature);
        Arrays.fill(signed, (byte) 0);
        if (!verified) {
            Arrays.fill(sessionKey, (byte) 0);
            throw new UsiException(ErrorCode.BAD_SIGNATURE, "the peer's signature of the session key is wrong");
        }
        return new Agreed(form, new SecretKeyBytes(sessionKey), Fingerprints.ofKeys(initiatorSpki, responderSpki));
    }

    private static byte[] decode(byte[] text, int from, int to) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(Arrays.copyOfRange(text, from, to));
        } catch (IllegalArgumentException e) {
            throw new UsiException(ErrorCode.PROTOCOL, "the other side does not speak as a USI peer does", e);
        }
        return decoded;
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
