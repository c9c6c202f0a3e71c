package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jline.reader.Candidate;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Tab key completes, and with what. */
class LastWordTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "ali,ali",
                "so ali,ali",
                "!fi,!fi",
                "!file my rep,my rep",
                "!fichier  my rep,my rep",
                "!accept o1 fol,fol",
                "it's \"open,\"open"
            })
    void completesTheWordAtTheCursor(String line, String word) {
        assertEquals(
                word,
                new LastWord().parse(line, line.length(), ParseContext.COMPLETE).word());
        assertEquals(
                word,
                new LastWord()
                        .parse(line + " more", line.length(), ParseContext.COMPLETE)
                        .word());
    }

    private Set<String> proposed(String line) {
        People people = new People(
                List.of(
                        Map.of("id", "p1", "name", "alice", "state", "open"),
                        Map.of("id", "p2", "name", "evil\u001b[2J", "state", "open"),
                        Map.of("id", "p3", "name", "gone", "state", "waiting")),
                null);
        Offers offers = new Offers();
        offers.add(Map.of("id", "o7", "name", "x"));
        List<Candidate> candidates = new ArrayList<>();
        new ChatCompleter(people, offers, new TypedPath(Map.of()))
                .complete(null, new LastWord().parse(line, line.length(), ParseContext.COMPLETE), candidates);
        Set<String> values = new TreeSet<>();
        candidates.forEach(candidate -> values.add(candidate.value()));
        return values;
    }

    @Test
    void proposesOrdersPeersOffersAndFiles() throws IOException {
        Files.createFile(temp.resolve("a report.pdf"));
        Files.createFile(temp.resolve(".hidden"));
        Files.createFile(temp.resolve("evil\u001b[2J"));
        Files.createDirectory(temp.resolve("folder"));
        String in = temp + "/";
        assertEquals(Set.of("alice"), proposed("hello al"));
        assertEquals(Order.values().length * 2, proposed("!").size());
        assertEquals(Set.of(in + "a report.pdf", in + "folder/"), proposed("!file " + in));
        assertEquals(
                Set.of(in + ".hidden"),
                proposed("!file " + in + ".h").stream()
                        .filter(name -> name.contains(".h"))
                        .collect(Collectors.toSet()));
        assertEquals(Set.of("o7", in + "folder/"), proposed("!accept " + in));
        assertEquals(Set.of("o7"), proposed("!refuse "));
        assertEquals(Set.of("alice", "p1", "p2"), proposed("!password "));
        assertEquals(Set.of(), proposed("!users "));
        assertEquals(Set.of(), proposed("!file " + in + "nosuch/"));
    }
}
