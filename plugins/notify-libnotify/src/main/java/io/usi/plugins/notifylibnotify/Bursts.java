package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Notice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages, and peers that come and go. At most 32 peers are told apart at a time. Used by one thread. */
final class Bursts {
    private static final int MOST = 32;

    /** Those that waited longest first. */
    private final Map<Key, Burst> bursts = new LinkedHashMap<>();

    /** Whose peer is empty stands for all peers. */
    private record Key(Notice.Kind kind, boolean encrypted, String peer) {}

    void add(Notice notice, long now) {
        bursts.values().removeIf(burst -> burst.over(now));
        Key all = new Key(notice.kind(), notice.encrypted(), "");
        Key key =
                notice.kind() == Notice.Kind.MESSAGE ? new Key(notice.kind(), notice.encrypted(), notice.peer()) : all;
        if (bursts.size() >= MOST && !bursts.containsKey(key)) {
            key = all;
        }
        bursts.computeIfAbsent(key, k -> new Burst(k.peer().isEmpty())).add(notice, now);
    }

    /** Those that want a bubble, in fair order. */
    List<Wish> wishes() {
        return new ArrayList<>(bursts.values());
    }

    /** Its turn comes after that of all others. */
    void served(Wish burst) {
        bursts.entrySet().stream()
                .filter(entry -> entry.getValue() == burst)
                .findFirst()
                .ifPresent(entry -> {
                    Key key = entry.getKey();
                    bursts.put(key, bursts.remove(key));
                });
    }

    void closed(long bubble) {
        bursts.values().forEach(burst -> burst.closed(bubble));
    }

    /** All bubbles went away with the server. */
    void lost() {
        bursts.values().forEach(Burst::lost);
    }

    void clear() {
        bursts.clear();
    }
}
