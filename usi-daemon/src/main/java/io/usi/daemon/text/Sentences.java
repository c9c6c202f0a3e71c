package io.usi.daemon.text;

import java.util.Optional;

/**
 * The daemon's sentences in the language of its user. They are written in English where they arise, since logs and programs
 * get them so, and translated where a person reads them. For any thread.
 */
public final class Sentences {
    private final Language language;
    private final Optional<Translation> translation;

    private Sentences(Language language) {
        this.language = language;
        translation = language == Language.FRENCH ? Optional.of(French.TRANSLATION) : Optional.empty();
    }

    /** Loaded where it is needed. */
    private static final class French {
        private static final Translation TRANSLATION = new Translation("sentences_fr.properties");
    }

    /**
     * Those of a language.
     *
     * @param language the language
     * @return the sentences
     */
    public static Sentences in(Language language) {
        return new Sentences(language);
    }

    /**
     * Which language they are in.
     *
     * @return the language
     */
    public Language language() {
        return language;
    }

    /**
     * The same sentence in this language; what stands in its places is translated, too, where it is a sentence.
     *
     * @param english a message, in English
     * @return its translation; the message as it is where it is none of those known, such as a plugin's own words
     */
    public String translated(String english) {
        return translation.map(known -> known.of(english)).orElse(english);
    }
}
