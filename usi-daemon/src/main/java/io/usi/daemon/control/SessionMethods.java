package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.config.Config;
import io.usi.daemon.config.Protocol;
import io.usi.daemon.config.Target;
import io.usi.daemon.net.Connector;
import io.usi.daemon.net.Listener;
import io.usi.daemon.session.Author;
import io.usi.daemon.session.EndReason;
import io.usi.daemon.session.Member;
import io.usi.daemon.session.Peer;
import io.usi.daemon.session.Session;
import io.usi.daemon.session.Spoken;
import io.usi.daemon.session.SpokenForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** {@code session.*}. */
final class SessionMethods {
    private static final Duration USERS_PATIENCE = Duration.ofSeconds(10);

    private final Core core;

    SessionMethods(Core core) {
        this.core = core;
    }

    List<Method> methods() {
        Param peer = Param.required("peer", Param.Type.STRING, "id, name or address of a peer");
        Param wait = Param.optional("wait_s", Param.Type.NUMBER, "how long to wait, in seconds");
        return List.of(
                new Method(
                        "session.list",
                        "The peers",
                        List.of(Param.optional("peer", Param.Type.STRING, "only that one, by its id, name or address")),
                        "array",
                        (params, caller) -> list(params)),
                new Method(
                        "session.connect",
                        "Connects to a peer, and comes back to it until it is closed",
                        List.of(
                                Param.required("address", Param.Type.STRING, "HOST[:PORT]"),
                                Param.optional(
                                        "protocol",
                                        Param.Type.STRING,
                                        "auto, 2, 3 or a plugin's: what to speak with it; the daemon's own choice without"),
                                wait),
                        "object",
                        (params, caller) -> connect(params)),
                new Method(
                        "session.close",
                        "Ends a peer's session and no longer connects to it",
                        List.of(peer),
                        "object",
                        (params, caller) -> close(params)),
                new Method(
                        "session.verify",
                        "Marks a peer's open session as verified where what the peer's user read out is of its fingerprint",
                        List.of(
                                peer,
                                Param.optional(
                                        "fingerprint",
                                        Param.Type.STRING,
                                        "all 64 digits, or what the QR code of the peer's side holds"),
                                Param.optional(
                                        "words", Param.Type.STRINGS, "the twelve words of the peer's side, in order")),
                        "object",
                        (params, caller) -> verify(params)),
                new Method(
                        "session.fingerprint",
                        "The forms in which a peer's user can compare the open session's fingerprint with this side's user",
                        List.of(peer),
                        "object",
                        (params, caller) -> CompletableFuture.completedFuture(fingerprint(params))),
                new Method(
                        "session.users",
                        "Who is in this daemon's room and in the rooms that it is connected to",
                        List.of(Param.optional("peer", Param.Type.STRING, "only of that peer's room"), wait),
                        "array",
                        (params, caller) -> users(params)));
    }

    private CompletionStage<?> list(Params params) {
        List<Peer> wanted = params.optionalText("peer")
                .map(reference -> List.of(core.peers().resolve(reference)))
                .orElseGet(core.peers()::list);
        return CompletableFuture.completedFuture(
                wanted.stream().map(Peer::toJson).toList());
    }

    private CompletionStage<?> connect(Params params) {
        Target target;
        try {
            target = Target.parse(params.text("address"), Config.DEFAULT_PORT);
        } catch (IllegalArgumentException e) {
            throw new UsiException(ErrorCode.USAGE, "an address is HOST[:PORT], with an IPv6 address in brackets", e);
        }
        Target chosen = target.with(protocol(params).or(target::protocol));
        Duration patience = params.patience().orElse(Duration.ZERO);
        // The resolver may block, and so does waiting.
        return CompletableFuture.supplyAsync(() -> connect(chosen, patience), Threads.executor("usi-connect"));
    }

    private static Optional<Protocol> protocol(Params params) {
        return params.optionalText("protocol").map(word -> Protocol.of(word)
                .orElseThrow(
                        () -> new UsiException(ErrorCode.USAGE, "a protocol is auto, 2, 3 or the name of a plugin's")));
    }

    private Map<String, Object> connect(Target target, Duration patience) {
        Connector.check(target);
        Peer peer = core.connector().connect(target);
        if (!patience.isZero()) {
            try {
                Session opened = core.peers().await(() -> peer.session().orElse(null), patience.toNanos());
                if (opened == null) {
                    throw new UsiException(
                            ErrorCode.TIMEOUT,
                            "the peer did not open in time; it goes on being tried: see usi-ctl peers");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UsiException(ErrorCode.STATE, "the daemon is stopping", e);
            }
        }
        return peer.toJson();
    }

    private CompletionStage<?> close(Params params) {
        Peer peer = core.peers().resolve(params.text("peer"));
        Map<String, Object> before = peer.toJson();
        return core.connector().close(peer, EndReason.CLOSED).thenApply(done -> before);
    }

    private Map<String, Object> fingerprint(Params params) {
        Peer peer = core.peers().resolve(params.text("peer"));
        Session session = comparable(peer);
        SpokenForm form = new SpokenForm(session.fingerprint(), peer.direction());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peer", peer.id());
        json.put("name", session.name());
        json.put("address", peer.address());
        json.put("direction", peer.direction() == Peer.Direction.IN ? "in" : "out");
        json.put("protocol", session.protocol().toJson());
        json.put("verified", session.continuity().verified());
        json.put("fingerprint", session.fingerprint());
        json.put("words", form.words());
        json.put("qr", form.qr());
        return json;
    }

    /** The open session, where its fingerprint can show who the peer is. */
    private static Session comparable(Peer peer) {
        Session session =
                peer.session().orElseThrow(() -> new UsiException(ErrorCode.NO_PEER, "that peer is not connected"));
        if (session.fingerprint().isEmpty()) {
            throw new UsiException(
                    ErrorCode.UNSUPPORTED,
                    "this peer speaks " + session.protocol().word() + ", which has no fingerprint to compare");
        }
        if (session.protocol().equals(Spoken.USI2) && session.authentication() == Session.Authentication.PRESET) {
            throw new UsiException(
                    ErrorCode.UNSUPPORTED,
                    "under a preset key the fingerprint of USI 2 is that of the key, and the same for everybody who has it:"
                            + " it can verify nobody");
        }
        return session;
    }

    private CompletionStage<?> verify(Params params) {
        Peer peer = core.peers().resolve(params.text("peer"));
        Session session = comparable(peer);
        SpokenForm form = new SpokenForm(session.fingerprint(), peer.direction());
        Optional<String> fingerprint = params.optionalText("fingerprint");
        Optional<List<String>> words = params.texts("words");
        if (fingerprint.isPresent() == words.isPresent()) {
            throw new UsiException(ErrorCode.USAGE, "either the fingerprint has to be given, or its words");
        }
        if (words.isPresent() && !form.isOthersWords(words.get())) {
            core.room().differed(peer, session);
            throw new UsiException(
                    ErrorCode.MISMATCH,
                    "the words differ: either they are not all as the peer's user read them out, or somebody sits between"
                            + " you");
        }
        if (fingerprint.isPresent() && !form.isFingerprint(fingerprint.get())) {
            core.room().differed(peer, session);
            throw new UsiException(
                    ErrorCode.MISMATCH,
                    "the fingerprints differ: either a digit is not as the peer's user has it, or somebody sits between you");
        }
        core.peers().verify(peer, session);
        return CompletableFuture.completedFuture(peer.toJson());
    }

    private CompletionStage<?> users(Params params) {
        List<Peer> asked = params.optionalText("peer")
                .map(reference -> List.of(core.peers().resolve(reference)))
                .orElseGet(() -> core.peers().open().stream()
                        .filter(p -> p.direction() == Peer.Direction.OUT)
                        .toList());
        if (params.optionalText("peer").isPresent() && asked.get(0).session().isEmpty()) {
            throw new UsiException(ErrorCode.NO_PEER, "that peer is not connected");
        }
        List<Map<String, Object>> users = new ArrayList<>();
        if (params.optionalText("peer").isEmpty() && core.listener().isPresent()) {
            users.add(self(core.listener().get()));
            core.peers().open().stream()
                    .filter(guest -> guest.direction() == Peer.Direction.IN)
                    .forEach(guest -> guest.session().ifPresent(session -> users.add(guest(guest, session))));
        }
        CompletableFuture<List<Map<String, Object>>> all = CompletableFuture.completedFuture(users);
        Duration patience = params.patience().orElse(USERS_PATIENCE);
        for (Peer peer : asked) {
            all = all.thenCombine(
                    room(peer, patience, params.optionalText("peer").isEmpty()), (before, more) -> {
                        before.addAll(more);
                        return before;
                    });
        }
        return all;
    }

    private static Map<String, Object> guest(Peer guest, Session session) {
        Author author = new Author(session.host(), session.name());
        Map<String, Object> json = json(new Member(author, session.fingerprint(), false, false), null);
        json.put("encrypted", guest.encrypted());
        return json;
    }

    private Map<String, Object> self(Listener listener) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("address", listener.address());
        json.put("name", core.config().name());
        json.put("you", true);
        json.put("server", true);
        return json;
    }

    /** The server of a room and its guests; where it does not answer and is one of several, nobody. */
    private CompletableFuture<List<Map<String, Object>>> room(Peer peer, Duration patience, boolean lenient) {
        Session session = peer.session().orElse(null);
        if (session == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        return session.users()
                .copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((members, thrown) -> {
                    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                    if (failure != null && lenient) {
                        return List.<Map<String, Object>>of();
                    } else if (failure != null) {
                        throw failure instanceof UsiException usi
                                ? usi
                                : new UsiException(ErrorCode.TIMEOUT, "a peer did not send its list of users", failure);
                    }
                    List<Map<String, Object>> json = new ArrayList<>();
                    Map<String, Object> server = new LinkedHashMap<>();
                    server.put("address", peer.address());
                    server.put("name", session.name());
                    server.put("fingerprint", session.fingerprint());
                    server.put("you", false);
                    server.put("server", true);
                    server.put("via", peer.id());
                    json.add(server);
                    for (Member member : members) {
                        Map<String, Object> entry = json(member, peer.id());
                        if (member.you()) {
                            entry.put("fingerprint", session.fingerprint());
                        }
                        json.add(entry);
                    }
                    return json;
                });
    }

    private static Map<String, Object> json(Member member, String via) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("address", member.author().address());
        json.put("name", member.author().name());
        if (!member.fingerprint().isEmpty()) {
            json.put("fingerprint", member.fingerprint());
        }
        json.put("you", member.you());
        json.put("server", member.server());
        if (via != null) {
            json.put("via", via);
        }
        return json;
    }
}
