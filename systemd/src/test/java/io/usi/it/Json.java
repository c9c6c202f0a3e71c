package io.usi.it;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** JSON text to maps and lists, and back. */
final class Json {
    private Json() {}

    static Map<String, Object> object(String text) {
        try {
            return JSON.std.mapFrom(text);
        } catch (IOException e) {
            throw new UncheckedIOException("not a JSON object: " + text, e);
        }
    }

    static List<Map<String, Object>> array(String text) {
        try {
            return JSON.std.listFrom(text).stream().map(Json::member).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("not a JSON array: " + text, e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> member(Object value) {
        return (Map<String, Object>) value;
    }

    static String text(Map<String, ?> object) {
        try {
            return JSON.std.asString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
