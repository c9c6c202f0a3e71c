package io.usi.ctl.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What somebody says that a peer's user read out or showed, as the daemon takes it. */
public final class Given {
    private static final int WORDS = 12;
    private static final Pattern WORD = Pattern.compile("[a-zA-Z]{3,8}");
    private static final Pattern DIGITS = Pattern.compile("[0-9A-Fa-f\\s:-]+");
    private static final Pattern BETWEEN = Pattern.compile("[^a-zA-Z]+");

    private Given() {}

    /**
     * The parameter of {@code session.verify} that it stands for: twelve words, and anything else for a fingerprint.
     *
     * @param operands as they stand on the command line
     */
    public static Map<String, Object> parameter(List<String> operands) {
        String all = String.join(" ", operands).strip();
        List<String> words = words(all);
        boolean digits = DIGITS.matcher(all).matches() && words.size() != WORDS;
        if (!digits
                && !isScanned(all)
                && words.stream().allMatch(w -> WORD.matcher(w).matches())) {
            return Map.of("words", words);
        }
        return Map.of("fingerprint", isScanned(all) ? all : String.join("", operands));
    }

    /** Whether it begins as the text of a QR code does. */
    static boolean isScanned(String text) {
        return text.toLowerCase(Locale.ROOT).startsWith("usi:fp:");
    }

    /** The words of a line, in small letters; whatever stands between them is left out. */
    static List<String> words(String line) {
        return Arrays.stream(BETWEEN.split(line))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The digits of a line without what stands between them. */
    static String digits(String line) {
        return line.replaceAll("[\\s:,.-]", "").toLowerCase(Locale.ROOT);
    }
}
