package io.usi.ctl.text;

/**
 * What the daemon and this program say in English, in the language of this process. Both have their sentences in one table,
 * which stands with the daemon. In English nothing is loaded.
 */
public final class Sentences {
    private static final boolean ENGLISH = Texts.language(System.getenv()).equals("en");

    private Sentences() {}

    private static final class French {
        private static final Translation SENTENCES = new Translation("sentences_fr.properties");
    }

    /** The same sentence in the language of this process; as it is where it is not known, such as a plugin's own words. */
    public static String translated(String english) {
        return ENGLISH ? english : inFrench(english);
    }

    /** Whether this process speaks French. */
    public static boolean areFrench() {
        return !ENGLISH;
    }

    /** A sentence of this program, with {@code {0}}, {@code {1}} and so on replaced by values that are translated already. */
    public static String say(String english, Object... values) {
        return Texts.filled(ENGLISH ? english : inFrench(english), values);
    }

    static String inFrench(String english) {
        return French.SENTENCES.of(english);
    }
}
