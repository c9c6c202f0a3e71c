package io.usi.ctl.chat;

import io.usi.ctl.rpc.Hints;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Units;
import java.util.Map;
import java.util.Optional;

/** What an event looks like in the chat. */
final class EventLine {
    private static final Texts TEXTS = Texts.of(EventLine.class);

    private final People people;

    EventLine(People people) {
        this.people = people;
    }

    /** The line; empty for what has none. */
    Optional<Line> of(Incoming.Event event) {
        Map<String, Object> members = event.members();
        Called called = called(members);
        String who = called.whole();
        String time = When.of(Values.text(members, "time"));
        return Optional.ofNullable(
                switch (event.type()) {
                    case "message" -> new Line.Said(time, called, false, warning(members), text(members));
                    case "notice" -> new Line.Told(time, TEXTS.get("notice", who, text(members)));
                    case "undecipherable" -> new Line.Failed(TEXTS.get("undecipherable", who));
                    case "joined" -> new Line.Told(time, joined(members, who));
                    case "left" -> new Line.Told(time, left(members, who));
                    case "challenge" -> new Line.Told(time, TEXTS.get("challenge", who, safe(members, "question")));
                    case "challenged" ->
                        Values.flag(members, "match")
                                ? new Line.Told(time, TEXTS.get("challenged", who))
                                : new Line.Failed(TEXTS.get("mismatched", who));
                    case "unproved" -> new Line.Failed(TEXTS.get("unproved", who));
                    case "unverified" -> new Line.Failed(TEXTS.get("no.longer.verified", who));
                    case "refused" ->
                        new Line.Failed(TEXTS.get(
                                "refused.connection",
                                safe(members, "address"),
                                SafeText.line(Sentences.translated(Values.text(members, "problem")))));
                    case "transfer" -> transfer(time, Values.object(members.get("transfer")));
                    default -> null;
                });
    }

    /** An offered file, and how to answer. */
    Line offer(String time, Map<String, Object> offer) {
        String id = safe(offer, "id");
        String from = people.called(Values.text(offer, "peer"), Values.text(offer, "from"))
                .whole();
        return new Line.Told(
                time, TEXTS.get("offer", from, safe(offer, "name"), Units.bytes(Values.number(offer, "size")), id));
    }

    private Called called(Map<String, Object> members) {
        String peer = Values.text(members, "peer");
        String from = Values.text(members, "from");
        return Values.flag(members, "relayed") ? people.relayed(from, peer) : people.called(peer, from);
    }

    private static String warning(Map<String, Object> members) {
        return Boolean.FALSE.equals(members.get("encrypted")) ? TEXTS.get("unencrypted") : "";
    }

    private static String text(Map<String, Object> members) {
        return Values.text(members, "text");
    }

    private static String safe(Map<String, Object> members, String member) {
        return SafeText.line(Values.text(members, member));
    }

    private static String joined(Map<String, Object> members, String who) {
        String warning = warning(members);
        String joined = Values.flag(members, "resumed") ? TEXTS.get("back", who) : TEXTS.get("joined", who);
        return warning.isEmpty() ? joined : joined + ": " + warning;
    }

    private static String left(Map<String, Object> members, String who) {
        String reason = Values.text(members, "reason");
        boolean usual = reason.isEmpty() || reason.equals("goodbye") || reason.equals("stopping");
        return usual ? TEXTS.get("left", who) : TEXTS.get("lost", who, SafeText.line(Sentences.translated(reason)));
    }

    private Line transfer(String time, Map<String, Object> transfer) {
        String name = safe(transfer, "name");
        String peer = Values.text(transfer, "peer");
        String who = people.called(peer).whole();
        boolean in = Values.text(transfer, "direction").equals("in");
        switch (Values.text(transfer, "state")) {
            case "done" -> {
                String stored = safe(transfer, "stored_as");
                if (!in) {
                    // A room's server takes a file in for its guests, whatever its own user decides.
                    return new Line.Told(time, TEXTS.get(people.isRoom(peer) ? "sent.room" : "sent", name, who));
                }
                return new Line.Told(
                        time,
                        stored.isEmpty() ? TEXTS.get("received", name, who) : TEXTS.get("stored", name, who, stored));
            }
            case "cancelled" -> {
                return new Line.Failed(TEXTS.get("cancelled", name, who));
            }
            default -> {
                String reason = Values.text(transfer, "reason");
                String problem = Values.named(transfer, "problem", "reason");
                String why = SafeText.line(Hints.join(problem, Hints.of(reason)));
                return new Line.Failed(
                        in ? TEXTS.get("notreceived", name, who, why) : TEXTS.get("notsent", name, who, why));
            }
        }
    }
}
