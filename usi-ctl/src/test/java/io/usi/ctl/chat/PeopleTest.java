package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {
    private static final List<Map<String, Object>> PEERS = List.of(
            peer("p1", "alice", "192.0.2.1:12800", true),
            peer("p2", "bob", "192.0.2.2:4711", true),
            peer("p3", "bob", "192.0.2.2:4712", true),
            peer("p4", "carol", "[2001:db8::7]:12800", false));

    private static Map<String, Object> peer(String id, String name, String address, boolean encrypted) {
        return Map.of("id", id, "name", name, "address", address, "encrypted", encrypted, "state", "open");
    }

    @ParameterizedTest
    @CsvSource({"p1,p1", "alice,p1", "192.0.2.1,p1", "192.0.2.1:12800,p1", "192.0.2.2:4712,p3", "2001:db8::7,p4"})
    void findsWhoIsMeant(String who, String id) {
        assertEquals(id, People.of(PEERS, who).only());
    }

    /** The name of a peer that is not encrypted does not count. */
    @ParameterizedTest
    @ValueSource(strings = {"bob", "192.0.2.2", "carol", "dave", ""})
    void isSureOfWhoIsMeant(String who) {
        CtlException e = assertThrows(CtlException.class, () -> People.of(PEERS, who));
        assertEquals(Exit.NO_PEER, e.exit());
        assertTrue(e.getMessage().contains("usi-ctl peers"), e.getMessage());
    }

    @Test
    void namesThatAreNotUniqueComeWithTheId() {
        People all = People.of(PEERS, null);
        assertNull(all.only());
        assertEquals("alice", all.called("p1", "alice"));
        assertEquals("bob (p2)", all.called("p2", "bob"));
        assertEquals("alice (p9)", all.called("p9", "alice"));
        assertEquals("p9", all.called("p9", ""));
        assertEquals("bob (p3)", all.called("p3"));
        assertEquals("p9", all.called("p9"));
        assertEquals(List.of("alice", "bob", "carol"), all.names());
    }

    @Test
    void aChatWithOneHearsThatOne() {
        People one = People.of(PEERS, "alice");
        assertTrue(one.concerns(Map.of("peer", "p1")) && one.concerns(Map.of("address", "192.0.2.9:1")));
        assertFalse(one.concerns(Map.of("peer", "p2")));
        assertTrue(one.isNamesake(Map.of("peer", "p9", "from", "alice")));
        assertFalse(one.isNamesake(Map.of("peer", "p1", "from", "alice")));
        assertTrue(People.of(PEERS, null).concerns(Map.of("peer", "p2")));
    }
}
