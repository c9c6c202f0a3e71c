package io.usi.ctl.chat;

import org.jline.reader.Buffer;
import org.jline.reader.impl.BufferImpl;
import org.jline.reader.impl.UndoTree;

/** What a line was before each key, for undoing: a copy for each, so that a long line would soon fill the memory. */
final class Undone extends UndoTree<Buffer> {
    /** Characters of all copies; where they are more, the oldest can no longer be had back. */
    static final int MOST = 256 << 10;

    private int held;

    /** Changes a buffer back. */
    Undone(Buffer edited) {
        super(edited::copyFrom);
    }

    @Override
    public void newState(Buffer state) {
        if (held + state.length() > MOST) {
            clear();
        }
        held += state.length();
        super.newState(compact(state));
    }

    /** The buffer itself, and each copy of it, stays as large as the longest line ever was. */
    private static Buffer compact(Buffer state) {
        Buffer small = new BufferImpl(Math.max(1, state.length()));
        small.write(state.toString());
        small.cursor(state.cursor());
        return small;
    }

    @Override
    public void clear() {
        held = 0;
        super.clear();
    }
}
