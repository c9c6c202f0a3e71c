package io.usi.daemon.transfer;

import java.util.Optional;

/**
 * A file that a peer pushes without asking, as USI 2 does: its session's reader waits here for what to do with the bytes,
 * and TCP makes the sender wait meanwhile.
 */
public interface Inbound {
    /**
     * Waits until it is decided where the bytes go, or for the offer's expiry.
     *
     * @return empty where they are to be read and dropped
     */
    Optional<Destination> destination();

    /** The session ended first. */
    void gone();
}
