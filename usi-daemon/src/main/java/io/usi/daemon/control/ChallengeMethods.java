package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Questions;
import io.usi.daemon.session.Session;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** {@code challenge.*}: USI's {@code !motdepasse}. */
final class ChallengeMethods {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Param VERIFY = Param.optional(
            "verify", Param.Type.BOOLEAN, "mark the peer as verified where the passwords are the same (USI/3)");

    private final Core core;

    ChallengeMethods(Core core) {
        this.core = core;
    }

    List<Method> methods() {
        Param password = Param.required("password", Param.Type.STRING, "the shared password");
        return List.of(
                new Method(
                        "challenge.start",
                        "Asks a peer's user to prove that they know a password",
                        List.of(
                                Param.required("peer", Param.Type.STRING, "id, name or address of a peer"),
                                password,
                                Param.optional("wait_s", Param.Type.NUMBER, "how long to wait, in seconds"),
                                VERIFY),
                        "object",
                        (params, caller) -> start(params)),
                new Method(
                        "challenge.list",
                        "The peers that ask this daemon's user",
                        List.of(),
                        "array",
                        (params, caller) -> CompletableFuture.completedFuture(
                                core.questions().list())),
                new Method(
                        "challenge.answer",
                        "Answers such a question",
                        List.of(
                                password,
                                Param.optional(
                                        "question", Param.Type.STRING, "its id; not needed where just one is open"),
                                VERIFY),
                        "object",
                        (params, caller) -> {
                            core.questions()
                                    .answer(
                                            params.optionalText("question"),
                                            params.text("password").toCharArray(),
                                            params.flag("verify"));
                            return CompletableFuture.completedFuture(Map.of());
                        }));
    }

    private CompletionStage<?> start(Params params) {
        Peer peer = core.peers().resolve(params.text("peer"));
        Session session =
                peer.session().orElseThrow(() -> new UsiException(ErrorCode.NO_PEER, "that peer is not connected"));
        boolean verify = params.flag("verify");
        if (verify && !session.protocol().reports()) {
            throw Questions.doesNotVerify();
        }
        Duration patience = params.patience().orElse(PATIENCE);
        return session.challenge(params.text("password").toCharArray(), patience)
                .handle((match, failure) -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause != null) {
                        throw new CompletionException(cause);
                    } else if (!match) {
                        if (verify) {
                            core.room().differed(peer, session);
                        }
                        throw new UsiException(
                                ErrorCode.MISMATCH,
                                "the peer's user gave another password: it may not be who you think");
                    }
                    if (verify) {
                        core.peers().verify(peer, session);
                    }
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("peer", peer.id());
                    json.put("match", true);
                    json.put("protocol", session.protocol().toJson());
                    json.put("verified", session.continuity().verified());
                    return json;
                });
    }
}
