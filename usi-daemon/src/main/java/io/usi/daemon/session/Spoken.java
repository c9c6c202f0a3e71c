package io.usi.daemon.session;

/**
 * The protocol of a session.
 *
 * @param word as users name it: {@code 2}, {@code 3}, or the name of a plugin's
 * @param encrypted whether nobody on the way can read what is said
 * @param reports whether it reports what was delivered and can prove that it continues an earlier session
 * @param files how files come, if they do
 */
public record Spoken(String word, boolean encrypted, boolean reports, Files files) {
    /** How files come. */
    public enum Files {
        /** Not at all. */
        NONE,
        /** Whether a file is authentic shows at its end. */
        AUTHENTIC_AS_A_WHOLE,
        /** Every byte is authentic when it is handed on. */
        AUTHENTIC_IN_PARTS
    }

    /** That of USI 2.4. */
    public static final Spoken USI2 = new Spoken("2", true, false, Files.AUTHENTIC_AS_A_WHOLE);

    /** USI/3. */
    public static final Spoken USI3 = new Spoken("3", true, true, Files.AUTHENTIC_IN_PARTS);

    /** One that a plugin speaks. */
    public static Spoken byPlugin(String name, boolean encrypted) {
        return new Spoken(name, encrypted, false, Files.NONE);
    }

    /** As the control socket shows it: a number for those of USI. */
    public Object toJson() {
        return Character.isDigit(word.charAt(0)) ? (Object) Integer.valueOf(word) : word;
    }
}
