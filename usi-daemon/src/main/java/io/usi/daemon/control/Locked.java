package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.Timer;
import io.usi.daemon.UsiException;
import io.usi.daemon.plugin.KeyQuestion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The control socket while the daemon waits for an answer without which it has no key: it says so, takes the answer, and can
 * be stopped; nothing else.
 */
public final class Locked implements KeyQuestion {
    private final ControlServer server;
    private final Timer timer;
    private final String version;
    private final Runnable stop;
    private final Consumer<String> announcer;
    private final long started = System.nanoTime();

    /**
     * @param server nobody was served yet
     * @param stop ends the daemon; returns at once
     */
    public Locked(ControlServer server, Timer timer, String version, Runnable stop, Consumer<String> announcer) {
        this.server = server;
        this.timer = timer;
        this.version = version;
        this.stop = stop;
        this.announcer = announcer;
    }

    @Override
    public void ask(String question, Consumer<char[]> taker) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        CompletableFuture<Void> replaced = new CompletableFuture<>();
        MethodTable table = table(question, answer -> unlock(answer, taker, taken), replaced);
        server.serve(new ControlMethods(table, new Attachments(timer), replaced));
        announcer.accept("locked; waiting for usi-ctl unlock");
        try {
            taken.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UsiException usi ? usi : e;
        }
    }

    private MethodTable table(String question, Consumer<char[]> taker, CompletableFuture<Void> replaced) {
        Method status = new Method(
                "daemon.status",
                "What the daemon waits for",
                List.of(),
                "object",
                (params, caller) -> CompletableFuture.completedFuture(status(question)));
        Method unlock = new Method(
                "daemon.unlock",
                "Answers the question without which the daemon has no key",
                List.of(Param.required("answer", Param.Type.STRING, "at most 1,024 characters")),
                "object",
                (params, caller) -> {
                    char[] answer = params.text("answer").toCharArray();
                    // The key may take a minute to be made; and who was told that it is unlocked finds the daemon open.
                    return CompletableFuture.runAsync(() -> taker.accept(answer), Threads.executor("usi-unlock"))
                            .thenCompose(done -> replaced)
                            .thenApply(done -> Map.of());
                });
        return new MethodTable(
                version,
                List.of(List.of(status, unlock, DaemonMethods.stop(timer, stop))),
                name -> new UsiException(
                        ErrorCode.LOCKED, "the daemon is locked: it waits for an answer, given with usi-ctl unlock"));
    }

    private Map<String, Object> status(String question) {
        Map<String, Object> json = DaemonMethods.process(version, started);
        json.put("state", "locked");
        json.put("question", question);
        return json;
    }

    private synchronized void unlock(char[] answer, Consumer<char[]> taker, CompletableFuture<Void> taken) {
        try {
            if (taken.isDone()) {
                throw new UsiException(ErrorCode.STATE, "the daemon was unlocked meanwhile");
            }
            taker.accept(answer);
            taken.complete(null);
        } catch (UsiException e) {
            if (e.code() != ErrorCode.KEY && e.code() != ErrorCode.STATE) {
                // The plugin itself failed: no answer will do.
                taken.completeExceptionally(e);
            }
            throw e;
        } finally {
            Arrays.fill(answer, '\0');
        }
    }
}
