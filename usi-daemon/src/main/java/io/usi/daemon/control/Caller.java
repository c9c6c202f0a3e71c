package io.usi.daemon.control;

import io.usi.daemon.event.Subscription;
import java.util.concurrent.CompletableFuture;

/** The connection from which a request came, as far as a method may use it. */
interface Caller {
    /** Whether the kernel says that the caller is the daemon's own user. */
    boolean isOwnUser();

    /** Whether nobody waits for an answer any more. */
    boolean isGone();

    /** Completes when the caller's last {@code message.send} is queued, so that the next one may be. */
    CompletableFuture<Void> lastSend();

    /** Sets it; called on the thread that reads the caller's connection. */
    void lastSend(CompletableFuture<Void> queued);

    /** Sends the events of the subscription after the answer to the present request, until the connection ends. */
    void stream(Subscription subscription);
}
