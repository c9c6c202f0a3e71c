package io.usi.ctl.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.FakeDaemon;
import io.usi.ctl.rpc.RpcClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalTest {
    private static final Map<String, Object> WAITING =
            Map.of("id", "p1", "name", "", "state", "waiting", "problem", "nobody listens there");

    @TempDir
    Path temp;

    private final AtomicBoolean there = new AtomicBoolean();
    private final List<String> told = new ArrayList<>();
    private FakeDaemon daemon;

    @BeforeEach
    void daemon() throws IOException {
        Map<String, Object> status = new HashMap<>();
        status.put("listening", null);
        daemon = new FakeDaemon(temp.resolve("s"))
                .on("session.list", call -> {
                    if (!call.params().containsKey("peer")) {
                        return List.of(WAITING);
                    }
                    if (!there.get()) {
                        throw new FakeDaemon.Refusal(-32_004, "no_such_peer", "no peer has that name");
                    }
                    return List.of(Map.of("id", "p1", "name", "alice", "state", "open"));
                })
                .answer("events.subscribe", Map.of("cursor", 0, "held", 0, "missed", 0))
                .answer("daemon.status", status);
    }

    @AfterEach
    void end() throws IOException {
        daemon.close();
    }

    private void await(Duration most) {
        new Arrival(() -> RpcClient.open(daemon.socket()), "alice", told::add).await(most);
    }

    @Test
    void returnsAtOnceWhereThePeerIsThere() {
        there.set(true);
        await(Duration.ofMinutes(1));
        assertEquals(List.of(), told);
    }

    @Test
    void waitsUntilTheSessionIsOpenAndSaysSo() {
        daemon.on("daemon.status", call -> {
            call.answer(Map.of("listening", "127.0.0.1:12800"));
            call.event(Map.of("type", "joined", "seq", 1, "peer", "p2", "from", "b\u001bob"));
            daemon.on("session.list", again -> {
                there.set(true);
                daemon.answer("session.list", List.of(Map.of("id", "p1", "name", "alice", "state", "open")));
                call.event(Map.of("type", "joined", "seq", 2, "peer", "p1", "from", "alice"));
                throw new FakeDaemon.Refusal(-32_004, "no_such_peer", "no peer has that name");
            });
            return FakeDaemon.LATER;
        });
        await(Duration.ofMinutes(1));
        assertTrue(there.get());
        assertEquals("waiting for alice at 127.0.0.1:12800, 1m00s at most: Ctrl+C leaves", told.get(0));
        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(1).startsWith("b\\u{1b}ob is here"), told::toString);
    }

    @Test
    void saysAfterItsTimeWhyNobodyCame() {
        CtlException late = assertThrows(CtlException.class, () -> await(Duration.ofMillis(200)));
        assertEquals(Exit.NO_PEER, late.exit());
        assertTrue(late.getMessage().contains("nobody listens there"), late::getMessage);
        assertEquals(List.of("waiting for alice, 0s at most: Ctrl+C leaves"), told);
    }

    @Test
    void aNameOfSeveralIsNotWaitedFor() {
        daemon.refuse("session.list", -32_004, "ambiguous_peer", "several have that name");
        assertThrows(CtlException.class, () -> await(Duration.ofMinutes(1)));
        assertEquals(List.of(), told);
    }
}
