package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** README.md and README.fr.md say the same: what needs no translation is the same, in the same sections. */
class ReadmeIT {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");
    private static final Pattern COMMENT = Pattern.compile("(\\s{2,}|^\\s*)#.*");
    private static final Pattern SPAN = Pattern.compile("`[^`]+`");
    private static final Pattern LINK = Pattern.compile("\\]\\([^)]+\\)");
    private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");

    /** FILE, or FICHIER. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<![\\p{Lu}_])\\p{Lu}{2,}(?![\\p{Lu}_=])");

    @Test
    void sectionBySectionTheSameCommandsNamesTablesAndLinks() throws IOException {
        List<List<String>> english = sections("README.md");
        List<List<String>> french = sections("README.fr.md");
        assertTrue(english.size() > 10, "sections: " + english.size());
        for (int i = 0; i < Math.min(english.size(), french.size()); i++) {
            assertEquals(String.join("\n", english.get(i)), String.join("\n", french.get(i)));
        }
        assertEquals(english.size(), french.size());
    }

    @Test
    void eachLeadsToTheOtherAtItsTop() throws IOException {
        assertTrue(Files.readAllLines(ROOT.resolve("README.md")).get(2).endsWith("](README.fr.md)"));
        assertTrue(Files.readAllLines(ROOT.resolve("README.fr.md")).get(2).endsWith("](README.md)"));
    }

    /** A plain space before a colon may end a line there. */
    @Test
    void theFrenchOneHasFrenchTypography() throws IOException {
        boolean code = false;
        for (String line : Files.readAllLines(ROOT.resolve("README.fr.md"))) {
            code ^= line.startsWith("```");
            if (!code && !line.startsWith("    ")) {
                String prose = SPAN.matcher(line).replaceAll("CODE");
                assertFalse(
                        prose.contains("'")
                                || Pattern.compile(" [:;!?»]|« ").matcher(prose).find(),
                        line);
            }
        }
    }

    /** Of each section: its heading's depth, its code without comments, its tables' widths; then its names and links. */
    private static List<List<String>> sections(String file) throws IOException {
        List<List<String>> sections = new ArrayList<>();
        List<String> code = new ArrayList<>();
        List<String> named = new ArrayList<>();
        boolean fenced = false;
        for (String line : Files.readAllLines(ROOT.resolve(file))) {
            if (!fenced && line.startsWith("#")) {
                close(sections, code, named);
                code.add(line.replaceFirst(" .*", ""));
            } else if (line.startsWith("```")) {
                fenced = !fenced;
                code.add(line);
            } else if (fenced || line.startsWith("    ")) {
                code.add(neutral(COMMENT.matcher(line).replaceFirst("")));
            } else {
                if (line.startsWith("|")) {
                    code.add("cells: " + CELL.matcher(line).results().count());
                } else if (line.startsWith("- ")) {
                    code.add("item");
                }
                SPAN.matcher(line).results().map(MatchResult::group).forEach(span -> named.add(neutral(span)));
                LINK.matcher(line).results().map(MatchResult::group).forEach(named::add);
            }
        }
        close(sections, code, named);
        // What comes before the first heading is nothing, and the top leads from one to the other.
        sections.get(1).removeIf(each -> each.startsWith("](README."));
        return sections;
    }

    private static void close(List<List<String>> sections, List<String> code, List<String> named) {
        named.sort(null);
        code.addAll(named);
        sections.add(new ArrayList<>(code));
        code.clear();
        named.clear();
    }

    private static String neutral(String text) {
        return PLACEHOLDER.matcher(text).replaceAll("WORD");
    }
}
