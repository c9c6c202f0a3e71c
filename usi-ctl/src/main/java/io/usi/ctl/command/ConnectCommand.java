package io.usi.ctl.command;

import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.SafeText;
import java.util.Map;

/** {@code connect}: the daemon opens a session to an address, and keeps it open. */
final class ConnectCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("connect", "Connect to a peer, and stay connected.")
                .operand("ADDRESS", "HOST, HOST:PORT or [IPv6]:PORT.")
                .option("--wait", "DURATION", "Wait until the session is open, so long at most.")
                .option("--protocol", "WORD", "auto, 2, 3 or a plugin's. Without: what the daemon speaks with all.")
                .example("usi-ctl connect nas.example:12800 --wait 30s", "usi-ctl connect old.example --protocol 2");
    }

    @Override
    public Exit run(Invocation call) {
        Map<String, Object> params = new Params()
                .with("address", call.operand(0))
                .with("wait_s", call.seconds("--wait"))
                .with("protocol", call.option("--protocol"))
                .map();
        Map<String, Object> peer = Values.object(call.ask("session.connect", params));
        if (call.json()) {
            call.printJson(peer);
            return Exit.DONE;
        }
        StringBuilder line = new StringBuilder(Values.text(peer, "id"));
        for (String member : new String[] {"state", "address", "name"}) {
            String value = Values.text(peer, member);
            value = member.equals("state") ? Sentences.translated(value) : value;
            line.append(value.isEmpty() ? "" : " ").append(SafeText.line(value));
        }
        if (Boolean.FALSE.equals(peer.get("encrypted"))) {
            line.append(' ').append(Sentences.translated("NOT ENCRYPTED"));
        }
        String fingerprint = PeersCommand.grouped(Values.text(peer, "fingerprint"));
        call.out().line(fingerprint.isEmpty() ? line.toString() : line + " " + SafeText.line(fingerprint));
        return Exit.DONE;
    }
}
