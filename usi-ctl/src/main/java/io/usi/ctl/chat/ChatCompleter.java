package io.usi.ctl.chat;

import io.usi.ctl.ui.SafeText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes orders, peers, offers and files. What others chose is proposed only where it is plain text. */
final class ChatCompleter implements Completer {
    private static final int MOST_FILES = 1_000;

    private final People people;
    private final Offers offers;
    private final TypedPath paths;

    ChatCompleter(People people, Offers offers, TypedPath paths) {
        this.people = people;
        this.offers = offers;
        this.paths = paths;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String before = line.line().substring(0, line.cursor());
        Typed typed = Typed.of(before);
        boolean first = line.wordIndex() == 0;
        if (first && before.startsWith(String.valueOf(Order.SIGN))) {
            Arrays.stream(Order.values())
                    .flatMap(order -> order.names().stream())
                    .forEach(name -> add(candidates, Order.SIGN + name, true));
        } else if (!first && typed instanceof Typed.Do order) {
            argument(order, line.word(), candidates);
        } else {
            people.names().forEach(name -> add(candidates, name, true));
        }
    }

    private void argument(Typed.Do typed, String word, List<Candidate> candidates) {
        switch (typed.order()) {
            case SEND_FILE -> files(word, false, candidates);
            case ACCEPT -> {
                offers.ids().forEach(id -> add(candidates, id, true));
                files(word, true, candidates);
            }
            case REFUSE -> offers.ids().forEach(id -> add(candidates, id, true));
            case PASSWORD -> {
                people.names().forEach(name -> add(candidates, name, true));
                people.ids().forEach(id -> add(candidates, id, true));
            }
            default -> {
                // Takes nothing that could be completed.
            }
        }
    }

    private void files(String word, boolean foldersOnly, List<Candidate> candidates) {
        String folder = word.substring(0, word.lastIndexOf('/') + 1);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(paths.resolve(folder))) {
            int count = 0;
            for (Path entry : entries) {
                if (count++ == MOST_FILES) {
                    return;
                }
                String name = entry.getFileName().toString();
                boolean hidden =
                        name.startsWith(".") && !word.substring(folder.length()).startsWith(".");
                boolean isFolder = Files.isDirectory(entry);
                if (!hidden && (isFolder || !foldersOnly)) {
                    add(candidates, folder + name + (isFolder ? "/" : ""), !isFolder);
                }
            }
        } catch (IOException | InvalidPathException e) {
            // No such folder, or none that may be read: there is nothing to propose.
            return;
        }
    }

    private static void add(List<Candidate> candidates, String value, boolean complete) {
        if (value.codePoints().noneMatch(SafeText::isHarmful)) {
            candidates.add(new Candidate(value, value, null, null, null, null, complete));
        }
    }
}
