package io.usi.ctl.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.Ctl;
import io.usi.ctl.FakeDaemon;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Commands that ask one thing. */
class QueriesTest extends DaemonTest {
    private static final String FINGERPRINT = "0123456789abcdef".repeat(4);
    private static final Map<String, Object> OPEN = Map.of(
            "id",
            "p1",
            "name",
            HARMFUL,
            "address",
            "192.0.2.1:12800",
            "state",
            "open",
            "protocol",
            2,
            "authenticated",
            "verified",
            "fingerprint",
            FINGERPRINT);
    private static final Map<String, Object> WAITING = Map.of(
            "id",
            "p2",
            "name",
            "",
            "address",
            "nas:12800",
            "state",
            "waiting",
            "protocol",
            2,
            "authenticated",
            "no",
            "problem",
            "connection refused");

    @Test
    void a_method_that_the_user_named_says_nothing_of_versions() {
        String named = run("rpc", "nosuch").fails(1, "no such method").err();
        assertFalse(named.contains("version"), named);
        run("offers").fails(1, "no such method", "usi-ctl's version");
    }

    @Test
    void peers() {
        daemon.answer("session.list", List.of(OPEN, WAITING));
        Ctl.Result result = run("peers").succeeds();
        assertEquals(3, result.lines().size());
        assertTrue(result.lines().get(0).matches("ID +NAME +ADDRESS +STATE +PROTOCOL +VERIFIED +FINGERPRINT"));
        assertTrue(result.lines().get(1).contains(SHOWN));
        assertTrue(result.lines()
                .get(1)
                .endsWith("verified  01234567 89abcdef 01234567 89abcdef 01234567 89abcdef 01234567 89abcdef"));
        assertTrue(result.lines().get(2).endsWith("problem: connection refused"), result::out);
        assertFalse(result.out().contains("\033"), "no colours where there is no terminal");
        assertEquals(List.of(OPEN, WAITING), run("peers", "--json").succeeds().json());
        assertEquals(List.of(OPEN, WAITING), run("--json", "peers").succeeds().json());
    }

    @Test
    void peers_are_told_apart_at_a_glance() {
        daemon.answer(
                "session.list",
                List.of(
                        Map.of("id", "p1", "state", "open", "authenticated", "verified"),
                        Map.of("id", "p2", "state", "open", "authenticated", "no"),
                        Map.of("id", "p3", "state", "open", "authenticated", "preset"),
                        Map.of("id", "p4", "state", "open", "authenticated", "no", "encrypted", false),
                        Map.of("id", "p5", "state", "waiting", "authenticated", "no")));
        List<String> plain = run("peers").succeeds().lines();
        for (int i = 0; i < 4; i++) {
            String word = List.of("verified", "unverified", "preset key", "NOT ENCRYPTED")
                    .get(i);
            assertTrue(plain.get(i + 1).matches("p\\d .* " + word + " +-"), plain::toString);
        }
        assertTrue(plain.get(5).matches("p5 .* -  +-"), plain::toString);
        List<String> coloured =
                ctl().with("USI_TTY", "1").run("peers").succeeds().lines();
        assertTrue(coloured.get(1).contains("\033[32mverified\033[0m "), coloured::toString);
        assertTrue(coloured.get(2).contains("\033[33munverified\033[0m "), coloured::toString);
        assertTrue(coloured.get(4).contains("\033[1;31mNOT ENCRYPTED\033[0m "), coloured::toString);
        assertEquals(
                plain,
                ctl().with("USI_TTY", "1").with("NO_COLOR", "1").run("peers").lines());
        assertEquals(
                plain,
                ctl().with("USI_TTY", "1").with("TERM", "dumb").run("peers").lines());
    }

    @Test
    void no_peers() {
        daemon.answer("session.list", List.of());
        Ctl.Result result = run("peers");
        assertEquals(0, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().contains("usi-ctl connect HOST"));
        assertEquals("[]\n", run("peers", "--json").succeeds().out());
    }

    @Test
    void connect() {
        daemon.answer("session.connect", WAITING);
        assertEquals("p2 waiting nas:12800\n", run("connect", "nas").succeeds().out());
        assertEquals(Map.of("address", "nas"), daemon.params("session.connect"));
        daemon.on("session.connect", call -> {
            assertEquals(Map.of("address", "nas", "wait_s", 30), call.params());
            return OPEN;
        });
        assertTrue(
                run("connect", "nas", "--wait", "30s").succeeds().out().startsWith("p1 open 192.0.2.1:12800 al\\u{"));
        assertEquals(
                OPEN, run("connect", "--wait=30", "nas", "--json").succeeds().json());
        daemon.refuse("session.connect", -32_006, "timeout", "it did not open in 1 s");
        run("connect", "nas", "--wait", "1s").fails(6, "it did not open in 1 s", "--wait");
        daemon.refuse("session.connect", -32_001, "unknown_host", "no such host");
        run("connect", "nas").fails(1, "no such host");
    }

    @Test
    void verify_joins_the_groups_of_a_fingerprint() {
        daemon.answer("session.verify", OPEN);
        assertEquals(
                "verified until this session ends\n",
                run("verify", "alice", "38eba9bb", "19ca85fd").succeeds().out());
        assertEquals(Map.of("peer", "alice", "fingerprint", "38eba9bb19ca85fd"), daemon.params("session.verify"));
        daemon.refuse("session.verify", -32_005, "mismatch", "the fingerprints differ");
        run("verify", "alice", "00").fails(5, "the fingerprints differ");
    }

    @Test
    void disconnect_refuse_and_cancel() {
        daemon.answer("session.close", OPEN)
                .answer("file.refuse", Map.of())
                .answer("transfer.cancel", Map.of("id", "t1"));
        assertEquals("", run("disconnect", "alice").succeeds().out());
        assertEquals(Map.of("peer", "alice"), daemon.params("session.close"));
        assertEquals(OPEN, run("disconnect", "alice", "--json").succeeds().json());
        assertEquals("", run("refuse", "o1").succeeds().out());
        assertEquals(Map.of("offer", "o1"), daemon.params("file.refuse"));
        assertEquals("{}\n", run("refuse", "o1", "--json").succeeds().out());
        assertEquals("", run("cancel", "t1").succeeds().out());
        assertEquals(Map.of("transfer", "t1"), daemon.params("transfer.cancel"));
        daemon.refuse("session.close", -32_004, "no_such_peer", "no peer is called bob");
        run("disconnect", "bob").fails(4, "no peer is called bob", "usi-ctl peers");
        daemon.refuse("file.refuse", -32_001, "no_such_offer", "there is no offer o9");
        run("refuse", "o9").fails(1, "usi-ctl offers");
        daemon.refuse("transfer.cancel", -32_001, "no_such_transfer", "there is no transfer t9");
        run("cancel", "t9").fails(1, "usi-ctl transfers");
    }

    @Test
    void status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("version", "0.1.0");
        status.put("pid", 42);
        status.put("user", "alice");
        status.put("uptime_s", 3_725);
        status.put("name", HARMFUL);
        status.put("key", "automatic");
        status.put("state", "open");
        status.put("listening", null);
        status.put("also_listening", List.of(Map.of("protocol", "lite", "address", "127.0.0.1:7", "encrypted", false)));
        status.put("protocol", "auto");
        status.put("peers", Map.of("open", 2, "waiting", 1, "unencrypted", 1));
        status.put("opening", 3);
        status.put("transfers", 4);
        status.put("offers", 5);
        status.put("messages", 6);
        status.put("cursor", 70);
        status.put("plugins", 2);
        status.put("plugin_problems", 0);
        status.put("sink", true);
        daemon.answer("daemon.status", status);
        String shown = run("status").succeeds().out();
        for (String part : List.of(
                "0.1.0",
                "42 of alice",
                "1h02m",
                SHOWN,
                "2 open, 1 waiting, 3 opening; 1 of them NOT ENCRYPTED",
                "127.0.0.1:7 (lite, NOT ENCRYPTED)",
                "#70",
                "ready",
                "2 running\n")) {
            assertTrue(shown.contains(part), shown);
        }
        assertEquals(status, run("status", "--json").succeeds().json());
        assertTrue(run("status", "--json").out().contains("\"listening\":null"));
        status.put("plugin_problems", 1);
        assertTrue(run("status").succeeds().out().contains("2 running, with problems"));
    }

    @Test
    void aLockedDaemonIsUnlockedWithALineOfStandardInput() {
        Map<String, Object> status = new LinkedHashMap<>(
                Map.of("version", "0.1.0", "pid", 42, "user", "alice", "uptime_s", 1, "state", "locked"));
        status.put("question", "Passphrase " + HARMFUL);
        daemon.answer("daemon.status", status).answer("daemon.unlock", Map.of());
        String shown = run("status").succeeds().out();
        assertTrue(shown.contains("usi-ctl unlock") && shown.contains("Passphrase " + SHOWN), shown);
        assertEquals("", ctl().in("six words\n").run("unlock").succeeds().out());
        assertEquals(Map.of("answer", "six words"), daemon.params("daemon.unlock"));
        daemon.refuse("daemon.unlock", -32_001, "key", "the passphrase is too short");
        ctl().in("six\n").run("unlock").fails(1, "too short");
        status.put("state", "open");
        ctl().in("six words\n").run("unlock").fails(1, "not locked");
    }

    @Test
    void users() {
        List<Map<String, Object>> users = List.of(
                Map.of(
                        "address",
                        "192.0.2.1:5",
                        "name",
                        HARMFUL,
                        "fingerprint",
                        FINGERPRINT,
                        "you",
                        false,
                        "server",
                        true,
                        "via",
                        "p1"),
                Map.of("address", "192.0.2.2:5", "name", "me", "you", true, "server", false));
        daemon.answer("session.users", users);
        String shown = run("users").succeeds().out();
        assertTrue(shown.contains(SHOWN) && shown.contains("server") && shown.contains("you"), shown);
        assertEquals(Map.of(), daemon.params("session.users"));
        assertEquals(
                users, run("users", "--json", "p1", "--wait", "2s").succeeds().json());
        assertEquals(Map.of("peer", "p1", "wait_s", 2), daemon.calls().get(1).params());
    }

    @Test
    void offers() {
        List<Map<String, Object>> offers = List.of(Map.of(
                "id",
                "o1",
                "name",
                "a\u202etxt.exe",
                "size",
                1_500_000,
                "peer",
                "p1",
                "from",
                HARMFUL,
                "time",
                "2026-11-22T22:14:05Z",
                "expires",
                "2026-11-22T22:24:05Z"));
        daemon.answer("file.offers", offers);
        String shown = run("offers").succeeds().out();
        assertTrue(shown.contains("a\\u{202e}txt.exe") && shown.contains("1.5 MB") && shown.contains(SHOWN), shown);
        Ctl.Result json = run("offers", "--json").succeeds();
        assertEquals(offers, json.json());
        assertFalse(json.out().contains("\u202e") || json.out().contains("\u001b"), json::out);
        daemon.answer("file.offers", List.of());
        assertEquals("[]\n", run("offers", "--json").succeeds().out());
        assertEquals("usi-ctl: no offers\n", run("offers").err());
    }

    @Test
    void transfers() {
        List<Map<String, Object>> transfers = List.of(
                Map.of(
                        "id",
                        "t1",
                        "direction",
                        "out",
                        "name",
                        "a",
                        "size",
                        100,
                        "peer",
                        "p1",
                        "state",
                        "active",
                        "bytes",
                        50,
                        "rate",
                        25,
                        "eta_s",
                        2),
                Map.of(
                        "id",
                        "t2",
                        "direction",
                        "in",
                        "name",
                        "b",
                        "peer",
                        "p1",
                        "state",
                        "failed",
                        "bytes",
                        5,
                        "rate",
                        0,
                        "reason",
                        "peer_gone",
                        "problem",
                        "it went\u0007"));
        daemon.answer("transfer.list", transfers);
        String shown = run("transfers").succeeds().out();
        assertTrue(shown.contains("25 B/s") && shown.contains("2s") && shown.contains("it went\\u{7}"), shown);
        assertEquals(transfers, run("transfers", "--json").succeeds().json());
        daemon.answer("transfer.list", List.of());
        assertEquals("[]\n", run("transfers", "--json").succeeds().out());
        assertEquals("usi-ctl: no transfers\n", run("transfers").err());
    }

    @Test
    void plugins() {
        Map<String, Object> plugin = Map.of(
                "id",
                "key-cle",
                "version",
                "0.1.0",
                "state",
                "started",
                "contributes",
                List.of("--cle", "KeyProvider"));
        daemon.answer("plugin.list", List.of(plugin))
                .answer("plugin.stop", plugin)
                .answer("plugin.start", plugin);
        assertTrue(run("plugins").succeeds().out().contains("--cle, KeyProvider"));
        assertEquals(List.of(plugin), run("plugins", "--json").succeeds().json());
        assertTrue(run("plugins", "stop", "key-cle").succeeds().out().contains("started"));
        assertEquals(Map.of("plugin", "key-cle"), daemon.params("plugin.stop"));
        assertEquals(
                plugin, run("plugins", "start", "key-cle", "--json").succeeds().json());
        daemon.refuse("plugin.start", -32_001, "no_such_plugin", "there is no plugin x");
        run("plugins", "start", "x").fails(1, "usi-ctl plugins");
        daemon.answer("plugin.list", List.of());
        assertEquals("usi-ctl: no plugins\n", run("plugins").err());
    }

    @Test
    void rpc() {
        daemon.on("echo", FakeDaemon.Call::params);
        assertEquals("{}\n", run("rpc", "echo").succeeds().out());
        assertEquals(
                "{\"a\":[1,null,\"é\"]}\n",
                run("rpc", "echo", "{\"a\": [1, null, \"é\"]}").succeeds().out());
        assertEquals(
                "{\"a\":5}\n",
                ctl().in("{\"a\":5}\n")
                        .run("rpc", "echo", "-", "--json")
                        .succeeds()
                        .out());
        daemon.answer("text", "\u001b[2J").answer("nothing", null);
        assertEquals("\"\\u001B[2J\"\n", run("rpc", "text").succeeds().out());
        assertEquals("null\n", run("rpc", "nothing").succeeds().out());
        run("rpc", "no.such").fails(1, "no such method");
    }

    @Test
    void stop() {
        daemon.answer("daemon.status", Map.of("pid", 0));
        daemon.on("daemon.stop", call -> {
            call.answer(Map.of());
            call.hangUp();
            return FakeDaemon.LATER;
        });
        assertEquals("", run("stop").succeeds().out());
        assertEquals("{}\n", run("stop", "--json").succeeds().out());
        daemon.refuse("daemon.stop", -32_007, "not_permitted", "you may not stop it");
        run("stop").fails(7, "you may not stop it", "control.users");
    }
}
