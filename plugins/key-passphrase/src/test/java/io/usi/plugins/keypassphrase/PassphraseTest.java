package io.usi.plugins.keypassphrase;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.PluginException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseTest {
    private static final String WORDS = "correct horse battery staple";

    @ParameterizedTest
    @ValueSource(strings = {WORDS, "  " + WORDS, WORDS + "\t \r", "\u00a0" + WORDS + "\u3000", "\u2028" + WORDS})
    void blanksAtTheEndsDoNotCount(String typed) throws PluginException {
        assertEquals(WORDS, passphrase(typed));
    }

    @Test
    void blanksInsideCount() throws PluginException {
        assertEquals("correct  horse staple", passphrase("correct  horse staple"));
        assertEquals("correct\u00a0horse staple", passphrase("correct\u00a0horse staple"));
    }

    @Test
    void everyWayToTypeTheSameWordsIsTheSame() throws PluginException {
        String composed = "Ça a été très bête à Noël";
        assertEquals(composed, passphrase(composed));
        assertEquals(composed, passphrase("C\u0327a a e\u0301te\u0301 tre\u0300s be\u0302te a\u0300 Noe\u0308l"));
        assertEquals("\u00c5ngstr\u00f6m \u03a9hm laws", passphrase("\u212bngstro\u0308m \u2126hm laws"));
        assertEquals(
                "\ud55c\uad6d\uc5b4 \ud55c\uad6d\uc5b4 \ud55c\uad6d\uc5b4 1",
                passphrase(Normalizer.normalize(
                        "\ud55c\uad6d\uc5b4 \ud55c\uad6d\uc5b4 \ud55c\uad6d\uc5b4 1", Normalizer.Form.NFD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "           ",
                "hunter2",
                "elevenchars",
                "   elevenchars     ",
                "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301",
                "\ud83d\udc34\ud83d\udc34\ud83d\udc34\ud83d\udc34\ud83d\udc34\ud83d\udc34\ud83d\udc34\ud83d\udc34"
            })
    void lessThanTwelveCharactersAreRefused(String typed) {
        assertTrue(refused(typed).contains("six random words"));
    }

    @Test
    void twelveCharactersAreEnough() throws PluginException {
        assertEquals("twelve chars", passphrase("twelve chars"));
        String horses = "\ud83d\udc34".repeat(12);
        assertEquals(horses, passphrase(horses));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct\thorse battery",
                "correct\u0000horse battery",
                "correct\u001b[Dhorse battery",
                "correct\u007fhorse battery",
                "correct\u0085horse battery",
                "correct\u00adhorse battery",
                "correct\u200bhorse battery",
                "correct\u202ehorse battery",
                "correct\u2028horse battery",
                "\ufeffcorrect horse battery",
                "correct\u0378horse battery",
                "correct\uffffhorse battery"
            })
    void whatCannotBeSeenIsRefused(String typed) {
        String message = refused(typed);
        assertTrue(message.contains("leave it out"), message);
        assertFalse(message.contains("horse"), message);
    }

    @Test
    void halfACharacterIsRefused() {
        for (char half : new char[] {'\ud83d', '\udc34'}) {
            assertTrue(refused("correct horse " + half).contains("leave it out"));
        }
    }

    @Test
    void whatWasTypedIsLeftAsItWas() throws PluginException {
        char[] typed = (" " + WORDS).toCharArray();
        Passphrase.utf8(typed);
        assertArrayEquals((" " + WORDS).toCharArray(), typed);
    }

    private static String passphrase(String typed) throws PluginException {
        return new String(Passphrase.utf8(typed.toCharArray()), StandardCharsets.UTF_8);
    }

    private static String refused(String typed) {
        PluginException refused = assertThrows(PluginException.class, () -> Passphrase.utf8(typed.toCharArray()));
        return Objects.requireNonNull(refused.getMessage());
    }
}
