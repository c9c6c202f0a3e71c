package io.usi.daemon.usi3;

import io.usi.daemon.usi3.frame.Bytes;
import io.usi.daemon.usi3.frame.Frame;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The ids of the last texts of a chain of sessions, so that what is sent again is shown once: 20 bytes for each, in a ring by age
 * and a hash table of places in it. For any thread.
 */
final class ReceivedIds {
    /** More than a peer may have unacknowledged. */
    static final int REMEMBERED = 4_096;

    private static final int LEAST = 16;
    /** Of this process, so that no peer can choose ids that lie together. */
    private static final long[] SEED = new SecureRandom().longs(2).toArray();

    /** Two for each id; the oldest one is replaced once there are {@link #REMEMBERED}. */
    private long[] ring = new long[0];
    /** Open addressing, half full at most: an id's place in the ring and 1; 0 where there is none. */
    private short[] table = new short[0];

    private int size;
    private int next;

    /**
     * Notes an id; false where it was there already.
     *
     * @param id of {@value Frame#ID_BYTES} bytes
     */
    synchronized boolean add(Bytes id) {
        long high = id.longAt(0);
        long low = id.longAt(Long.BYTES);
        if (size > 0 && table[find(high, low)] != 0) {
            return false;
        }
        if (size == REMEMBERED) {
            remove(find(ring[2 * next], ring[2 * next + 1]));
        } else if (size == ring.length / 2) {
            grow();
        }
        ring[2 * next] = high;
        ring[2 * next + 1] = low;
        table[find(high, low)] = (short) (next + 1);
        size = Math.max(size, next + 1);
        next = (next + 1) % REMEMBERED;
        return true;
    }

    /** How much memory it holds, in bytes. */
    synchronized long held() {
        return (long) ring.length * Long.BYTES + (long) table.length * Short.BYTES;
    }

    /** Where an id stands in the table, or would. */
    private int find(long high, long low) {
        int at = home(high, low);
        while (table[at] != 0 && !(high == high(at) && low == low(at))) {
            at = following(at);
        }
        return at;
    }

    /** The ids behind it close up, or they would not be found any more. */
    private void remove(int place) {
        int hole = place;
        for (int at = following(hole); table[at] != 0; at = following(at)) {
            int distance = at - home(high(at), low(at)) & table.length - 1;
            if (distance >= (at - hole & table.length - 1)) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private void grow() {
        int room = Math.max(LEAST, 2 * size);
        ring = Arrays.copyOf(ring, 2 * room);
        table = new short[2 * room];
        for (int i = 0; i < size; i++) {
            table[find(ring[2 * i], ring[2 * i + 1])] = (short) (i + 1);
        }
    }

    private int home(long high, long low) {
        return (int) (mixed(mixed(high ^ SEED[0]) + low ^ SEED[1]) & table.length - 1);
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long value) {
        long first = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ first >>> 27) * 0x94d049bb133111ebL;
        return second ^ second >>> 31;
    }

    private int following(int at) {
        return at + 1 & table.length - 1;
    }

    private long high(int at) {
        return ring[2 * (table[at] - 1)];
    }

    private long low(int at) {
        return ring[2 * (table[at] - 1) + 1];
    }
}
