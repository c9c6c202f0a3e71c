package io.usi.daemon.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguageTest {
    @Test
    void theEnvironmentChoosesIt() {
        assertEquals(Language.ENGLISH, Language.of(Map.of()));
        assertEquals(Language.FRENCH, Language.of(Map.of("LANG", "fr_FR.UTF-8")));
        assertEquals(Language.FRENCH, Language.of(Map.of("LANG", "fr")));
        assertEquals(Language.ENGLISH, Language.of(Map.of("LANG", "frr_DE.UTF-8")));
        assertEquals(Language.ENGLISH, Language.of(Map.of("LC_ALL", "C", "LANG", "fr_FR.UTF-8")));
        assertEquals(Language.FRENCH, Language.of(Map.of("LC_ALL", "", "LC_MESSAGES", "fr_BE@euro", "LANG", "C")));
    }

    @Test
    void theLaunchersWordComesFirst() {
        assertEquals(Language.FRENCH, Language.of(Map.of("USI_LOCALE", "fr_FR.UTF-8", "LC_ALL", "C.UTF-8")));
        assertEquals(Language.ENGLISH, Language.of(Map.of("USI_LOCALE", "", "LANG", "fr_FR.UTF-8")));
    }

    @Test
    void aServiceWritesALog() {
        Map<String, String> service = Map.of("NOTIFY_SOCKET", "/run/n", "USI_LOCALE", "fr_FR.UTF-8");
        assertEquals(Language.ENGLISH, Language.ofTerminal(service));
        assertEquals(Language.FRENCH, Language.of(service));
        assertEquals(Language.FRENCH, Language.ofTerminal(Map.of("LANG", "fr_FR.UTF-8")));
    }
}
