package io.usi.daemon.config;

import java.util.Optional;

/** Which of USI's protocols to speak. */
public enum Protocol {
    /** The best that both sides know. */
    AUTO,
    /** That of USI 2.4. */
    USI2,
    /** USI/3. */
    USI3;

    /**
     * Reads the word that stands for a protocol.
     *
     * @param word {@code auto}, {@code 2} or {@code 3}
     * @return the protocol, or empty where the word is none
     */
    public static Optional<Protocol> of(String word) {
        return switch (word) {
            case "auto" -> Optional.of(AUTO);
            case "2" -> Optional.of(USI2);
            case "3" -> Optional.of(USI3);
            default -> Optional.empty();
        };
    }

    /**
     * The word that stands for this protocol.
     *
     * @return {@code auto}, {@code 2} or {@code 3}
     */
    public String word() {
        return switch (this) {
            case AUTO -> "auto";
            case USI2 -> "2";
            case USI3 -> "3";
        };
    }
}
