package io.usi.daemon.control;

import io.usi.daemon.ErrorCode;
import io.usi.daemon.UsiException;
import io.usi.daemon.transfer.Transfer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code transfer.*}. */
final class TransferMethods {
    private final Core core;

    TransferMethods(Core core) {
        this.core = core;
    }

    List<Method> methods() {
        Param transfer = Param.required("transfer", Param.Type.STRING, "the transfer's id");
        return List.of(
                new Method(
                        "transfer.list",
                        "The transfers under way and the last that ended",
                        List.of(),
                        "array",
                        (params, caller) -> CompletableFuture.completedFuture(core.transfers().list().stream()
                                .map(Transfer::toJson)
                                .toList())),
                new Method(
                        "transfer.wait",
                        "Waits until a transfer has ended, and fails where it failed",
                        List.of(transfer, Param.optional("wait_s", Param.Type.NUMBER, "how long to wait, in seconds")),
                        "object",
                        (params, caller) -> await(params)),
                new Method("transfer.cancel", "Ends a transfer", List.of(transfer), "object", (params, caller) -> {
                    Transfer found = core.transfers().get(params.text("transfer"));
                    if (!found.cancel()) {
                        throw new UsiException(ErrorCode.STATE, "that transfer has ended already");
                    }
                    return CompletableFuture.completedFuture(found.toJson());
                }));
    }

    private CompletionStage<?> await(Params params) {
        Transfer transfer = core.transfers().get(params.text("transfer"));
        CompletableFuture<Transfer.State> end = transfer.end().copy();
        params.patience().ifPresent(p -> end.orTimeout(p.toMillis(), TimeUnit.MILLISECONDS));
        return end.handle((state, failure) -> {
            if (failure instanceof TimeoutException) {
                throw new UsiException(ErrorCode.TIMEOUT, "the transfer has not ended in time; it goes on");
            } else if (failure != null) {
                throw new CompletionException(failure);
            } else if (state instanceof Transfer.State.Failed failed) {
                throw new UsiException(failed.code(), failed.problem());
            } else if (state instanceof Transfer.State.Cancelled) {
                throw new UsiException(ErrorCode.CANCELLED, "the transfer was cancelled");
            }
            return transfer.toJson();
        });
    }
}
