package io.usi.ctl.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * What this chat sends and shows at once. The daemon tells every chat what was said, this one too, once for each text; that is
 * no news then. For any thread.
 */
final class OwnTexts {
    private final List<String> sent = new ArrayList<>();

    /** A text is about to be sent. */
    synchronized void sends(String text) {
        sent.add(text);
    }

    /** Nobody got it, so that the daemon does not tell. */
    synchronized void failed(String text) {
        sent.remove(text);
    }

    /** What the daemon told meanwhile was missed. */
    synchronized void forget() {
        sent.clear();
    }

    /** Whether the daemon tells of a text that this chat sent; once for each. */
    synchronized boolean isEcho(String text) {
        return sent.remove(text);
    }
}
