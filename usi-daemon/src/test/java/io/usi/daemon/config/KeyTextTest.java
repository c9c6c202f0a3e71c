package io.usi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class KeyTextTest {
    static final java.util.List<KeyText> ALL = KeyText.ALL;

    @Test
    void everyKeyHasOneTextInTheSameOrder() {
        assertEquals(Keys.ALL, ALL.stream().map(KeyText::key).toList());
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void isASentenceInTwoLanguages(KeyText text) {
        assertTrue(text.help().matches("[A-Z].*\\."), text.help());
        assertTrue(text.helpFr().matches("\\p{Lu}.*\\."), text.helpFr());
        assertNotEquals(text.help(), text.helpFr());
        assertTrue(!text.form().isBlank(), text.key());
    }
}
