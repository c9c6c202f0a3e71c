package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.event.EventLog;
import io.usi.daemon.event.Subscription;
import io.usi.daemon.session.Delivery;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Reach;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** {@code message.*} and {@code events.*}. */
final class MessageMethods {
    /** The longest text, in bytes of UTF-8. */
    private static final int TEXT_LIMIT = 64 * 1024;

    private static final Duration REPORT_PATIENCE = Duration.ofSeconds(30);
    private static final long CALLER_CHECK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Core core;
    private final AtomicLong count = new AtomicLong();

    MessageMethods(Core core) {
        this.core = core;
    }

    List<Method> methods() {
        return List.of(
                new Method(
                        "message.send",
                        "Sends a text to peers and says what became of it for each",
                        Param.all(
                                List.of(
                                        Param.required("text", Param.Type.STRING, "at most 64 KiB of UTF-8"),
                                        Param.optional("wait_s", Param.Type.NUMBER, "how long to wait, in seconds")),
                                Recipients.params()),
                        "object",
                        this::send),
                new Method(
                        "events.subscribe",
                        "Sends new events as notifications from here on, and before them those that are kept after a number",
                        List.of(
                                Param.optional(
                                        "since",
                                        Param.Type.INTEGER,
                                        "the last number that the reader has: 0 for all that are kept; without it none of those"),
                                Param.optional("types", Param.Type.STRINGS, "only these types")),
                        "object",
                        this::subscribe));
    }

    private CompletionStage<?> send(Params params, Caller caller) {
        String text = params.text("text");
        if (text.isEmpty()) {
            throw new UsiException(ErrorCode.USAGE, "the text is empty");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new UsiException(ErrorCode.USAGE, "the text has half a character (a lone surrogate)");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > TEXT_LIMIT) {
            throw new UsiException(ErrorCode.TOO_LONG, "a text has at most 64 KiB: send it as a file");
        }
        Recipients wanted = Recipients.of(core, params);
        Optional<Duration> patience = params.patience();
        CompletableFuture<Void> before = caller.lastSend();
        if (before.isDone()) {
            try {
                return deliver(text, wanted, wanted.find(), patience.orElse(REPORT_PATIENCE));
            } catch (UsiException e) {
                if (patience.isEmpty() || !passes(e)) {
                    throw e;
                }
            }
        }
        // Behind what waits already, so that one caller's texts leave in the order in which it gave them.
        long end = System.nanoTime() + patience.orElse(REPORT_PATIENCE).toNanos();
        CompletableFuture<CompletionStage<?>> queued = before.handleAsync(
                (done, failure) -> deliver(
                        text,
                        wanted,
                        await(wanted, patience.isEmpty() ? System.nanoTime() : end, caller),
                        Duration.ofNanos(Math.max(1, end - System.nanoTime()))),
                Threads.executor("usi-wait-peer"));
        caller.lastSend(queued.handle((stage, failure) -> null));
        return queued.thenCompose(stage -> stage);
    }

    /** Whether waiting can help: the peer may connect yet, or be verified. */
    private static boolean passes(UsiException e) {
        return e.code().exit() == ErrorCode.NO_PEER.exit() || e.code() == ErrorCode.HELD_BACK;
    }

    /** Waits for peers to open or to be verified; where none is, fails as it would have without waiting. */
    private Recipients.Found await(Recipients wanted, long end, Caller caller) {
        UsiException[] last = new UsiException[1];
        try {
            while (true) {
                Recipients.Found found = core.peers()
                        .await(
                                () -> {
                                    if (caller.isGone()) {
                                        throw new UsiException(ErrorCode.CANCELLED, "the caller went away");
                                    }
                                    try {
                                        return wanted.find();
                                    } catch (UsiException e) {
                                        last[0] = e;
                                        if (!passes(e)) {
                                            throw e;
                                        }
                                        return null;
                                    }
                                },
                                Math.min(end - System.nanoTime(), CALLER_CHECK_NANOS));
                if (found != null) {
                    return found;
                }
                if (System.nanoTime() - end >= 0) {
                    throw last[0];
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsiException(ErrorCode.STATE, "the daemon is stopping", e);
        }
    }

    private CompletionStage<?> deliver(String text, Recipients wanted, Recipients.Found found, Duration patience) {
        String id = "m" + count.incrementAndGet();
        said(id, text, wanted, found);
        List<CompletableFuture<Map<String, Object>>> reports = found.recipients().stream()
                .map(recipient -> recipient
                        .send(text, patience, reach -> relayed(id, recipient.peer(), reach))
                        .thenApply(delivery -> json(recipient.peer(), delivery)))
                .toList();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", id);
        return CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    result.put(
                            "recipients",
                            reports.stream().map(CompletableFuture::join).toList());
                    found.tell(result);
                    return result;
                });
    }

    /** First, so that nobody sees the answer before. It is not kept: what a script says to its peers must not crowd out what they said. */
    private void said(String message, String text, Recipients wanted, Recipients.Found found) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("message", message);
        members.put("text", text);
        if (wanted.named().isPresent()) {
            members.put(
                    "to",
                    found.recipients().stream()
                            .map(recipient -> recipient.peer().id())
                            .toList());
        }
        core.events().publishTransient("said", members);
    }

    private void relayed(String message, Peer peer, Reach reach) {
        core.events()
                .publish(
                        "relayed",
                        Map.of("message", message, "peer", peer.id(), "held", reach.held(), "of", reach.of()));
    }

    private static Map<String, Object> json(Peer peer, Delivery delivery) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peer", peer.id());
        json.put("name", peer.name());
        if (delivery instanceof Delivery.Failed failed) {
            json.put("status", "failed");
            json.put("reason", failed.code().reason());
            json.put("problem", failed.problem());
        } else {
            json.put("status", delivery instanceof Delivery.Delivered ? "delivered" : "sent");
        }
        return json;
    }

    private CompletionStage<?> subscribe(Params params, Caller caller) {
        Predicate<String> filter = params.texts("types")
                .map(types -> (Predicate<String>) Set.copyOf(types)::contains)
                .orElse(type -> true);
        long since = params.integer("since").orElse(EventLog.NOW);
        if (since < 0) {
            throw new UsiException(ErrorCode.USAGE, "since must not be negative");
        }
        Subscription subscription = core.events().subscribe(since, filter);
        caller.stream(subscription);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cursor", subscription.cursor());
        json.put("held", subscription.heldCount());
        json.put("missed", subscription.missed());
        return CompletableFuture.completedFuture(json);
    }
}
