package io.usi.ctl.command;

import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Units;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An event for people: {@code 2026-11-22 22:14:05 #17 alice: text}. Everything in it is safe for a terminal. */
final class EventText {
    private static final String INDENT = "    ";

    private EventText() {}

    static String of(Incoming.Event event) {
        Map<String, Object> members = event.members();
        StringBuilder line = new StringBuilder(Units.local(Values.text(members, "time")));
        long number = Values.number(members, "seq");
        line.append(number == 0 ? " " : " #" + number + " ");
        if (Boolean.FALSE.equals(members.get("encrypted"))) {
            line.append(Sentences.translated("NOT ENCRYPTED")).append(' ');
        }
        // What this user said is marked with '>', which therefore is in no name.
        String from = SafeText.line(Values.named(members, "from", "peer")).replace('>', '_');
        return line.append(
                        switch (event.type()) {
                            case "message" -> from + ": " + SafeText.lines(Values.text(members, "text"), INDENT);
                            case "said" ->
                                said(members.get("to"), SafeText.lines(Values.text(members, "text"), INDENT));
                            case "notice" ->
                                Sentences.say(
                                        "notice of {0}: {1}",
                                        from, SafeText.lines(Values.text(members, "text"), INDENT));
                            case "joined" ->
                                Sentences.say(Values.flag(members, "resumed") ? "{0} is back" : "{0} joined", from)
                                        + SafeText.line(address(members));
                            case "left" ->
                                Sentences.say("{0} left", from) + SafeText.line(address(members) + reason(members));
                            case "offer" -> offer(from, Values.object(members.get("offer")));
                            case "withdrawn" -> withdrawn(members);
                            case "challenge" ->
                                Sentences.say(
                                        "{0} asks for a password: usi-ctl answer {1}", from, safe(members, "question"));
                            case "challenged" ->
                                Sentences.say(
                                        Values.flag(members, "match")
                                                ? "{0} asked for a password and knows it, too"
                                                : "{0} asked for a password and gave another one: it may not be who you"
                                                        + " think",
                                        from);
                            case "relayed" ->
                                Sentences.say(
                                        "message {0}: {1} of {2} others have it",
                                        safe(members, "message"),
                                        Values.number(members, "held"),
                                        Values.number(members, "of"));
                            case "unproved" ->
                                Sentences.say(
                                        "{0} could not prove that it continues the session before: compare the fingerprint"
                                                + " again; what waited was not sent",
                                        from);
                            case "unverified" ->
                                Sentences.say(
                                        "{0} is no longer verified: what was compared differs, and somebody may sit between"
                                                + " you",
                                        from);
                            case "refused" ->
                                Sentences.say(
                                        "a connection from {0} was refused: {1}",
                                        safe(members, "address"),
                                        SafeText.line(Sentences.translated(Values.text(members, "problem"))));
                            case "transfer" -> transfer(Values.object(members.get("transfer")));
                            default -> SafeText.line(event.type());
                        })
                .toString();
    }

    private static String said(Object to, String text) {
        if (to instanceof List<?> ids) {
            String peers = ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return Sentences.say("you (to {0})> {1}", SafeText.line(peers), text);
        }
        return Sentences.say("you> {0}", text);
    }

    private static String address(Map<String, Object> members) {
        String address = Values.text(members, "address");
        return address.isEmpty() || address.equals(Values.text(members, "from")) ? "" : " (" + address + ")";
    }

    private static String reason(Map<String, Object> members) {
        String reason = Values.text(members, "reason");
        return reason.isEmpty() ? "" : Sentences.say("{0}: {1}", "", Sentences.translated(reason));
    }

    private static String withdrawn(Map<String, Object> members) {
        String offer = safe(members, "offer");
        return switch (Values.text(members, "reason")) {
            case "accepted" -> Sentences.say("offer {0}: accepted", offer);
            case "refused" -> Sentences.say("offer {0}: refused", offer);
            case "expired" -> Sentences.say("offer {0}: expired", offer);
            default -> Sentences.say("offer {0}", offer) + SafeText.line(reason(members));
        };
    }

    private static String safe(Map<String, Object> members, String member) {
        return SafeText.line(Values.text(members, member));
    }

    private static String offer(String from, Map<String, Object> offer) {
        return Sentences.say(
                "{0} offers {1} ({2}): usi-ctl accept {3}",
                from, safe(offer, "name"), Units.bytes(Values.number(offer, "size")), safe(offer, "id"));
    }

    private static String transfer(Map<String, Object> transfer) {
        String problem = Values.named(transfer, "problem", "reason");
        String ended = Sentences.say(
                "transfer {0} of {1}: {2}",
                safe(transfer, "id"),
                safe(transfer, "name"),
                SafeText.line(Sentences.translated(Values.text(transfer, "state"))));
        return problem.isEmpty()
                ? ended
                : Sentences.say("{0}: {1}", ended, SafeText.line(Sentences.translated(problem)));
    }
}
