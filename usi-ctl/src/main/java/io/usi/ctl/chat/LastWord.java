package io.usi.ctl.chat;

import java.util.List;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/**
 * Cuts out what is to be completed: the word before the cursor, or after an order that takes a file all that follows. A line of a
 * chat has no syntax, so nothing is an error.
 */
final class LastWord implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        int at = Math.min(cursor, line.length());
        return new Word(line, at, start(line.substring(0, at)));
    }

    private static int start(String before) {
        if (Typed.of(before + ".") instanceof Typed.Do order && order.order() == Order.SEND_FILE) {
            int start = before.indexOf(' ');
            while (start >= 0 && start < before.length() && before.charAt(start) == ' ') {
                start++;
            }
            return start < 0 ? 0 : start;
        }
        return before.lastIndexOf(' ') + 1;
    }

    private record Word(String line, int cursor, int start) implements ParsedLine {
        @Override
        public String word() {
            return line.substring(start, cursor);
        }

        @Override
        public int wordCursor() {
            return cursor - start;
        }

        @Override
        public int wordIndex() {
            return start == 0 ? 0 : 1;
        }

        @Override
        public List<String> words() {
            return start == 0 ? List.of(word()) : List.of(line.substring(0, start), word());
        }
    }
}
