package io.usi.daemon.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/** JSON as the control socket speaks it: bounded in depth and length, without duplicate names. */
final class Json {
    private static final int DEPTH = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxStringLength(ControlConnection.LINE_LIMIT)
                    .maxNumberLength(32)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private static final JSON JR =
            JSON.builder(FACTORY).enable(JSON.Feature.WRITE_NULL_PROPERTIES).build();

    private Json() {}

    /**
     * One object.
     *
     * @throws IOException where this is not exactly one JSON object
     */
    static Map<String, Object> parse(byte[] utf8) throws IOException {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            Map<String, Object> map = parser.nextToken() == JsonToken.START_OBJECT ? JR.mapFrom(parser) : null;
            if (map == null || parser.nextToken() != null) {
                throw new IOException("not one JSON object");
            }
            return map;
        }
    }

    /** One value on one line, with its line end. */
    static byte[] line(Object value) throws IOException {
        byte[] json = JR.asBytes(value);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }
}
