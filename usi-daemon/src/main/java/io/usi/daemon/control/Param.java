package io.usi.daemon.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One parameter of a method, which is checked before the method sees it and stands so in the OpenRPC document.
 *
 * @param values the only ones allowed, where not empty
 */
record Param(String name, Type type, boolean required, String summary, List<String> values) {
    /** What JSON gives. */
    enum Type {
        STRING("string"),
        INTEGER("integer"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        STRINGS("array");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    static Param required(String name, Type type, String summary) {
        return new Param(name, type, true, summary, List.of());
    }

    static Param optional(String name, Type type, String summary) {
        return new Param(name, type, false, summary, List.of());
    }

    /** One list of several. */
    static List<Param> all(List<Param> some, List<Param> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    static Param choice(String name, String summary, String... values) {
        return new Param(name, Type.STRING, true, summary, List.of(values));
    }

    /** Whether a value that came is one of this type. */
    boolean accepts(Object value) {
        return switch (type) {
            case STRING -> value instanceof String text && (values.isEmpty() || values.contains(text));
            case INTEGER -> value instanceof Integer || value instanceof Long;
            case NUMBER -> value instanceof Number;
            case BOOLEAN -> value instanceof Boolean;
            case STRINGS -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
        };
    }

    /** The parameter as OpenRPC describes it. */
    Map<String, Object> toOpenRpc() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type.word);
        if (type == Type.STRINGS) {
            schema.put("items", Map.of("type", "string"));
        }
        if (!values.isEmpty()) {
            schema.put("enum", values);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("summary", summary);
        json.put("required", required);
        json.put("schema", schema);
        return json;
    }

    /** In words, for an error. */
    String expected() {
        return values.isEmpty() ? "of type " + type.word : "one of " + String.join(", ", values);
    }
}
