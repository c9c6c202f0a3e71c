package io.usi.ctl.command;

import io.usi.ctl.CtlException;

/** Durations on the command line: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, a plain number for seconds. */
final class Duration {
    private static final double MAX_SECONDS = 86_400;
    private static final int MAX_DIGITS = 12;

    private Duration() {}

    /**
     * Reads one.
     *
     * @return seconds, a whole number where it is one
     */
    static Number seconds(String option, String text) {
        double factor = 1;
        int digits = text.length();
        if (text.endsWith("ms")) {
            factor = 0.001;
            digits -= 2;
        } else if (text.endsWith("s")) {
            digits--;
        } else if (text.endsWith("m")) {
            factor = 60;
            digits--;
        } else if (text.endsWith("h")) {
            factor = 3_600;
            digits--;
        }
        double seconds = number(option, text, digits) * factor;
        if (seconds > MAX_SECONDS) {
            throw CtlException.usage(given(option, text) + " is too long: a day (24h) at most");
        }
        if (seconds == Math.rint(seconds)) {
            return (long) seconds;
        }
        return seconds;
    }

    private static String given(String option, String text) {
        return option + " " + text;
    }

    private static double number(String option, String text, int length) {
        boolean digit = false;
        int points = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            digit |= c >= '0' && c <= '9';
            points += c == '.' ? 1 : 0;
            if (c != '.' && (c < '0' || c > '9')) {
                digit = false;
                break;
            }
        }
        if (!digit || points > 1 || length > MAX_DIGITS) {
            throw CtlException.usage(given(option, text) + " is no duration: write 30s, 5m, 1h or 500ms");
        }
        return Double.parseDouble(text.substring(0, length));
    }
}
