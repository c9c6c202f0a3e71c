package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Table;
import io.usi.ctl.ui.Units;
import java.util.List;
import java.util.Map;

/** {@code transfers}: what moves, how far, how fast. */
final class TransfersCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("transfers", "List the transfers under way, and those that ended lately.")
                .example("usi-ctl transfers");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("transfer.list", Map.of());
        if (call.json()) {
            call.printJson(result);
            return Exit.DONE;
        }
        List<Map<String, Object>> transfers = Values.objects(result);
        if (transfers.isEmpty()) {
            call.tell("no transfers");
            return Exit.DONE;
        }
        Table table = new Table("ID", "WAY", "PEER", "NAME", "STATE", "BYTES", "SIZE", "RATE", "LEFT", "NOTE");
        for (Map<String, Object> transfer : transfers) {
            boolean active = "active".equals(Values.text(transfer, "state"));
            table.row(
                    Values.text(transfer, "id"),
                    Sentences.translated(Values.text(transfer, "direction")),
                    Values.text(transfer, "peer"),
                    Values.text(transfer, "name"),
                    Sentences.translated(Values.text(transfer, "state")),
                    Units.bytes(Values.number(transfer, "bytes")),
                    transfer.get("size") == null ? "" : Units.bytes(Values.number(transfer, "size")),
                    active ? Units.bytes(Values.number(transfer, "rate")) + "/s" : "",
                    transfer.get("eta_s") == null ? "" : Units.seconds(Values.number(transfer, "eta_s")),
                    transfer.containsKey("problem")
                            ? Sentences.translated(Values.text(transfer, "problem"))
                            : Values.text(transfer, "stored_as"));
        }
        table.print(call.out());
        return Exit.DONE;
    }
}
