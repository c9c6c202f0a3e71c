package io.usi.ctl.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/**
 * The texts of one package, from its resources {@code texts.properties} (English) and {@code texts_fr.properties}. The language is
 * the environment's own word, whether the machine has that locale or not; the JVM's default locale, which the C library chose
 * among those installed, is not asked.
 */
public final class Texts {
    private static final String TOLD = "USI_LOCALE";
    private static final String[] STANDARD = {"LC_ALL", "LC_MESSAGES", "LANG"};
    private static final String LANGUAGE = language(System.getenv());

    private final ResourceBundle bundle;

    private Texts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** Those of the package of a class, in the language of this process. */
    public static Texts of(Class<?> place) {
        return in(LANGUAGE, place);
    }

    static Texts in(String language, Class<?> place) {
        String resource = language.equals("fr") ? "texts_fr.properties" : "texts.properties";
        try (InputStream stream = place.getResourceAsStream(resource)) {
            return new Texts(new PropertyResourceBundle(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Which language somebody with this environment reads: {@code fr} or {@code en}. POSIX.1-2017, section 8.2: the first of LC_ALL,
     * LC_MESSAGES and LANG that is set and not empty decides. The launcher, which sets another one for Java itself, tells that in
     * USI_LOCALE.
     */
    public static String language(Map<String, String> environment) {
        String locale = "";
        for (String name : environment.containsKey(TOLD) ? new String[] {TOLD} : STANDARD) {
            locale = locale.isEmpty() ? environment.getOrDefault(name, "") : locale;
        }
        return locale.matches("fr([_.@].*)?") ? "fr" : "en";
    }

    /** A text, with {@code {0}}, {@code {1}} and so on replaced; apostrophes are plain characters. What peers said must be safe already. */
    public String get(String key, Object... values) {
        return filled(bundle.getString(key), values);
    }

    static String filled(String pattern, Object... values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        while (true) {
            int at = pattern.indexOf('{', from);
            if (at < 0) {
                return text.append(pattern, from, pattern.length()).toString();
            }
            text.append(pattern, from, at).append(values[pattern.charAt(at + 1) - '0']);
            from = at + "{0}".length();
        }
    }
}
