package io.usi.plugins.notifylibnotify;

import java.util.List;

/** Something that wants a bubble. Used by one thread. Times are of {@link System#nanoTime}. */
interface Wish {
    /** Whether there is something that is not on the screen. */
    boolean waiting();

    /** Whether that should be shown now. */
    boolean due(long now);

    /** What to show. */
    Bubble bubble(Wording wording);

    /** The bubble to put it in the place of, or 0. */
    long replaces();

    /**
     * It is on the screen.
     *
     * @param bubble the bubble's number; 0 where the server did not want it
     * @return the bubbles that it stands for as well, which are to be closed
     */
    List<Long> shown(long bubble, long now);
}
