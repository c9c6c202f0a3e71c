package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.SafeText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code accept}: takes a file that a peer offers. */
final class AcceptCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("accept", "Accept a file that a peer offers, and wait until it is here.")
                .operand("OFFER", "Its id in 'usi-ctl offers'.")
                .optionalOperand("-", "Write it to standard output, once all of it is known to be authentic.")
                .option(
                        "--into",
                        "DIR",
                        "Put it into this folder. Without: where the daemon puts files, or else into the current folder.")
                .flag(
                        "--continue",
                        "Into a folder: keep what came if it is broken off, and begin with what an earlier try kept.")
                .example(
                        "usi-ctl accept o1 --into ~/Downloads",
                        "usi-ctl accept o3 --into ~/Downloads --continue",
                        "usi-ctl accept o2 - | tar x");
    }

    @Override
    public Exit run(Invocation call) {
        String offer = call.operand(0);
        String into = call.option("--into");
        String dash = call.operand(1);
        if (dash != null && (!dash.equals("-") || into != null)) {
            throw CtlException.usage("give one place: --into DIR, or - for standard output");
        }
        if (call.flag("--continue") && (into == null || into.equals("-"))) {
            throw CtlException.usage("--continue needs a folder: give --into DIR");
        }
        if (dash != null || "-".equals(into)) {
            return new Download(call).toOutput(offer);
        }
        if (into != null) {
            return new Download(call).toFolder(offer, folder(into));
        }
        Map<String, Object> status = Values.object(call.ask("daemon.status", Map.of()));
        return Values.flag(status, "sink")
                ? toSink(call, offer)
                : new Download(call).toFolder(offer, Path.of("").toAbsolutePath());
    }

    private static Path folder(String path) {
        try {
            if (!path.isEmpty()) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            throw CtlException.usage("--into is no path: give a folder");
        }
        throw CtlException.usage("--into is empty: give a folder");
    }

    private static Exit toSink(Invocation call, String offer) {
        try (RpcClient client = call.dial()) {
            TransferWatch watch = TransferWatch.begin(call, client);
            Map<String, Object> transfer =
                    Values.object(client.call("file.accept", Map.of("offer", offer, "into", "sink")));
            Map<String, Object> ended = watch.await(List.of(transfer)).get(0);
            Exit exit = TransferWatch.report(call, ended);
            String stored = Values.text(ended, "stored_as");
            if (exit == Exit.DONE && !call.json() && !stored.isEmpty()) {
                call.out().line(SafeText.line(stored));
            }
            return exit;
        }
    }
}
