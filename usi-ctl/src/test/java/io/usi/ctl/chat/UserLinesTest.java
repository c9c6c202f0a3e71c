package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserLinesTest {
    private static final String GUESTS = "a".repeat(64);
    private static final String SERVERS = "b".repeat(64);

    private final People people = new People(
            List.of(
                    Map.of(
                            "id",
                            "p1",
                            "name",
                            "alice",
                            "direction",
                            "in",
                            "state",
                            "open",
                            "authenticated",
                            "verified",
                            "fingerprint",
                            GUESTS),
                    Map.of(
                            "id",
                            "p2",
                            "name",
                            "bob",
                            "direction",
                            "out",
                            "state",
                            "open",
                            "authenticated",
                            "verified",
                            "fingerprint",
                            SERVERS)),
            null);

    private String first(Map<String, Object> user) {
        Line.Shown shown = (Line.Shown) new UserLines(people).of(List.of(user)).get(0);
        return shown.text().lines().findFirst().orElseThrow();
    }

    @Test
    void whatIsKnownStandsBeforeTheName() {
        assertEquals(
                "verified: 192.0.2.1  alice",
                first(Map.of("address", "192.0.2.1", "name", "alice", "fingerprint", GUESTS, "you", false)));
        assertEquals(
                "verified, server: 192.0.2.2:1  bob",
                first(Map.of(
                        "address", "192.0.2.2:1", "name", "bob", "fingerprint", SERVERS, "server", true, "via", "p2")));
        assertEquals(
                "you, server: 192.0.2.9:1  me",
                first(Map.of("address", "192.0.2.9:1", "name", "me", "you", true, "server", true)));
        assertEquals(
                "NOT ENCRYPTED: 192.0.2.3  dave",
                first(Map.of("address", "192.0.2.3", "name", "dave", "encrypted", false)));
    }

    /** A server can state whatever it likes of others, also the fingerprint of somebody who is verified. */
    @Test
    void whatAServerSaysOfOthersVerifiesNobody() {
        for (String fingerprint : List.of(GUESTS, SERVERS)) {
            assertEquals(
                    "so says p2: verified: 192.0.2.1  carol",
                    first(Map.of(
                            "address",
                            "verified: 192.0.2.1",
                            "name",
                            "carol",
                            "fingerprint",
                            fingerprint,
                            "via",
                            "p2")));
        }
        assertEquals(
                "?: 192.0.2.1  carol", first(Map.of("address", "192.0.2.1", "name", "carol", "fingerprint", SERVERS)));
    }

    @Test
    void namesAreCutAndSafe() {
        assertEquals(
                "?: 192.0.2.1  \\u{1b}verified" + "x".repeat(9) + "~",
                first(Map.of("address", "192.0.2.1", "name", "\u001bverified" + "x".repeat(64))));
    }
}
