package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.ui.Cells;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    @Test
    void namesThatAreNotUniqueComeWithTheId() {
        People all = new People(PEERS, null);
        assertNull(all.only());
        assertEquals("alice", all.called("p1", "alice").whole());
        assertEquals("bob (p2)", all.called("p2", "bob").whole());
        assertEquals("alice (p9)", all.called("p9", "alice").whole());
        assertEquals("192.0.2.1:12800 (p9)", all.called("p9", "192.0.2.1:12800").whole());
        assertEquals("192.0.2.1:12800", all.called("p1", "192.0.2.1:12800").whole());
        assertEquals("p9", all.called("p9", "").whole());
        assertEquals("bob (p3)", all.called("p3").whole());
        assertEquals("p9", all.called("p9").whole());
        assertEquals(List.of("alice", "bob", "carol"), all.names());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "you",
                "You",
                " you:",
                "ｙｏｕ",
                "y o u",
                "vous",
                "VOUS",
                "p1",
                "P 1",
                "alice (p1)",
                "alice\u00a0（p1）",
                "alice by way of bob",
                "alice\u00a0by\u2003way  of bob"
            })
    void namesThatImitateTheChatComeWithTheId(String name) {
        Called called = new People(PEERS, null).called("p9", name);
        assertEquals(name + " (p9)", called.whole());
        assertEquals(" (p9)", called.added());
    }

    @Test
    void aLongNameHidesNothingOfWhatIsBehindIt() {
        People all = new People(PEERS, null);
        assertEquals(
                "x".repeat(23) + "~ by way of bob (p2)",
                all.relayed("x".repeat(64), "p2").brief());
        String wide = "alice (p1)" + "一".repeat(40);
        assertTrue(
                all.called("p9", wide).brief().endsWith("~ (p9)"),
                all.called("p9", wide).brief());
    }

    /** Whatever a peer calls itself: what is known of it stands before that. */
    @Test
    void noNameSaysThatItIsVerified() {
        String name = "bob: verified --- " + "一".repeat(45);
        People all = new People(
                List.of(
                        Map.of("id", "p1", "name", name, "state", "open", "authenticated", "no"),
                        Map.of("id", "p2", "name", "carol", "state", "open", "authenticated", "verified")),
                null);
        List<String> present = all.present();
        assertTrue(present.get(0).startsWith("unverified: bob"), present::toString);
        assertTrue(Cells.of(present.get(0)) <= "unverified: ".length() + Called.COLUMNS, present::toString);
        assertEquals("verified: carol", present.get(1));
    }

    @Test
    void aChatWithOneHearsThatOne() {
        People one = new People(PEERS, PEERS.get(0));
        assertEquals("p1", one.only());
        assertTrue(one.concerns(Map.of("peer", "p1")) && one.concerns(Map.of("address", "192.0.2.9:1")));
        assertFalse(one.concerns(Map.of("peer", "p2")));
        assertTrue(one.isNamesake(Map.of("peer", "p9", "from", "alice")));
        assertFalse(one.isNamesake(Map.of("peer", "p1", "from", "alice")));
        assertTrue(new People(PEERS, null).concerns(Map.of("peer", "p2")));
    }

    @Test
    void whatWasSaidToSomeIsMarkedWithTheirNames() {
        People all = new People(PEERS, null);
        assertEquals("you", all.self(null).whole());
        assertEquals("you (to carol)", all.self(List.of("p4")).whole());
        assertEquals("you (to bob (p2), carol)", all.self(List.of("p2", "p4")).whole());
        assertEquals(
                "you (to alice, bob (p2), bob (p3) +1)",
                all.self(List.of("p1", "p2", "p3", "p4")).whole());
        People one = new People(PEERS, PEERS.get(0));
        assertEquals("you", one.self(List.of("p1")).whole());
        assertEquals("you (to alice, carol)", one.self(List.of("p1", "p4")).whole());
    }

    /** A guest alone hears what is said to them; what is said to the server of a room, all who are in it. */
    @Test
    void aChatWithARoomSaysSo() {
        Map<String, Object> alice = Map.of("id", "p1", "name", "alice", "state", "open", "direction", "out");
        Map<String, Object> bob = Map.of("id", "p2", "name", "bob", "state", "open", "direction", "in");
        List<Map<String, Object>> both = List.of(alice, bob);
        assertEquals(
                List.of("unverified: alice", "alice's room: all who are in it hear you"),
                new People(both, alice).present());
        assertEquals(List.of("unverified: bob"), new People(both, bob).present());
        assertEquals(List.of("unverified: alice", "unverified: bob"), new People(both, null).present());
    }
}
