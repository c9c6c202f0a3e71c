package io.usi.plugins.keypassphrase;

import io.usi.plugin.PluginException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/** Turns what was typed into the bytes that every keyboard, system and Java makes of the same words. */
final class Passphrase {
    private static final int MIN_CHARACTERS = 12;

    /** Below it every text is in NFC as it stands. */
    private static final char FIRST_NOT_NFC = 0x300;

    private Passphrase() {}

    /**
     * Strips blanks from both ends, normalises to NFC and encodes in UTF-8.
     *
     * @param typed is not changed
     * @return a fresh array, which the caller wipes
     * @throws PluginException where it is too short, or has a character in it that may come out differently elsewhere
     */
    static byte[] utf8(char[] typed) throws PluginException {
        int from = 0;
        int to = typed.length;
        while (from < to && isBlank(typed[from])) {
            from++;
        }
        while (from < to && isBlank(typed[to - 1])) {
            to--;
        }
        char[] text = nfc(typed, from, to);
        try {
            check(text);
            return encode(text);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** The JDK's normaliser makes a String, which cannot be wiped: it is spared the texts that do not need it. */
    private static char[] nfc(char[] typed, int from, int to) {
        for (int i = from; i < to; i++) {
            if (typed[i] >= FIRST_NOT_NFC) {
                return Normalizer.normalize(CharBuffer.wrap(typed, from, to - from), Normalizer.Form.NFC)
                        .toCharArray();
            }
        }
        return Arrays.copyOfRange(typed, from, to);
    }

    private static void check(char[] text) throws PluginException {
        int characters = 0;
        for (int i = 0; i < text.length; i += Character.charCount(Character.codePointAt(text, i))) {
            characters++;
            switch (Character.getType(Character.codePointAt(text, i))) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE,
                        Character.UNASSIGNED ->
                    throw new PluginException(
                            "the passphrase has a character in it that cannot be seen, or is not known here: leave it out");
                default -> {}
            }
        }
        if (characters < MIN_CHARACTERS) {
            throw new PluginException("the passphrase is too short: give at least " + MIN_CHARACTERS
                    + " characters; use six random words");
        }
    }

    private static byte[] encode(char[] text) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
        byte[] room = new byte[(int) (text.length * encoder.maxBytesPerChar())];
        try {
            ByteBuffer bytes = ByteBuffer.wrap(room);
            encoder.encode(CharBuffer.wrap(text), bytes, true);
            return Arrays.copyOf(room, bytes.position());
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }
}
