package io.usi.ctl.chat;

import java.util.Locale;
import java.util.Set;

/** What a line of the user's means. */
sealed interface Typed {
    /** There is nothing in it. */
    record Nothing() implements Typed {}

    /** Goes to the peers. */
    record Say(String text) implements Typed {}

    /**
     * Goes to the chat itself.
     *
     * @param argument all that follows, without blanks around it; may be empty
     */
    record Do(Order order, String argument) implements Typed {}

    /** Begins like an order and is none; sends nothing. */
    record Unknown(String word) implements Typed {}

    /** Reads a line: {@code !x} is an order, {@code !!x} the text {@code !x}. */
    static Typed of(String line) {
        if (line.isBlank()) {
            return new Nothing();
        }
        if (line.charAt(0) != Order.SIGN) {
            return new Say(line);
        }
        String rest = line.substring(1);
        if (!rest.isEmpty() && rest.charAt(0) == Order.SIGN) {
            return new Say(rest);
        }
        int end = 0;
        while (end < rest.length() && !Character.isWhitespace(rest.charAt(end))) {
            end++;
        }
        String word = rest.substring(0, end);
        String argument = rest.substring(end).strip();
        return Order.named(word).<Typed>map(order -> new Do(order, argument)).orElseGet(() -> new Unknown(word));
    }

    /** Reads a line in which nothing is an order: data, which others may have written. */
    static Typed ofData(String line) {
        return line.isBlank() ? new Nothing() : new Say(line);
    }

    /** Whether a line is a plain yes, in either language. */
    static boolean isYes(String line) {
        return Set.of("y", "yes", "o", "oui").contains(line.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether a line is a plain no, in either language. */
    static boolean isNo(String line) {
        return Set.of("n", "no", "non").contains(line.strip().toLowerCase(Locale.ROOT));
    }
}
