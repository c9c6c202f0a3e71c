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

    /** Their first 64 bits: they are random, and one of a peer's is among them by chance in 2^-52 of all messages. */
    private final Set<Long> nonces = new LinkedHashSet<>();

    synchronized void add(byte[] wireNonce) {
        nonces.add(beginning(wireNonce));
        if (nonces.size() > REMEMBERED) {
            Iterator<Long> oldest = nonces.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean contains(byte[] wireNonce) {
        return nonces.contains(beginning(wireNonce));
    }

    /** Nothing of what a cipher may ignore at the end, so that changing that does not make it another one. */
    private static long beginning(byte[] wireNonce) {
        return ByteBuffer.wrap(NonceForm.CUT.effective(Arrays.copyOf(wireNonce, NonceForm.WIRE_BYTES)))
                .getLong();
    }
}
