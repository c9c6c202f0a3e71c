package io.usi.daemon.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened. Its members are values that JSON has; they are not changed after publication.
 *
 * @param seq the sequence number of a kept event, from 1 on; 0 for one that is not kept
 * @param members what stands in the event beside its type, number and time
 */
public record Event(long seq, Instant time, String type, Map<String, Object> members) {
    /** The object that readers get. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        if (seq > 0) {
            json.put("seq", seq);
        }
        json.put("time", time.toString());
        json.putAll(members);
        return json;
    }

    /** About what it occupies, in bytes. */
    long weight() {
        return 256 + weight(members);
    }

    private static long weight(Object value) {
        if (value instanceof String text) {
            return 64 + 2L * text.length();
        } else if (value instanceof Map<?, ?> map) {
            return map.values().stream().mapToLong(Event::weight).sum();
        }
        return 64;
    }

    @Override
    public String toString() {
        return type + "#" + seq;
    }
}
