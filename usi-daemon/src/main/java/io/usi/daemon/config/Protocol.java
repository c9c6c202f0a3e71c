package io.usi.daemon.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which protocol to speak.
 *
 * @param word as users write it: {@code auto}, {@code 2}, {@code 3} or the name of a plugin's
 */
public record Protocol(String word) {
    /** The best of USI's own that both sides know. */
    public static final Protocol AUTO = new Protocol("auto");
    /** That of USI 2.4. */
    public static final Protocol USI2 = new Protocol("2");
    /** USI/3. */
    public static final Protocol USI3 = new Protocol("3");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,15}");

    /**
     * Reads the word that stands for a protocol.
     *
     * @param word what the user wrote
     * @return the protocol, which may be a plugin's that does not exist; empty where the word cannot be one
     */
    public static Optional<Protocol> of(String word) {
        return switch (word) {
            case "auto" -> Optional.of(AUTO);
            case "2" -> Optional.of(USI2);
            case "3" -> Optional.of(USI3);
            default -> isName(word) ? Optional.of(new Protocol(word)) : Optional.empty();
        };
    }

    /** Whether a plugin's protocol may be named so. */
    public static boolean isName(String word) {
        return NAME.matcher(word).matches() && !word.equals(AUTO.word);
    }

    /** Whether it is spoken by a plugin. */
    public boolean isPlugins() {
        return isName(word);
    }
}
