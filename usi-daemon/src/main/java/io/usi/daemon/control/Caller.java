package io.usi.daemon.control;

import io.usi.daemon.event.Subscription;

/** The connection from which a request came, as far as a method may use it. */
interface Caller {
    /** Whether the kernel says that the caller is the daemon's own user. */
    boolean isOwnUser();

    /** Sends the events of the subscription after the answer to the present request, until the connection ends. */
    void stream(Subscription subscription);
}
