package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RepertoireTest {
    private static final Charset UTF_8 = StandardCharsets.UTF_8;
    private static final Charset ASCII = StandardCharsets.US_ASCII;

    @Test
    void onlyCertainWidthsAreDrawnAgainAndAgain() {
        Repertoire all = new Repertoire(UTF_8);
        assertEquals("été 日本 ?.pdf", all.certain("été 日本 😀.pdf"));
        assertEquals("\\u{1b}[m", all.certain("\u001b[m"));
        assertEquals("?t?", new Repertoire(ASCII).certain("été"));
    }
}
