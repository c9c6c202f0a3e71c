package io.usi.ctl.chat;

import io.usi.ctl.rpc.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that peers offer and nobody has decided on, oldest first. For any thread; calls nothing else. */
final class Offers {
    private final Map<String, Map<String, Object>> waiting = new LinkedHashMap<>();

    /** Takes an offer; returns whether it is new. */
    synchronized boolean add(Map<String, Object> offer) {
        return waiting.putIfAbsent(Values.required(offer, "id"), offer) == null;
    }

    /** Takes one out; empty where it did not wait any more. */
    synchronized Optional<Map<String, Object>> remove(String id) {
        return Optional.ofNullable(waiting.remove(id));
    }

    synchronized boolean has(String id) {
        return waiting.containsKey(id);
    }

    synchronized Optional<Map<String, Object>> oldest() {
        return waiting.values().stream().findFirst();
    }

    synchronized List<String> ids() {
        return List.copyOf(waiting.keySet());
    }
}
