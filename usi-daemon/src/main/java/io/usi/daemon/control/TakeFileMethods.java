package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.Threads;
import io.usi.daemon.UsiException;
import io.usi.daemon.session.Names;
import io.usi.daemon.transfer.Destination;
import io.usi.daemon.transfer.IncomingFiles;
import io.usi.daemon.transfer.Offer;
import io.usi.daemon.transfer.StreamDestination;
import io.usi.daemon.transfer.Transfer;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** {@code file.offers}, {@code file.accept}, {@code file.stored} and {@code file.refuse}. */
final class TakeFileMethods {
    private final Core core;
    private final Attachments attachments;
    /** The streams whose programs have not said yet that they stored the file. */
    private final Map<String, StreamDestination> streams = new ConcurrentHashMap<>();

    TakeFileMethods(Core core, Attachments attachments) {
        this.core = core;
        this.attachments = attachments;
    }

    List<Method> methods() {
        Param offer = Param.required("offer", Param.Type.STRING, "the offer's id");
        return List.of(
                new Method(
                        "file.offers",
                        "The files that wait for a decision",
                        List.of(),
                        "array",
                        (params, caller) -> CompletableFuture.completedFuture(
                                core.offers().list().stream().map(Offer::toJson).toList())),
                new Method(
                        "file.accept",
                        "Accepts an offered file",
                        List.of(
                                offer,
                                Param.choice("into", "the daemon's sink, or a stream to the caller", "sink", "stream"),
                                Param.optional(
                                        "verified",
                                        Param.Type.BOOLEAN,
                                        "no byte leaves before all of them are authenticated"),
                                Param.optional(
                                        "have",
                                        Param.Type.INTEGER,
                                        "how many of the first bytes the caller has already"),
                                Param.optional(
                                        "have_sha256", Param.Type.STRING, "the SHA-256 of these, in hexadecimal")),
                        "object",
                        (params, caller) -> accept(params)),
                new Method(
                        "file.verified",
                        "Answers once all bytes of an accepted stream are known to be authentic, so that they may become the file",
                        List.of(Param.required("transfer", Param.Type.STRING, "the transfer's id")),
                        "object",
                        (params, caller) -> verified(params)),
                new Method(
                        "file.stored",
                        "Ends an accepted stream: answers once the file is known to be authentic",
                        List.of(
                                Param.required("transfer", Param.Type.STRING, "the transfer's id"),
                                Param.optional("name", Param.Type.STRING, "under which the caller stores it")),
                        "object",
                        (params, caller) -> stored(params)),
                new Method("file.refuse", "Refuses an offered file", List.of(offer), "object", (params, caller) -> {
                    core.offers().refuse(core.offers().get(params.text("offer")));
                    return CompletableFuture.completedFuture(Map.of());
                }));
    }

    private CompletionStage<?> accept(Params params) {
        Offer offer = core.offers().get(params.text("offer"));
        if (params.text("into").equals("sink")) {
            // A sink may take its time.
            return CompletableFuture.supplyAsync(
                    () -> core.incoming().acceptIntoSink(offer).toJson(), Threads.executor("usi-accept-sink"));
        }
        IncomingFiles.Accepted accepted =
                core.incoming().acceptAsStream(offer, params.flag("verified"), prefix(params, offer));
        Transfer transfer = accepted.transfer();
        streams.put(transfer.id(), accepted.stream());
        transfer.end().thenRun(() -> streams.remove(transfer.id()));
        Map<String, Object> json = new LinkedHashMap<>(transfer.toJson());
        try {
            json.put("token", attachments.token(new Download(transfer, accepted.stream())));
        } catch (UsiException e) {
            accepted.stream().abort(e.code(), e.getMessage());
            throw e;
        }
        return CompletableFuture.completedFuture(json);
    }

    private static Destination.Prefix prefix(Params params, Offer offer) {
        long have = params.integer("have").orElse(0L);
        String sha256 = params.optionalText("have_sha256").orElse("");
        if (have < 0 || have > offer.size()) {
            throw new UsiException(ErrorCode.USAGE, "have must be a number of bytes within the file");
        }
        if (have > 0 && (params.flag("verified") || !sha256.matches("[0-9a-f]{64}"))) {
            throw new UsiException(
                    ErrorCode.USAGE, "have needs have_sha256, 64 hexadecimal digits, and does not go with verified");
        }
        return have == 0 ? Destination.Prefix.NONE : new Destination.Prefix(have, sha256);
    }

    private StreamDestination stream(Params params) {
        Transfer transfer = core.transfers().get(params.text("transfer"));
        StreamDestination stream = streams.get(transfer.id());
        if (stream == null) {
            if (transfer.state() instanceof Transfer.State.Failed failed) {
                throw new UsiException(failed.code(), failed.problem());
            }
            throw new UsiException(ErrorCode.STATE, "that transfer is not a stream that waits for this");
        }
        return stream;
    }

    private CompletionStage<?> verified(Params params) {
        return stream(params).authentic().thenApply(done -> Map.of());
    }

    private CompletionStage<?> stored(Params params) {
        StreamDestination stream = stream(params);
        String name = Names.oneLine(params.optionalText("name").orElse(""), 4_096);
        return stream.stored(name).thenApply(done -> Map.of());
    }

    /** The bytes go to a program. */
    private record Download(Transfer state, StreamDestination stream) implements Attachments.Stream {
        @Override
        public String transfer() {
            return state.id();
        }

        @Override
        public void run(SocketChannel connection, byte[] early) {
            stream.attach(connection).join();
        }

        @Override
        public void abandoned(UsiException why) {
            stream.abort(why.code(), why.getMessage());
        }
    }
}
