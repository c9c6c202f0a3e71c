package io.usi.daemon.usi3;

import io.usi.daemon.usi3.frame.Bytes;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ids of the last texts of a chain of sessions, so that what is sent again is shown once. For any thread. */
final class ReceivedIds {
    /** More than a peer may have unacknowledged. */
    static final int REMEMBERED = 4_096;

    private final Set<Bytes> ids = new LinkedHashSet<>();

    /** Notes an id; false where it was there already. */
    synchronized boolean add(Bytes id) {
        boolean added = ids.add(id);
        if (ids.size() > REMEMBERED) {
            Iterator<Bytes> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
        return added;
    }
}
