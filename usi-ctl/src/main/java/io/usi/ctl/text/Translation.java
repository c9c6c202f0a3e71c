package io.usi.ctl.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/**
 * The daemon's sentences in another language: a resource whose keys are the English ones, with places. A finished sentence is
 * found again among them. For any thread.
 */
final class Translation {
    /** Nothing longer is looked up, nor are more parts of one text: what stands in a message may come from anywhere. */
    private static final int MAX_LENGTH = 2_000;

    private static final int MAX_LOOKUPS = 64;

    /** Those with places as well, with which a program asks for a sentence before it fills them. */
    private final Map<String, String> all = new HashMap<>();

    /** Those with more text of their own first; of mere punctuation, what has a colon, which parts more than a comma. */
    private final List<SentencePattern> patterns = new ArrayList<>();

    /** Reads a resource of this package. */
    Translation(String resource) {
        try (InputStream stream = Translation.class.getResourceAsStream(resource)) {
            ResourceBundle bundle = new PropertyResourceBundle(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String english : bundle.keySet()) {
                all.put(english, bundle.getString(english));
                if (SentencePattern.hasPlaces(english)) {
                    patterns.add(new SentencePattern(english, bundle.getString(english)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        patterns.sort(Comparator.comparing(SentencePattern::speaks)
                .thenComparing(pattern -> pattern.speaks() || pattern.hasColon())
                .thenComparing(SentencePattern::length)
                .reversed());
    }

    /** The same sentence, and what stands in its places where that is a sentence, too; as it is where it is not known. */
    String of(String english) {
        return new Search().find(english, true).orElse(english);
    }

    private final class Search {
        private int left = MAX_LOOKUPS;

        /** @param whole whether it is not what stands in a place of another: there, a single word is a name of something */
        private Optional<String> find(String english, boolean whole) {
            if (english.length() > MAX_LENGTH || left-- <= 0 || (!whole && english.indexOf(' ') < 0)) {
                return Optional.empty();
            }
            String known = all.get(english);
            if (known != null) {
                return Optional.of(known);
            }
            for (SentencePattern pattern : patterns) {
                Optional<String> found = pattern.match(english).flatMap(values -> fill(pattern, values));
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        /** Empty where neither the pattern nor anything in its places is more than punctuation or unknown. */
        private Optional<String> fill(SentencePattern pattern, List<String> values) {
            List<String> said = new ArrayList<>();
            boolean known = pattern.speaks();
            for (String value : values) {
                Optional<String> translation = find(value, false);
                known |= translation.isPresent();
                said.add(translation.orElse(value));
            }
            return known ? Optional.of(pattern.filled(said)) : Optional.empty();
        }
    }
}
