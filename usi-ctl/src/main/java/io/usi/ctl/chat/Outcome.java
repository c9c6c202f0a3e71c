package io.usi.ctl.chat;

import io.usi.ctl.Exit;
import java.util.concurrent.atomic.AtomicReference;

/** Whether all that was asked of a chat was done: somebody who types sees that, and a script has to know. For any thread. */
final class Outcome {
    private final AtomicReference<Exit> first = new AtomicReference<>(Exit.DONE);

    /** Something was not done. */
    void failed(Exit exit) {
        first.compareAndSet(Exit.DONE, exit);
    }

    /** Done, or why the first that was not, was not. */
    Exit exit() {
        return first.get();
    }
}
