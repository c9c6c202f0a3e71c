package io.usi.daemon.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LockedTest {
    @TempDir
    Path folder;

    private final Timer timer = new Timer();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private ControlServer server;
    private Path socket;
    private Locked locked;

    @BeforeEach
    void bind() {
        socket = folder.resolve("c.sock");
        server = ControlServer.bind(socket, new ControlServer.Access(Optional.empty(), List.of(), List.of()), timer);
        locked = new Locked(server, timer, "1.2.3", stopped::countDown, said -> {});
    }

    @AfterEach
    void close() {
        server.close();
        timer.close();
    }

    private CompletableFuture<char[]> ask() {
        CompletableFuture<char[]> given = new CompletableFuture<>();
        return CompletableFuture.supplyAsync(() -> {
            locked.ask("Passphrase", answer -> {
                if (answer.length < 3) {
                    throw new UsiException(ErrorCode.KEY, "too short");
                }
                if (answer.length > 9) {
                    throw new UsiException(ErrorCode.PLUGIN, "broken");
                }
                given.complete(answer.clone());
            });
            return given.join();
        });
    }

    @Test
    void nothingButTheAnswerIsTakenAndWhoGaveItFindsTheDaemonOpen() throws Exception {
        CompletableFuture<char[]> asked = ask();
        try (Program program = new Program(socket)) {
            Map<?, ?> status = (Map<?, ?>) program.call("daemon.status", Map.of());
            assertEquals("locked", status.get("state"));
            assertEquals("Passphrase", status.get("question"));
            assertEquals("-32001 locked", program.error("message.send", Map.of("text", "hello")));
            assertEquals("-32001 locked", program.error("no.such", Map.of()));
            assertEquals("-32602 usage", program.error("daemon.unlock", Map.of()));
            assertEquals("-32001 key", program.error("daemon.unlock", Map.of("answer", "no")));
            int unlock = program.ask("daemon.unlock", Map.of("answer", "yes"));
            assertArrayEquals("yes".toCharArray(), asked.get(30, TimeUnit.SECONDS));
            assertEquals("-32001 state", program.error("daemon.unlock", Map.of("answer", "again")));
            CompletableFuture<Void> never = new CompletableFuture<>();
            server.serve(new ControlMethods(
                    new MethodTable("1", List.of(), name -> new UsiException(ErrorCode.LIMIT, "open")),
                    new Attachments(timer),
                    never));
            assertEquals(unlock, program.next().get("id"));
            assertEquals("-32001 limit", program.error("message.send", Map.of()));
        }
    }

    @Test
    void aPluginThatFailsEndsTheWaiting() throws Exception {
        CompletableFuture<char[]> asked = ask();
        try (Program program = new Program(socket)) {
            assertEquals("-32001 plugin", program.error("daemon.unlock", Map.of("answer", "0123456789")));
            CompletionException end = assertThrows(CompletionException.class, asked::join);
            assertEquals("broken", end.getCause().getMessage());
        }
    }

    @Test
    void itCanBeStopped() throws Exception {
        ask();
        try (Program program = new Program(socket)) {
            program.call("daemon.stop", Map.of());
            stopped.await();
        }
    }
}
