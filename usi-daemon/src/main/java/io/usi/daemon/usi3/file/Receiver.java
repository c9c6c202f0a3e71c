package io.usi.daemon.usi3.file;

import io.usi.daemon.transfer.Inbound;

/** Who is asked about each file that the peer offers. */
@FunctionalInterface
public interface Receiver {
    /**
     * A file is offered; called once for each, on the thread that reads the session. Does not block.
     *
     * @param name the peer's word, unchecked
     * @param size in bytes
     */
    Inbound file(String name, long size);
}
