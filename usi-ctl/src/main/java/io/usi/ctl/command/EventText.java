package io.usi.ctl.command;

import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Units;
import java.util.Map;

/** An event for people: {@code 2026-11-22 22:14:05 #17 alice: text}. Everything in it is safe for a terminal. */
final class EventText {
    private static final String INDENT = "    ";

    private EventText() {}

    static String of(Incoming.Event event) {
        Map<String, Object> members = event.members();
        StringBuilder line = new StringBuilder(SafeText.line(Units.local(Values.text(members, "time"))));
        line.append(" #").append(Values.number(members, "seq")).append(' ');
        if (Boolean.FALSE.equals(members.get("encrypted"))) {
            line.append("NOT ENCRYPTED ");
        }
        String from = SafeText.line(Values.named(members, "from", "peer"));
        return line.append(
                        switch (event.type()) {
                            case "message" -> from + ": " + SafeText.lines(Values.text(members, "text"), INDENT);
                            case "notice" ->
                                "notice of " + from + ": " + SafeText.lines(Values.text(members, "text"), INDENT);
                            case "joined" ->
                                from
                                        + (Values.flag(members, "resumed") ? " is back" : " joined")
                                        + SafeText.line(address(members));
                            case "left" -> from + " left" + SafeText.line(address(members) + reason(members));
                            case "offer" -> from + " offers " + SafeText.line(offer(members));
                            case "withdrawn" ->
                                "offer " + SafeText.line(Values.text(members, "offer") + reason(members));
                            case "challenge" ->
                                from + " asks for a password: usi-ctl answer "
                                        + SafeText.line(Values.text(members, "question"));
                            case "challenged" ->
                                from
                                        + (Values.flag(members, "match")
                                                ? " asked for a password and knows it, too"
                                                : " asked for a password and gave another one: it may not be who you"
                                                        + " think");
                            case "relayed" ->
                                "message " + SafeText.line(Values.text(members, "message")) + ": "
                                        + Values.number(members, "held") + " of " + Values.number(members, "of")
                                        + " others have it";
                            case "unproved" ->
                                from + " could not prove that it continues the session before: compare the fingerprint"
                                        + " again; what waited was not sent";
                            case "refused" ->
                                SafeText.line("a connection from " + Values.text(members, "address") + " was refused: "
                                        + Values.text(members, "problem"));
                            case "transfer" -> "transfer " + SafeText.line(transfer(members));
                            default -> SafeText.line(event.type());
                        })
                .toString();
    }

    private static String address(Map<String, Object> members) {
        String address = Values.text(members, "address");
        return address.isEmpty() || address.equals(Values.text(members, "from")) ? "" : " (" + address + ")";
    }

    private static String reason(Map<String, Object> members) {
        String reason = Values.text(members, "reason");
        return reason.isEmpty() ? "" : ": " + reason;
    }

    private static String offer(Map<String, Object> members) {
        Map<String, Object> offer = Values.object(members.get("offer"));
        return Values.text(offer, "name") + " (" + Units.bytes(Values.number(offer, "size")) + "): usi-ctl accept "
                + Values.text(offer, "id");
    }

    private static String transfer(Map<String, Object> members) {
        Map<String, Object> transfer = Values.object(members.get("transfer"));
        String problem = Values.named(transfer, "problem", "reason");
        return Values.text(transfer, "id") + " of " + Values.text(transfer, "name") + ": "
                + Values.text(transfer, "state") + (problem.isEmpty() ? "" : ": " + problem);
    }
}
