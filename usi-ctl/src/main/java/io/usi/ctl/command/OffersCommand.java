package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.Table;
import io.usi.ctl.ui.Units;
import java.util.List;
import java.util.Map;

/** {@code offers}: the files that peers want to send. */
final class OffersCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("offers", "List the files that peers want to send, and that wait for a decision.")
                .example("usi-ctl offers");
    }

    @Override
    public Exit run(Invocation call) {
        Object result = call.ask("file.offers", Map.of());
        if (call.json()) {
            call.printJson(result);
            return Exit.DONE;
        }
        List<Map<String, Object>> offers = Values.objects(result);
        if (offers.isEmpty()) {
            call.tell("no offers");
            return Exit.DONE;
        }
        Table table = new Table("ID", "NAME", "SIZE", "FROM", "PEER", "EXPIRES");
        for (Map<String, Object> offer : offers) {
            table.row(
                    Values.text(offer, "id"),
                    Values.text(offer, "name"),
                    Units.bytes(Values.number(offer, "size")),
                    Values.text(offer, "from"),
                    Values.text(offer, "peer"),
                    Units.local(Values.text(offer, "expires")));
        }
        table.print(call.out());
        return Exit.DONE;
    }
}
