package io.usi.ctl.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {
    private static final String TEXT = "src/main/java/io/usi/%s/text/%s.java";

    @Test
    void knowsTheDaemonsSentences() {
        assertEquals(
                "aucun pair n’a cet identifiant, ce nom ou cette adresse : voyez « usi-ctl peers »",
                Sentences.inFrench("no peer has that id, name or address: see usi-ctl peers"));
        assertEquals(
                "le fichier n’a pas pu être rangé : permission refusée",
                Sentences.inFrench("the file could not be stored: permission denied"));
        String own = "a plugin's own words: as they are";
        assertSame(own, Sentences.inFrench(own));
    }

    /** It is tested there. No code is shared: this program loads its own classes and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"Translation", "SentencePattern"})
    void findsThemAsTheDaemonDoes(String name) throws IOException {
        String there = Files.readString(Path.of("../usi-daemon", TEXT.formatted("daemon", name)));
        String here = Files.readString(Path.of(TEXT.formatted("ctl", name)));
        assertEquals(there.replace("io.usi.daemon.text", "io.usi.ctl.text"), here);
    }
}
