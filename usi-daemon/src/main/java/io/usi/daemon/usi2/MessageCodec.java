package io.usi.daemon.usi2;

import io.usi.daemon.crypto.Ocb;
import io.usi.daemon.crypto.Ocb.Direction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * One message on the wire: base64 of the nonce (20 characters), of the tag (24) and of the ciphertext. For one thread's use.
 */
final class MessageCodec implements AutoCloseable {
    /** The characters before the ciphertext. */
    static final int HEAD = 44;
    /** The longest plaintext whose encoded form fits one Ethernet segment, in bytes of UTF-8. */
    static final int SEGMENT_BYTES = 1_000;

    private static final int NONCE_CHARS = 20;
    private static final byte[] NO_DATA = new byte[0];

    private final SessionKey key;
    private final Ocb ocb;

    MessageCodec(SessionKey key) {
        this.key = key;
        this.ocb = key.cipher();
    }

    byte[] seal(String text) {
        return seal(text, SessionKey.freshNonce());
    }

    byte[] seal(String text, byte[] nonce) {
        key.own().add(nonce);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        byte[] tag = new byte[Ocb.TAG];
        ocb.begin(Direction.SEAL, key.form().effective(nonce), NO_DATA);
        ocb.seal(body, 0, body.length, body, 0, tag, 0);
        ocb.trim();
        Base64.Encoder base64 = Base64.getEncoder();
        ByteBuffer wire = ByteBuffer.allocate(HEAD + (body.length + 2) / 3 * 4);
        wire.put(base64.encode(nonce)).put(base64.encode(tag)).put(base64.encode(body));
        return wire.array();
    }

    /**
     * Deciphers what may be a message.
     *
     * @return its text, or empty where this is not exactly one authentic message
     */
    Optional<String> open(byte[] wire, int offset, int length) {
        if (length < HEAD || length % 4 != 0) {
            return Optional.empty();
        }
        byte[] nonce;
        byte[] tag;
        byte[] body;
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            nonce = base64.decode(Arrays.copyOfRange(wire, offset, offset + NONCE_CHARS));
            tag = base64.decode(Arrays.copyOfRange(wire, offset + NONCE_CHARS, offset + HEAD));
            body = base64.decode(Arrays.copyOfRange(wire, offset + HEAD, offset + length));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (nonce.length != NonceForm.WIRE_BYTES
                || tag.length != Ocb.TAG
                || key.own().contains(nonce)) {
            return Optional.empty();
        }
        NonceForm form = key.form();
        byte[] plain = new byte[body.length];
        if (opens(form, nonce, tag, body, plain)) {
            key.confirm(form);
        } else if (!key.formKnown() && opens(form.other(), nonce, tag, body, plain)) {
            key.confirm(form.other());
        } else {
            return Optional.empty();
        }
        return Optional.of(new String(plain, StandardCharsets.UTF_8));
    }

    /** The nonce of a message, as it stands on the wire. */
    static byte[] nonce(byte[] wire) {
        return Base64.getDecoder().decode(Arrays.copyOf(wire, NONCE_CHARS));
    }

    private boolean opens(NonceForm form, byte[] nonce, byte[] tag, byte[] body, byte[] plain) {
        ocb.begin(Direction.OPEN, form.effective(nonce), NO_DATA);
        boolean authentic = ocb.open(body, 0, body.length, plain, 0, tag, 0);
        ocb.trim();
        return authentic;
    }

    @Override
    public void close() {
        ocb.close();
    }
}
