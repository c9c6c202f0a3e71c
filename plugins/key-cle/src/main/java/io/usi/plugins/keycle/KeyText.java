package io.usi.plugins.keycle;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Reads a key of 16, 24 or 32 bytes. No copy of it is left behind but the result. The jar of key-file has this class, too. */
public final class KeyText {
    private KeyText() {}

    /**
     * Reads hexadecimal of either case; or base64 of either alphabet, with its padding or without. Blanks around it are
     * ignored. What could be both is hexadecimal.
     *
     * @param text the characters, which are not changed
     * @return a fresh array, or empty where the text is no key
     */
    public static Optional<byte[]> parse(char[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && Character.isWhitespace(text[from])) {
            from++;
        }
        while (from < to && Character.isWhitespace(text[to - 1])) {
            to--;
        }
        Optional<byte[]> key = hexadecimal(text, from, to);
        return key.isPresent() ? key : base64(text, from, to);
    }

    private static Optional<byte[]> hexadecimal(char[] text, int from, int to) {
        int length = to - from;
        if (length % 2 != 0 || !isKeyLength(length / 2)) {
            return Optional.empty();
        }
        byte[] key = new byte[length / 2];
        for (int i = 0; i < length; i++) {
            char c = text[from + i];
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                Arrays.fill(key, (byte) 0);
                return Optional.empty();
            }
            key[i / 2] = (byte) (key[i / 2] << 4 | digit);
        }
        return Optional.of(key);
    }

    private static Optional<byte[]> base64(char[] text, int from, int to) {
        byte[] standard = new byte[to - from];
        for (int i = 0; i < standard.length; i++) {
            char c = text[from + i];
            standard[i] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c < 0x80 ? c : 0);
        }
        byte[] key = null;
        byte[] again = null;
        boolean accepted = false;
        try {
            key = Base64.getDecoder().decode(standard);
            // The decoder lets the last character's unused bits be anything; a key that was mistyped there is refused.
            boolean padded = standard.length > 0 && standard[standard.length - 1] == '=';
            again = (padded ? Base64.getEncoder() : Base64.getEncoder().withoutPadding()).encode(key);
            accepted = isKeyLength(key.length) && Arrays.equals(again, standard);
            return accepted ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(standard, (byte) 0);
            wipe(again);
            if (!accepted) {
                wipe(key);
            }
        }
    }

    private static void wipe(byte[] bytes) {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static boolean isKeyLength(int bytes) {
        return bytes == 16 || bytes == 24 || bytes == 32;
    }
}
