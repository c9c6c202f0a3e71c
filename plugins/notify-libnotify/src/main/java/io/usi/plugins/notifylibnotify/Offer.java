package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Decisions;
import io.usi.plugin.Notice;
import java.util.List;

/** An offered file that nobody has decided on. Used by one thread. */
final class Offer implements Wish {
    private final Notice notice;
    private final Decisions decisions;
    private final boolean folded;
    private long bubble;
    private boolean waiting;

    /**
     * A new one.
     *
     * @param folded whether it has no bubble of its own
     */
    Offer(Notice notice, Decisions decisions, boolean folded) {
        this.notice = notice;
        this.decisions = decisions;
        this.folded = folded;
        waiting = !folded;
    }

    String id() {
        return notice.offer();
    }

    boolean encrypted() {
        return notice.encrypted();
    }

    Decisions decisions() {
        return decisions;
    }

    boolean folded() {
        return folded;
    }

    /** The bubble on the screen, or 0. */
    long onScreen() {
        return bubble;
    }

    /** Whether it has a bubble or will have one. */
    boolean takesRoom() {
        return waiting || bubble != 0;
    }

    /** Its bubble is no longer on the screen, and is not wanted there. */
    void closed() {
        bubble = 0;
    }

    /** Its bubble went away with the server. */
    void lost() {
        waiting |= bubble != 0;
        bubble = 0;
    }

    @Override
    public boolean waiting() {
        return waiting;
    }

    @Override
    public boolean due(long now) {
        return waiting;
    }

    @Override
    public Bubble bubble(Wording wording) {
        return wording.offer(notice);
    }

    @Override
    public long replaces() {
        return 0;
    }

    @Override
    public List<Long> shown(long id, long now) {
        bubble = id;
        waiting = false;
        return List.of();
    }
}
