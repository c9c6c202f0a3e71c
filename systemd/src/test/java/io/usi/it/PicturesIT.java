package io.usi.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The README's pictures, and that they can be made anew. */
class PicturesIT {
    private static final Path PICTURES =
            Path.of(System.getProperty("basedir", ""), "..", "docs", "pictures").toAbsolutePath();

    @TempDir
    Path temp;

    @Test
    void areMadeFromARealRun() throws Exception {
        Tool.path("tmux");
        Tool.path("python3");
        Path made = Files.createDirectory(temp.resolve("made"));
        Place place = new Place(temp, "place");
        try (Child script = place.run(PICTURES.resolve("make").toString(), made.toString())) {
            script.finish(Duration.ofMinutes(4)).exits(0);
        }
        looksRight(made);
        try (var left = Files.list(place.root.resolve("tmp"))) {
            assertEquals(0, left.count(), "the script left something behind");
        }
        assertFalse(
                ProcessHandle.allProcesses().anyMatch(process -> isIn(process, place)), "the script left a process");
    }

    private static boolean isIn(ProcessHandle process, Place place) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(place.root);
        } catch (IOException e) {
            // It ended meanwhile, or is somebody else's.
            return false;
        }
    }

    @Test
    void thoseOfTheReadmeAreOfThatKind() throws Exception {
        looksRight(PICTURES);
        for (String readme : new String[] {"README.md", "README.fr.md"}) {
            String text = Files.readString(PICTURES.resolve("../..").resolve(readme));
            assertTrue(text.contains("](docs/pictures/chat.svg)") && text.contains("](docs/pictures/transfer.svg)"));
        }
    }

    private void looksRight(Path folder) throws Exception {
        String chat = texts(folder.resolve("chat.svg"));
        for (String part : new String[] {
            "$ usi-ctl chat",
            "unverified: bob",
            "are you there?",
            "bob offers results.csv",
            "accept o1 results.csv? y/n >"
        }) {
            assertTrue(chat.contains(part), chat);
        }
        String transfer = texts(folder.resolve("transfer.svg"));
        assertTrue(
                Pattern.compile("backup\\.tar \\[#+\\.*] \\d\\d% .* MB/s")
                        .matcher(transfer)
                        .find(),
                transfer);
        for (String text : new String[] {chat, transfer}) {
            assertFalse(text.contains(System.getProperty("user.home")) || text.contains("/tmp"), text);
        }
    }

    private static String texts(Path svg) throws Exception {
        String xml = Files.readString(svg);
        assertFalse(xml.contains("href") || xml.contains("<script") || xml.contains("\u001b"), xml);
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)));
        NodeList texts = document.getElementsByTagName("text");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < texts.getLength(); i++) {
            all.append(texts.item(i).getTextContent()).append('\n');
        }
        return all.toString();
    }
}
