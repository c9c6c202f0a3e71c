package io.usi.dist;

import java.util.List;

/** Writes a manual page for groff's and mandoc's {@code man} macros. Every text is plain: nothing in it is markup. */
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /**
     * Begins a page.
     *
     * @param date ISO 8601
     */
    Roff(String name, int section, String date, String version, String manual) {
        page.append(".\\\" Made from the programs' own help: change it there.\n");
        page.append(".TH \"%s\" \"%d\" \"%s\" \"%s\" \"%s\"\n"
                .formatted(text(name), section, date, text("USI " + version), text(manual)));
        // No hyphens and no stretched lines: both would alter what people copy.
        page.append(".nh\n.ad l\n");
    }

    Roff heading(String heading) {
        page.append(".SH \"").append(text(heading)).append("\"\n");
        return this;
    }

    Roff subheading(String heading) {
        page.append(".SS \"").append(text(heading)).append("\"\n");
        return this;
    }

    Roff paragraph(String words) {
        page.append(".PP\n").append(line(words));
        return this;
    }

    /** A line that shows how something is written. */
    Roff synopsis(String words) {
        page.append(".PP\n").append(bold(words)).append('\n');
        return this;
    }

    /** A term and what it means. */
    Roff term(String term, String meaning) {
        page.append(".TP\n").append(bold(term)).append('\n').append(line(meaning.isEmpty() ? "\u00a0" : meaning));
        return this;
    }

    /** Lines to be shown as they are. */
    Roff literal(List<String> lines) {
        page.append(".PP\n.RS 4\n.EX\n");
        lines.forEach(each -> page.append(line(each)));
        page.append(".EE\n.RE\n");
        return this;
    }

    @Override
    public String toString() {
        return page.toString();
    }

    private static String bold(String words) {
        return "\\fB" + text(words) + "\\fR";
    }

    /** A line of its own, which is never a request. */
    private static String line(String words) {
        String text = text(words);
        return (text.startsWith(".") || text.startsWith("\\(aq") ? "\\&" : "") + text + "\n";
    }

    private static String text(String words) {
        StringBuilder text = new StringBuilder();
        words.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> text.append("\\e");
                case '-' -> text.append("\\-");
                case '\'' -> text.append("\\(aq");
                case '"' -> text.append("\\(dq");
                case '`' -> text.append("\\(ga");
                case '^' -> text.append("\\(ha");
                case '~' -> text.append("\\(ti");
                case '\n' -> text.append(' ');
                default -> {
                    if (c < 0x7f) {
                        text.appendCodePoint(c);
                    } else {
                        text.append("\\[u%04X]".formatted(c));
                    }
                }
            }
        });
        return text.toString();
    }
}
