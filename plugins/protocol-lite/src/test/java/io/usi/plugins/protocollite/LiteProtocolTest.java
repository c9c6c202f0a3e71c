package io.usi.plugins.protocollite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.plugin.PluginException;
import io.usi.plugin.Setting;
import io.usi.plugin.Values;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteProtocolTest {
    @Test
    void itIsCalledLiteAndNotEncrypted() {
        LiteProtocol protocol = new LiteProtocol();
        assertEquals("lite", protocol.name());
        assertFalse(protocol.encrypted());
        Setting setting = protocol.settings().get(0);
        assertTrue(setting.help().contains("NOT ENCRYPTED"));
        assertTrue(setting.helpFr().contains("N’EST PAS CHIFFRÉ"));
    }

    @Test
    void withoutASettingItWaitsNowhere() throws PluginException {
        assertEquals(Optional.empty(), listen(null));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0,127.0.0.1,0",
        "127.0.0.1:12801,127.0.0.1,12801",
        "localhost:1,127.0.0.1,1",
        "[::1]:65535,0:0:0:0:0:0:0:1,65535"
    })
    void itWaitsWhereItIsTold(String text, String address, int port) throws PluginException {
        InetSocketAddress listen = listen(text).orElseThrow();
        assertEquals(address, listen.getAddress().getHostAddress());
        assertEquals(port, listen.getPort());
    }

    @Test
    void aPortAloneIsEveryAddress() throws PluginException {
        InetSocketAddress listen = listen("12801").orElseThrow();
        assertTrue(listen.getAddress().isAnyLocalAddress());
        assertEquals(12801, listen.getPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":12801",
                "127.0.0.1",
                "127.0.0.1:",
                "127.0.0.1:65536",
                "127.0.0.1:123456",
                "127.0.0.1:-1",
                "::1:12801",
                "[127.0.0.1]:12801",
                "[]:12801",
                "[::1]",
                "[::1]12801",
                "a b:12801",
                "٣"
            })
    void anythingElseIsRefused(String text) {
        PluginException refused = assertThrows(PluginException.class, () -> listen(text));
        assertTrue(
                Objects.requireNonNull(refused.getMessage()).contains("expected [ADDRESS:]PORT"), refused.getMessage());
    }

    @Test
    void anAddressThatNobodyKnowsIsRefused() {
        PluginException refused = assertThrows(PluginException.class, () -> listen("[fe80::1%no-such-interface]:1"));
        assertTrue(Objects.requireNonNull(refused.getMessage()).contains("unknown"), refused.getMessage());
    }

    private static Optional<InetSocketAddress> listen(String text) throws PluginException {
        LiteProtocol protocol = new LiteProtocol();
        protocol.configure(new OneText(text));
        return protocol.listen();
    }

    private record OneText(String given) implements Values {
        @Override
        public Optional<String> text(String key) {
            assertEquals("lite.listen", key);
            return Optional.ofNullable(given);
        }

        @Override
        public Optional<Path> path(String key) {
            throw new IllegalArgumentException(key);
        }

        @Override
        public boolean flag(String key) {
            throw new IllegalArgumentException(key);
        }

        @Override
        public Optional<char[]> takeSecret(String key) {
            throw new IllegalArgumentException(key);
        }
    }
}
