package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Interrupt;
import io.usi.ctl.file.PartFile;
import io.usi.ctl.rpc.DataStream;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.Output;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Takes the bytes of an accepted file from the daemon, with the rights of the caller. */
final class Download {
    private static final int PART = 256 << 10;

    private final Invocation call;

    Download(Invocation call) {
        this.call = call;
    }

    /** Into a folder, under its final name only once it is known to be authentic. */
    Exit toFolder(String offer, Path folder) {
        try (RpcClient client = call.dial();
                PartFile part = part(client, offer, folder)) {
            return Interrupt.during(() -> toFolder(client, offer, part), part::close);
        }
    }

    /** A folder is made for an offer that is there, and for none else. */
    private PartFile part(RpcClient client, String offer, Path folder) {
        boolean continues = call.flag("--continue");
        Map<String, Object> listed = continues || !Files.exists(folder) ? listed(client, offer) : Map.of();
        PartFile.prepare(folder);
        return continues
                ? PartFile.continued(folder, Values.text(listed, "name"), Values.number(listed, "size"))
                : PartFile.create(folder);
    }

    private static Map<String, Object> listed(RpcClient client, String offer) {
        for (Map<String, Object> listed : Values.objects(client.call("file.offers", Map.of()))) {
            if (Values.text(listed, "id").equals(offer)) {
                return listed;
            }
        }
        throw new CtlException(Exit.SAID_NO, "no offer of that id waits: see usi-ctl offers");
    }

    private Exit toFolder(RpcClient client, String offer, PartFile part) {
        Map<String, Object> accepted = accept(
                client,
                new Params()
                        .with("have", part.size() == 0 ? null : part.size())
                        .with("have_sha256", part.size() == 0 ? null : part.sha256OfPart()),
                offer);
        Path[] path = new Path[1];
        TransferWatch.cancelledOnFailure(call, List.of(accepted), () -> {
            copy(accepted, part.size() > 0 ? part::begin : null, true, part::write);
            part.sync();
            client.call("file.verified", Map.of("transfer", Values.required(accepted, "id")));
            path[0] = part.finish(Values.text(accepted, "name"));
            // Only now: the sender is told that the file stands under its final name.
            stored(client, accepted);
            return Exit.DONE;
        });
        if (call.json()) {
            Map<String, Object> ended = ended(client, accepted);
            ended.put("stored_as", path[0].toString());
            call.printJson(ended);
        } else {
            call.out().line(path[0].toString());
        }
        return Exit.DONE;
    }

    /** To standard output, where nothing can be taken back: not a byte before all are known to be authentic. */
    Exit toOutput(String offer) {
        try (RpcClient client = call.dial()) {
            Map<String, Object> accepted = accept(client, new Params().flag("verified", true), offer);
            Output out = call.out();
            return TransferWatch.cancelledOnFailure(call, List.of(accepted), () -> {
                try {
                    copy(accepted, null, false, out::bytes);
                } catch (Output.Closed e) {
                    throw new CtlException(
                            Exit.SAID_NO, "standard output was closed before the end of the file: it was cancelled");
                }
                stored(client, accepted);
                return Exit.DONE;
            });
        }
    }

    private static Map<String, Object> accept(RpcClient client, Params how, String offer) {
        return Values.object(client.call(
                "file.accept", how.with("offer", offer).with("into", "stream").map()));
    }

    private static void stored(RpcClient client, Map<String, Object> transfer) {
        client.call("file.stored", Map.of("transfer", Values.required(transfer, "id")));
    }

    private static Map<String, Object> ended(RpcClient client, Map<String, Object> transfer) {
        return new LinkedHashMap<>(
                Values.object(client.call("transfer.wait", Map.of("transfer", Values.required(transfer, "id")))));
    }

    /**
     * Copies the bytes.
     *
     * @param begin learns where they begin, where the daemon was told that some are here already; else null
     */
    private void copy(Map<String, Object> transfer, LongConsumer begin, boolean events, Consumer<ByteBuffer> target) {
        ByteBuffer part = ByteBuffer.allocateDirect(PART);
        try (DataStream stream = DataStream.attach(call.socket(), Values.required(transfer, "token"));
                Meter meter = new Meter(call, transfer, events && call.json())) {
            if (begin != null) {
                long offset = stream.offset();
                begin.accept(offset);
                meter.beginAt(offset);
            }
            while (stream.read(part) > 0) {
                meter.add(part.position());
                target.accept(part.flip());
                part.clear();
            }
        }
    }
}
