package io.usi.ctl.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The words that may be typed: the daemon's list, so that a slip is seen at once. What is right is the daemon's to say. */
final class WordList {
    private static final int LETTERS = 4;

    private final List<String> words;

    WordList() {
        try (InputStream stream = WordList.class.getResourceAsStream("words.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            words = reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole word that somebody means: it, or its first four letters at least. */
    Optional<String> find(String typed) {
        return words.stream()
                .filter(word -> word.equals(typed) || (typed.length() >= LETTERS && word.startsWith(typed)))
                .findFirst();
    }

    /** Words that begin alike, for somebody who mistyped one; four at most. */
    List<String> near(String typed) {
        for (int length = Math.min(typed.length(), LETTERS - 1); length > 1; length--) {
            String start = typed.substring(0, length);
            List<String> near = words.stream()
                    .filter(word -> word.startsWith(start))
                    .limit(4)
                    .toList();
            if (!near.isEmpty()) {
                return near;
            }
        }
        return List.of();
    }
}
