package io.usi.daemon.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;

/**
 * Turns given values into checked ones. A value of the command line is a text, or a flag; one of the file has the type
 * that it has in TOML. Each method takes a key and answers with the default where nothing was given for it.
 */
final class Reader {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})\\s?(B|KiB|MiB|GiB|TiB)?");
    private static final int MAX_TEXT = 1_024;

    private final Map<String, Given> given;

    Reader(Map<String, Given> given) {
        this.given = given;
    }

    Optional<Given> any(String key) {
        return Optional.ofNullable(given.get(key));
    }

    boolean flag(String key) {
        return any(key).map(Reader::flag).orElse(false);
    }

    static boolean flag(Given g) {
        if (g.value() instanceof Boolean on) {
            return on;
        }
        throw g.place().error("expected true or false");
    }

    Optional<String> text(String key) {
        return any(key).map(Reader::text);
    }

    static String text(Given g) {
        if (!(g.value() instanceof String text)) {
            throw g.place().error("expected a text in quotation marks");
        }
        if (text.isBlank() || text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw g.place().error("expected a text that is not empty, not longer than 1024 characters and on one line");
        }
        return text;
    }

    List<String> texts(String key) {
        return any(key).map(g -> {
                    List<String> texts = new ArrayList<>();
                    for (Object element : elements(g, "expected a list of texts, as in [\"one\", \"two\"]")) {
                        texts.add(text(new Given(element, g.place())));
                    }
                    return texts;
                })
                .orElse(List.of());
    }

    static List<?> elements(Given g, String expected) {
        if (g.value() instanceof TomlArray array) {
            return array.toList();
        }
        if (g.value() instanceof List<?> list) {
            return list;
        }
        throw g.place().error(expected);
    }

    int whole(String key, int byDefault, int least, int most) {
        return any(key).map(g -> {
                    String expected = "expected a whole number from " + least + " to " + most;
                    long value = number(g, expected);
                    if (value < least || value > most) {
                        throw g.place().error(expected);
                    }
                    return (int) value;
                })
                .orElse(byDefault);
    }

    private static long number(Given g, String expected) {
        if (g.value() instanceof Long value) {
            return value;
        }
        if (g.place() instanceof Place.Option && g.value() instanceof String digits && digits.matches("[0-9]{1,18}")) {
            return Long.parseLong(digits);
        }
        throw g.place().error(expected);
    }

    Duration duration(String key, Duration byDefault, Duration least, Duration most) {
        return any(key).map(g -> {
                    String expected = "expected a duration from " + shown(least) + " to " + shown(most)
                            + ", as in \"90s\", \"10m\", \"24h\" or \"7d\"";
                    Matcher match = DURATION.matcher(g.value() instanceof String text ? text : "");
                    if (!match.matches()) {
                        throw g.place().error(expected);
                    }
                    long count = Long.parseLong(match.group(1));
                    Duration value =
                            switch (match.group(2)) {
                                case "s" -> Duration.ofSeconds(count);
                                case "m" -> Duration.ofMinutes(count);
                                case "h" -> Duration.ofHours(count);
                                default -> Duration.ofDays(count);
                            };
                    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                        throw g.place().error(expected);
                    }
                    return value;
                })
                .orElse(byDefault);
    }

    private static String shown(Duration duration) {
        return duration.compareTo(Duration.ofDays(1)) >= 0 ? duration.toDays() + "d" : duration.toSeconds() + "s";
    }

    long size(String key, long byDefault, long least) {
        return any(key).map(g -> {
                    String expected = "expected a number of bytes, at least " + least
                            + ", or a size as in \"500MiB\" or \"16GiB\"";
                    long value = g.value() instanceof Long bytes ? bytes : bytes(g, expected);
                    if (value < least) {
                        throw g.place().error(expected);
                    }
                    return value;
                })
                .orElse(byDefault);
    }

    private static long bytes(Given g, String expected) {
        Matcher match = SIZE.matcher(g.value() instanceof String text ? text : "");
        if (!match.matches()) {
            throw g.place().error(expected);
        }
        int power = Math.max(
                0, "BKMGT".indexOf(match.group(2) == null ? "B" : match.group(2).substring(0, 1)));
        try {
            return Math.multiplyExact(Long.parseLong(match.group(1)), 1L << (10 * power));
        } catch (ArithmeticException e) {
            throw g.place().error(expected);
        }
    }

    <E extends Enum<E>> E choice(String key, E byDefault, Class<E> type) {
        return any(key).map(g -> {
                    List<String> words = new ArrayList<>();
                    for (E constant : type.getEnumConstants()) {
                        String word = constant.name().toLowerCase(Locale.ROOT);
                        if (word.equals(g.value())) {
                            return constant;
                        }
                        words.add('"' + word + '"');
                    }
                    throw g.place().error("expected one of " + String.join(", ", words));
                })
                .orElse(byDefault);
    }

    Optional<Path> path(String key) {
        return any(key).map(Reader::path);
    }

    /** A path of the file stands for one beside the file, one of the command line for one in the working folder. */
    static Path path(Given g) {
        String text = text(g);
        if (text.equals("~") || text.startsWith("~/")) {
            throw g.place().error("~ means nothing here: write the path in full");
        }
        try {
            Path path = Path.of(text);
            Path base = g.place() instanceof Place.InFile in
                    ? in.file().toAbsolutePath().getParent()
                    : null;
            return (base == null ? path.toAbsolutePath() : base.resolve(path)).normalize();
        } catch (InvalidPathException e) {
            throw g.place().error("expected a path");
        }
    }
}
