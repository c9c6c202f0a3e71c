package io.usi.plugins.keycle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleKeyProviderTest {
    private static final String HEX_192 = "810bbd71fe13fe2505895ff3b323c0f8fb2d3befd864255a";

    @ParameterizedTest
    @CsvFileSource(resources = "/preset-keys.csv", numLinesToSkip = 1)
    void everyFormOfTheVectorsIsTheSameKey(String key, String form) throws PluginException {
        byte[] expected = HexFormat.of().parseHex(key);
        String urlSafe = form.replace('+', '-').replace('/', '_');
        for (String text : new String[] {form, form.replace("=", ""), urlSafe, "  " + form + " \t", form + "\r\n"}) {
            assertArrayEquals(expected, key(text).orElseThrow(), text);
        }
    }

    @Test
    void whatCouldBeBothIsHexadecimal() throws PluginException {
        String both = "2510f170a41aabe6e5b8740da2c15404";
        assertEquals(16, key(both).orElseThrow().length);
        assertEquals(24, key(both.replace('a', 'z')).orElseThrow().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "2510f170a41aabe6e5b8740da2c1540",
                "2510f170a41aabe6e5b8740da2c1540404",
                "0x10f170a41aabe6e5b8740da2c15404ff",
                "2510f170 a41aabe6 e5b8740d a2c15404",
                "JRDxcKQaq+bluHQNosFUB",
                "JRDxcKQaq+bluHQNosFUBA=",
                "JRDxcKQaq+bluHQNosFUBA===",
                "JRDxcKQaq+bluHQNosFUBB==",
                "JRDxcKQaq+bluHQNosFUBB",
                "JRDxcKQaq bluHQNosFUBA==",
                "JRDxcKQaq+bluHQNosFUBAé",
                "٢٥10f170a41aabe6e5b8740da2c15404",
                "AAAA",
                "===="
            })
    void anythingElseIsRefusedWithoutShowingIt(String text) {
        PluginException refused = assertThrows(PluginException.class, () -> key(text));
        String message = Objects.requireNonNull(refused.getMessage());
        assertTrue(message.contains("32, 48 or 64") && message.contains("16, 24 or 32"), message);
        assertFalse(!text.isBlank() && message.contains(text), message);
    }

    @Test
    void withoutASettingThereIsNoKey() throws PluginException {
        CleKeyProvider provider = new CleKeyProvider();
        provider.configure(new OneSecret(null));
        assertTrue(provider.presetKey().isEmpty());
    }

    @Test
    void theCharactersAreWipedAndTheKeyIsGivenOnce() throws PluginException {
        for (String text : new String[] {HEX_192, "not a key"}) {
            OneSecret values = new OneSecret(text.toCharArray());
            char[] characters = Objects.requireNonNull(values.secret);
            CleKeyProvider provider = new CleKeyProvider();
            try {
                provider.configure(values);
                assertTrue(provider.presetKey().isPresent());
            } catch (PluginException e) {
                assertFalse(text.equals(HEX_192));
            }
            assertTrue(provider.presetKey().isEmpty());
            assertArrayEquals(new char[text.length()], characters);
        }
    }

    @Test
    void theSettingIsTheOptionOfUsi24() {
        Setting setting = new CleKeyProvider().settings().get(0);
        assertEquals("key.cle", setting.key());
        assertEquals(Setting.Kind.SECRET, setting.kind());
        assertTrue(setting.options().containsAll(List.of("-k", "--cle")));
    }

    @Test
    void theJarWillNameTheExtension() throws IOException, URISyntaxException {
        URL classes = CleKeyProvider.class.getProtectionDomain().getCodeSource().getLocation();
        String index = Files.readString(Path.of(classes.toURI()).resolve("META-INF/extensions.idx"));
        assertTrue(index.lines().anyMatch(CleKeyProvider.class.getName()::equals), index);
    }

    private static Optional<byte[]> key(String text) throws PluginException {
        CleKeyProvider provider = new CleKeyProvider();
        provider.configure(new OneSecret(text.toCharArray()));
        return provider.presetKey();
    }

    private static final class OneSecret implements Values {
        private char[] secret;

        OneSecret(char[] secret) {
            this.secret = secret;
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            assertEquals("key.cle", key);
            Optional<char[]> taken = Optional.ofNullable(secret);
            secret = null;
            return taken;
        }

        @Override
        public Optional<String> text(String key) {
            throw new AssertionError(key);
        }

        @Override
        public Optional<Path> path(String key) {
            throw new AssertionError(key);
        }

        @Override
        public boolean flag(String key) {
            throw new AssertionError(key);
        }
    }
}
