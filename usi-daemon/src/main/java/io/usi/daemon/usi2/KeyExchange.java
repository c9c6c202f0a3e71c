package io.usi.daemon.usi2;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.crypto.Fingerprints;
import io.usi.daemon.crypto.RsaKeys;
import io.usi.daemon.crypto.SecretKeyBytes;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * The opening without a preset key: the server sends its RSA key, the client its own, a signature of the session key and the
 * session key encrypted for the server.
 */
final class KeyExchange {
    /** The server's greeting, in characters. */
    static final int KEY_CHARS = 392;

    private static final int BLOCK_CHARS = 344;

    /** The client's answer, in characters. */
    static final int ANSWER_CHARS = KEY_CHARS + 2 * BLOCK_CHARS;

    private static final int SESSION_KEY_BYTES = 16;

    private KeyExchange() {}

    /** What a client sends, and the fingerprint that its user compares. */
    record Answer(String text, String fingerprint) {}

    /** What a server got. */
    record Agreed(SecretKeyBytes sessionKey, String fingerprint) {}

    static byte[] greeting(KeyPair server) {
        return Base64.getEncoder().encode(server.getPublic().getEncoded());
    }

    static Answer answer(KeyPair client, byte[] greeting, byte[] sessionKey) {
        byte[] serverSpki = decode(greeting, 0, KEY_CHARS);
        PublicKey server = RsaKeys.parse(serverSpki);
        byte[] ownSpki = client.getPublic().getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        String text = base64.encodeToString(ownSpki)
                + base64.encodeToString(RsaKeys.sign(client.getPrivate(), sessionKey))
                + base64.encodeToString(RsaKeys.encrypt(server, sessionKey));
        return new Answer(text, Fingerprints.ofKeys(ownSpki, serverSpki));
    }

    /** Checks the client's public key in an answer, before anything is done with this side's private one. */
    static void checkKey(byte[] answer) {
        RsaKeys.parse(decode(answer, 0, KEY_CHARS));
    }

    /**
     * Takes a client's answer.
     *
     * @throws UsiException where it is malformed, or the signature does not verify
     */
    static Agreed accept(KeyPair server, byte[] answer) {
        byte[] clientSpki = decode(answer, 0, KEY_CHARS);
        byte[] signature = decode(answer, KEY_CHARS, KEY_CHARS + BLOCK_CHARS);
        byte[] encrypted = decode(answer, KEY_CHARS + BLOCK_CHARS, ANSWER_CHARS);
        PublicKey client = RsaKeys.parse(clientSpki);
        byte[] sessionKey = RsaKeys.decrypt(server.getPrivate(), encrypted);
        if (sessionKey.length != SESSION_KEY_BYTES) {
            throw new UsiException(ErrorCode.PROTOCOL, "the peer's session key has not 16 bytes");
        }
        if (!RsaKeys.verify(client, sessionKey, signature)) {
            throw new UsiException(ErrorCode.BAD_SIGNATURE, "the peer's signature of the session key is wrong");
        }
        return new Agreed(
                new SecretKeyBytes(sessionKey),
                Fingerprints.ofKeys(clientSpki, server.getPublic().getEncoded()));
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
}
