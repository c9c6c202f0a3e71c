package io.usi.daemon.session;

import io.usi.daemon.net.Connection;
import java.io.IOException;

/**
 * Turns a connection into an open session. Blocks for at most ten seconds.
 *
 * @see io.usi.daemon.UsiException what both methods throw where the other side does not speak as it must
 */
public interface Opener {
    /** Opens as the side that accepted the connection. */
    Session accept(Connection connection) throws IOException;

    /** Opens as the side that made the connection. */
    Session connect(Connection connection) throws IOException;

    /** Whether the sessions that it opens are encrypted. */
    default boolean encrypted() {
        return true;
    }

    /** Nobody is connected to any more: what still waits for the next session fails. */
    void close();
}
