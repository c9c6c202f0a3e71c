package io.usi.ctl.chat;

import java.time.Instant;
import org.jline.reader.impl.history.DefaultHistory;

/** The lines that the arrow keys bring back: the last 500, and none so long that they could fill the memory. */
final class Recalled extends DefaultHistory {
    /** Characters of a line. */
    static final int LONGEST = 4 << 10;

    @Override
    public void add(Instant time, String line) {
        if (line.length() <= LONGEST) {
            super.add(time, line);
        }
    }
}
