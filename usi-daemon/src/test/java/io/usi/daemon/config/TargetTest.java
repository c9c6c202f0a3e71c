package io.usi.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "localhost,localhost,12800",
        "localhost:1,localhost,1",
        "host.example.:65535,host.example.,65535",
        "127.0.0.1:12801,127.0.0.1,12801",
        "a_b-c,a_b-c,12800",
        "bücher.example,bücher.example,12800",
        "::1,::1,12800",
        "[::1],::1,12800",
        "[::1]:12801,::1,12801",
        "fe80::1%eth0,fe80::1%eth0,12800",
        "[fe80::1%eth0.1]:5,fe80::1%eth0.1,5",
        "::ffff:127.0.0.1,::ffff:127.0.0.1,12800"
    })
    void hostsAndPorts(String text, String host, int port) {
        assertEquals(new Target(host, port, Optional.empty()), Target.parse(text, 12_800));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":1", "host:", "host:0", "host:65536", "host:-1", "host:1x", "host:999999", "[::1", "::1]",
                "[::1]12800", "[::1]:", "[::1]:0", "[host]", "[]", "a b", "a\nb", "\u001b[0m", "http://host/", "a/b",
                "-host", "host:1:2", "[::1]:1:2", "[::1%]", "user@host"
            })
    void anythingElseSaysWhatIsExpected(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Target.parse(text, 12_800));
        assertTrue(Objects.requireNonNull(refused.getMessage()).startsWith("expected "), refused.getMessage());
        assertTrue(text.isEmpty() || !refused.getMessage().contains("\u001b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void thereIsNoTargetWithoutAPort(int port) {
        assertThrows(IllegalArgumentException.class, () -> Target.parse("host", port));
    }
}
