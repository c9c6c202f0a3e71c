package io.usi.daemon.usi2;

import io.usi.daemon.crypto.BatchedOcb;
import io.usi.daemon.crypto.Ocb;
import java.security.SecureRandom;
import java.util.Arrays;

/** The key of one USI 2 session, and what is known of the form in which its peer uses nonces. */
final class SessionKey implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] key;
    private final OwnNonces own = new OwnNonces();
    private volatile NonceForm form;
    private volatile boolean formKnown;

    /**
     * @param key 16, 24 or 32 bytes; taken over and wiped at the end
     * @param form the form to begin with, until the peer's first message shows its own
     */
    SessionKey(byte[] key, NonceForm form) {
        this.key = key;
        this.form = form;
    }

    /** What this side sealed, and is not to be taken for the peer's. */
    OwnNonces own() {
        return own;
    }

    /** A cipher for one thread's use. */
    Ocb cipher() {
        return new BatchedOcb(key);
    }

    NonceForm form() {
        return form;
    }

    boolean formKnown() {
        return formKnown;
    }

    /** The peer's message was authentic under this form, so that this is the peer's. */
    void confirm(NonceForm confirmed) {
        form = confirmed;
        formKnown = true;
    }

    static byte[] freshNonce() {
        byte[] nonce = new byte[NonceForm.WIRE_BYTES];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
