package io.usi.ctl.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.jr.ob.JSON;
import io.usi.ctl.ui.SafeText;
import java.io.IOException;

/**
 * JSON as maps, lists, strings, numbers, booleans and null. What is written is one line, and holds nothing but escapes
 * where a terminal could be harmed.
 */
public final class Json {
    private static final JSON READER = JSON.std.with(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS);
    private static final JSON WRITER = JSON.builder(new JsonFactory().setCharacterEscapes(new TerminalEscapes()))
            .enable(JSON.Feature.WRITE_NULL_PROPERTIES)
            .build();

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws IOException where the text is not one JSON value
     */
    public static Object read(String text) throws IOException {
        return READER.anyFrom(text);
    }

    /** Writes a value. */
    public static String write(Object value) {
        try {
            return WRITER.asString(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON value", e);
        }
    }

    private static final class TerminalEscapes extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7f;

        private final int[] ascii = standardAsciiEscapesForJSON();

        TerminalEscapes() {
            ascii[DELETE] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ascii.clone();
        }

        @Override
        public SerializableString getEscapeSequence(int c) {
            return SafeText.isHarmful(c) && !Character.isSurrogate((char) c)
                    ? new SerializedString(
                            "\\u" + Integer.toHexString(0x10000 | c).substring(1))
                    : null;
        }
    }
}
