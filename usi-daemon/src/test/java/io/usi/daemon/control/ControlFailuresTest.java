package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Continuity;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Spoken;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ControlFailuresTest {
    @TempDir
    Path folder;

    private Served daemon;
    private Program program;

    @BeforeEach
    void start() throws Exception {
        daemon = new Served(folder);
        program = daemon.program();
    }

    @AfterEach
    void stop() throws Exception {
        program.close();
        daemon.close();
    }

    @Test
    void whoIsToBeLetInHasToExist() {
        List<String> nobody = List.of("no such name");
        for (Executable wrong : List.<Executable>of(
                () -> daemon.server.allow(nobody, List.of()), () -> daemon.server.allow(List.of(), nobody))) {
            UsiException refusal = assertThrows(UsiException.class, wrong);
            assertEquals(ErrorCode.CONTROL_SOCKET, refusal.code());
            assertTrue(refusal.getMessage().contains("does not exist: no such name"), refusal::getMessage);
        }
        daemon.server.allow(List.of("root"), List.of());
    }

    @Test
    void anAnswerToNobodyKnownHasTheIdNull() throws Exception {
        program.write("nonsense\n");
        assertTrue(program.line().contains("\"id\":null"));
        program.write("{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"session.list\"}\n");
        assertTrue(program.line().contains("\"id\":null"));
    }

    /** A program that attached and went away must not leave a transfer that waits for ever. */
    @Test
    void aProgramThatGoesAwayWhileItAttachesEndsItsTransfer() throws Exception {
        Peer peer = daemon.core.peers().add(Peer.Direction.IN, "127.0.0.1:5", true);
        daemon.core.peers().update(peer, new Peer.State.Open(idle(), Instant.now()));
        for (int i = 0; i < 10; i++) {
            Map<?, ?> sending = (Map<?, ?>) program.call("file.send", Map.of("name", "x", "size", 1));
            try (Program attaching = daemon.program()) {
                attaching.write("{\"attach\":\"" + sending.get("token") + "\"}\n");
            }
            Map<?, ?> transfer = (Map<?, ?>) ((List<?>) sending.get("transfers")).get(0);
            String error = program.error("transfer.wait", Map.of("transfer", transfer.get("id"), "wait_s", 5));
            assertTrue(error.startsWith("-32001") || error.startsWith("-32002"), error);
        }
    }

    /** A session that says nothing and does nothing. */
    private static Session idle() {
        return (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(),
                new Class<?>[] {Session.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "protocol" -> Spoken.USI2;
                    case "bytesSent", "bytesReceived" -> 0L;
                    case "authentication" -> Session.Authentication.NO;
                    case "continuity" -> new Continuity();
                    case "resumed" -> false;
                    default -> "x";
                });
    }
}
