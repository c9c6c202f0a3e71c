package io.usi.plugins.keypassphrase;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Values;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class PassphraseKeyProviderTest {
    private static final String PASSPHRASE = "key.passphrase";
    private static final String SALT = "key.passphrase-salt";
    private static final String WORDS = "correct horse battery staple";

    @Test
    void withoutTheSettingNothingIsAskedAndThereIsNoKey() throws PluginException {
        PassphraseKeyProvider provider = provider(Map.of());
        assertEquals(Optional.empty(), provider.question());
        assertEquals(Optional.empty(), provider.presetKey());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/passphrase-keys.csv", numLinesToSkip = 1)
    void theKeyIsMadeFromTheAnswerAndTheSalt(String salt, String passphrase, String key) throws PluginException {
        PassphraseKeyProvider provider =
                provider(salt.isEmpty() ? Map.of(PASSPHRASE, true) : Map.of(PASSPHRASE, true, SALT, salt));
        provider.answer((" " + passphrase).toCharArray());
        assertEquals(key, HexFormat.of().formatHex(provider.presetKey().orElseThrow()));
    }

    @Test
    void aWrongAnswerMayBeFollowedByARightOne() throws PluginException {
        PassphraseKeyProvider provider = provider(Map.of(PASSPHRASE, true));
        assertThrows(PluginException.class, () -> provider.answer("too short".toCharArray()));
        provider.answer(WORDS.toCharArray());
        assertEquals(32, provider.presetKey().orElseThrow().length);
    }

    @Test
    void withoutAnAnswerThereIsNoStart() throws PluginException {
        PassphraseKeyProvider provider = provider(Map.of(PASSPHRASE, true));
        assertThrows(PluginException.class, provider::presetKey);
    }

    @Test
    void aSaltAloneIsAMistake() {
        for (Map<String, Object> given :
                List.<Map<String, Object>>of(Map.of(SALT, "team"), Map.of(SALT, "team", PASSPHRASE, false))) {
            PluginException refused = assertThrows(PluginException.class, () -> provider(given));
            assertTrue(Objects.requireNonNull(refused.getMessage()).contains("add --passphrase"));
        }
    }

    /** The daemon translates what it knows. */
    @Test
    void itAsksInEnglish() throws PluginException {
        assertEquals(
                "Passphrase for the preset key",
                provider(Map.of(PASSPHRASE, true)).question().orElseThrow());
    }

    @Test
    void noSettingTakesAPassphrase() {
        for (Setting setting : new PassphraseKeyProvider().settings()) {
            boolean flag = setting.key().equals(PASSPHRASE);
            assertEquals(flag ? Setting.Kind.FLAG : Setting.Kind.TEXT, setting.kind());
        }
    }

    @Test
    void theJarWillNameTheExtension() throws IOException, URISyntaxException {
        URL classes = PassphraseKeyProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertTrue(index.lines().anyMatch(PassphraseKeyProvider.class.getName()::equals), index);
    }

    private static PassphraseKeyProvider provider(Map<String, Object> given) throws PluginException {
        PassphraseKeyProvider provider = new PassphraseKeyProvider();
        provider.configure(new Given(given));
        return provider;
    }

    private record Given(Map<String, Object> values) implements Values {
        @Override
        public Optional<String> text(String key) {
            return Optional.ofNullable((String) values.get(key));
        }

        @Override
        public boolean flag(String key) {
            return values.get(key) instanceof Boolean on && on;
        }

        @Override
        public Optional<Path> path(String key) {
            throw new AssertionError(key);
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            throw new AssertionError(key);
        }
    }
}
