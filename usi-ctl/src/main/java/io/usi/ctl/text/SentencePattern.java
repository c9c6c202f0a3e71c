package io.usi.ctl.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An English sentence with places, {@code {0}} to {@code {9}}, in which anything but nothing may stand; and its translation. */
final class SentencePattern {
    /** With fewer letters than these it says nothing by itself, as <code>{0}: {1}</code>. */
    private static final int LETTERS = 5;

    private static final Pattern PLACE = Pattern.compile("\\{([0-9])}");

    /** What stands before, between and behind the places: one more than there are places. */
    private final List<String> literals = new ArrayList<>();

    private final List<Integer> places = new ArrayList<>();
    private final String translation;

    SentencePattern(String english, String translation) {
        this.translation = translation;
        Matcher place = PLACE.matcher(english);
        int from = 0;
        while (place.find()) {
            literals.add(english.substring(from, place.start()));
            places.add(Integer.valueOf(place.group(1)));
            from = place.end();
        }
        literals.add(english.substring(from));
    }

    static boolean hasPlaces(String sentence) {
        return PLACE.matcher(sentence).find();
    }

    /** How many of its characters are its own. */
    int length() {
        return literals.stream().mapToInt(String::length).sum();
    }

    /** Whether it says something, whatever stands in its places. */
    boolean speaks() {
        return literals.stream()
                        .flatMapToInt(String::chars)
                        .filter(Character::isLetter)
                        .count()
                >= LETTERS;
    }

    boolean hasColon() {
        return literals.stream().anyMatch(literal -> literal.contains(":"));
    }

    /** What stands in its places, in their order, each as short as can be; empty where a text is not of this pattern. */
    Optional<List<String>> match(String text) {
        int last = literals.size() - 1;
        int end = text.length() - literals.get(last).length();
        int from = literals.get(0).length();
        if (!text.startsWith(literals.get(0)) || !text.endsWith(literals.get(last))) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = 1; i < last; i++) {
            int at = text.indexOf(literals.get(i), from + 1);
            if (at < 0) {
                return Optional.empty();
            }
            values.add(text.substring(from, at));
            from = at + literals.get(i).length();
        }
        if (from >= end) {
            return Optional.empty();
        }
        values.add(text.substring(from, end));
        return Optional.of(values);
    }

    /** The translation, with what stood in the places of the English sentence. */
    String filled(List<String> values) {
        return PLACE.matcher(translation)
                .replaceAll(
                        place -> Matcher.quoteReplacement(values.get(places.indexOf(Integer.valueOf(place.group(1))))));
    }
}
