package io.usi.ctl.chat;

import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Wrap;

/**
 * What to call somebody. Neither part needs to be safe.
 *
 * @param name which is theirs to choose
 * @param added what the chat itself puts behind it, so that it is clear who is meant; may be empty
 */
record Called(String name, String added) {
    /** Columns of a terminal that a name takes at most in a line that is for something else. */
    static final int COLUMNS = 24;

    /** What needs no other word. */
    static Called plainly(String name) {
        return new Called(name, "");
    }

    /** All of it, safe, in one line. */
    String whole() {
        return SafeText.line(name + added);
    }

    /** Safe, and in {@link #COLUMNS} and what is added: the name is cut, and never what the chat puts behind it. */
    String brief() {
        return Wrap.cut(SafeText.line(name), COLUMNS) + SafeText.line(added);
    }
}
