package io.usi.daemon.usi2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The nonces under which this side sealed its last messages. Both directions of USI 2 share one key, so that a message that
 * comes back from the network would decipher as the peer's. For any thread.
 */
final class OwnNonces {
    private static final int REMEMBERED = 4_096;

    private final Set<ByteBuffer> nonces = new LinkedHashSet<>();

    synchronized void add(byte[] wireNonce) {
        nonces.add(significant(wireNonce));
        if (nonces.size() > REMEMBERED) {
            Iterator<ByteBuffer> oldest = nonces.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean contains(byte[] wireNonce) {
        return nonces.contains(significant(wireNonce));
    }

    /** Without what a cipher may ignore, so that changing that does not make it another one. */
    private static ByteBuffer significant(byte[] wireNonce) {
        return ByteBuffer.wrap(NonceForm.CUT.effective(Arrays.copyOf(wireNonce, NonceForm.WIRE_BYTES)));
    }
}
