package io.usi.ctl.chat;

import java.util.concurrent.TimeUnit;

/** Whether the user may not have seen what comes, as no key was touched for a while. Times are of {@link System#nanoTime}. */
final class Absence {
    static final long AFTER = TimeUnit.MINUTES.toNanos(2);

    private long marked;

    /** Begins with the user present. */
    Absence(long now) {
        marked = now;
    }

    /** Whether what comes now is the first that the user may not have seen since the last key; says so once. */
    boolean begins(long lastKey, long now) {
        if (now - lastKey < AFTER || marked - lastKey > 0) {
            return false;
        }
        marked = now;
        return true;
    }
}
