package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.Table;
import java.util.Map;

/** {@code users}: who is in the daemon's room and in those that it is connected to. */
final class UsersCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("users", "List who is in the daemon's room, and in those it is connected to.")
                .optionalOperand("PEER", "Only the room of this peer.")
                .option("--wait", "DURATION", "How long peers may take to answer.")
                .example("usi-ctl users");
    }

    @Override
    public Exit run(Invocation call) {
        Map<String, Object> params = new Params()
                .with("peer", call.operand(0))
                .with("wait_s", call.seconds("--wait"))
                .map();
        Object result = call.ask("session.users", params);
        if (call.json()) {
            call.printJson(result);
            return Exit.DONE;
        }
        Table table = new Table("NAME", "ADDRESS", "ROLE", "VIA", "FINGERPRINT");
        for (Map<String, Object> user : Values.objects(result)) {
            table.row(
                    Values.text(user, "name"),
                    Values.text(user, "address"),
                    role(user),
                    Values.text(user, "via"),
                    Boolean.FALSE.equals(user.get("encrypted"))
                            ? Sentences.translated("NOT ENCRYPTED")
                            : PeersCommand.grouped(Values.text(user, "fingerprint")));
        }
        table.print(call.out());
        return Exit.DONE;
    }

    private static String role(Map<String, Object> user) {
        String you = Values.flag(user, "you") ? Sentences.translated("you") : "";
        String server = Values.flag(user, "server") ? Sentences.translated("server") : "";
        return you.isEmpty() || server.isEmpty() ? you + server : you + ", " + server;
    }
}
