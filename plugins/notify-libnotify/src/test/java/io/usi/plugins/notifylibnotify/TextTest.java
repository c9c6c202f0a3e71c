package io.usi.plugins.notifylibnotify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.Notice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final Capabilities ALL = new Capabilities(true, true);
    private static final Capabilities NONE = new Capabilities(false, false);

    @Test
    void markupShowsAsText() {
        Notice notice = message("A<i>nne</i>", "<b>bold</b> & \"it's\" <img src='x'>");
        Bubble escaped = english(ALL).single(notice);
        assertEquals(
                "&lt;b&gt;bold&lt;/b&gt; &amp; &quot;it&apos;s&quot; &lt;img src=&apos;x&apos;&gt;", escaped.body());
        assertEquals("A<i>nne</i>", escaped.title());
        assertEquals(notice.text(), english(NONE).single(notice).body());
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        for (String letter : List.of("a", "é", "𝕏")) {
            for (String before : List.of("", "x")) {
                String text = before + letter.repeat(600);
                Bubble bubble = english(NONE).single(message(text, text));
                assertTrue(bubble.title().length() <= 100 && bubble.title().length() >= 98, bubble.title());
                assertTrue(bubble.body().length() <= 500 && bubble.body().length() >= 498, bubble.body());
                assertTrue(
                        bubble.title().endsWith(letter + "…") && bubble.body().endsWith(letter + "…"));
            }
        }
        Bubble markup = english(ALL).single(message("Anne", "&".repeat(600)));
        assertEquals("&amp;".repeat(499) + "…", markup.body());
        Notice lite = new Notice(Notice.Kind.PEER_JOINED, "n".repeat(600), false, "", "", 0);
        Bubble joined = english(ALL).single(lite);
        assertTrue(joined.title().startsWith("NOT ENCRYPTED: nnn")
                && joined.title().endsWith("… joined"));
        assertEquals(100, joined.title().length());
    }

    @Test
    void nothingTurnsTheDirectionOfWhatStandsBeside() {
        String hostile = "\u202egpj.exe\u2066\u2069\u200f\u061c";
        Bubble bubble = english(NONE).single(message(hostile, hostile));
        assertEquals("gpj.exe", bubble.title());
        assertEquals("gpj.exe", bubble.body());
        Bubble shown = english(NONE).single(message("a\nb\u2028c\u001b", "שלום\nb\ud800"));
        assertEquals("a b c", shown.title());
        assertEquals("שלום\nb\ufffd", shown.body());
    }

    @Test
    void whoIsNotEncryptedIsMarked() {
        for (Notice.Kind kind : Notice.Kind.values()) {
            Notice notice = new Notice(kind, "Anne", false, "text", "7", 3);
            if (kind == Notice.Kind.OFFER_ENDED) {
                continue;
            }
            for (Map.Entry<Locale, String> language : Map.of(
                            Locale.ENGLISH, "NOT ENCRYPTED: ", Locale.FRENCH, "NON CHIFFRÉ : ")
                    .entrySet()) {
                Wording wording = new Wording(new Words(language.getKey()), true, ALL);
                Bubble bubble = kind == Notice.Kind.FILE_OFFERED ? wording.offer(notice) : wording.single(notice);
                assertTrue(bubble.title().startsWith(language.getValue()), bubble.title());
                assertTrue(wording.folded(notice, 9, true).title().startsWith(language.getValue()));
                assertTrue(wording.offers(2, false).title().startsWith(language.getValue()));
                assertFalse(wording.offers(2, true).title().startsWith(language.getValue()));
            }
        }
    }

    @Test
    void theUserIsAddressedInEnglishOrFrench() {
        assertEquals("4.2 MB", words("en_GB.UTF-8").size(4_200_000));
        assertEquals("4,2 Mo", words("fr_FR.UTF-8").size(4_200_000));
        assertEquals("999 o", words("fr").size(999));
        assertEquals("Accepter", words("fr_CA@euro").accept());
        assertEquals("Accept", words("de_DE.UTF-8").accept());
        assertEquals("Accept", words("C").accept());
    }

    private static Words words(String locale) {
        return Words.of(Map.of("USI_LOCALE", locale)::get);
    }

    @Test
    void withoutPreviewOnlyWhoIsShown() {
        Notice secret = new Notice(Notice.Kind.FILE_OFFERED, "Anne", true, "secret.pdf", "7", 4_200_000);
        for (Capabilities server : List.of(ALL, NONE)) {
            Wording wording = new Wording(new Words(Locale.ENGLISH), false, server);
            for (Bubble bubble : List.of(
                    wording.single(message("Anne", "secret")),
                    wording.folded(message("Anne", "secret"), 5, true),
                    wording.folded(message("Anne", "secret"), 5, false),
                    wording.offer(secret))) {
                assertFalse(bubble.toString().contains("secret"), bubble.toString());
            }
            assertEquals("Anne offers a file", wording.offer(secret).title());
            assertEquals("Anne", wording.single(message("Anne", "secret")).title());
        }
        assertEquals(
                "4.2 MB\nusi-ctl accept 7",
                new Wording(new Words(Locale.ENGLISH), false, NONE)
                        .offer(secret)
                        .body());
    }

    private static Wording english(Capabilities server) {
        return new Wording(new Words(Locale.ENGLISH), true, server);
    }

    private static Notice message(String peer, String text) {
        return new Notice(Notice.Kind.MESSAGE, peer, true, text, "", 0);
    }
}
