package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Unexpected;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Follows what happens, on a thread of its own, and hands it to the view. A reader that fell behind goes on where it was. */
final class ChatEvents implements AutoCloseable {
    private static final Texts TEXTS = Texts.of(ChatEvents.class);

    private static final List<String> TYPES = List.of(
            "message",
            "said",
            "notice",
            "undecipherable",
            "joined",
            "left",
            "offer",
            "withdrawn",
            "challenge",
            "challenged",
            "unproved",
            "unverified",
            "refused",
            "transfer",
            "progress");

    /** Of what was said before, so much is shown. */
    private static final int EARLIER = 100;

    private final Supplier<RpcClient> dial;
    private final View view;
    private final People people;
    private final Offers offers;
    private final EventLine lines;
    private final TransferBar bar;
    private final FileJobs jobs;
    private final OwnTexts own;
    private final Attendance attendance;
    private volatile RpcClient client;
    private long last;

    /** What it needs. */
    ChatEvents(
            Supplier<RpcClient> dial,
            View view,
            People people,
            Offers offers,
            FileJobs jobs,
            OwnTexts own,
            Requests requests) {
        this.dial = dial;
        this.view = view;
        this.people = people;
        this.offers = offers;
        this.jobs = jobs;
        this.own = own;
        attendance = new Attendance(requests, people, view, this::verified);
        lines = new EventLine(people);
        bar = new TransferBar(view);
    }

    /**
     * Begins: what was said before and what still waits is shown first.
     *
     * @param greeting called when it is known who is there: nobody comes unnoticed between that and the first event
     * @param lost hears that the daemon is gone
     */
    void start(Runnable greeting, Consumer<CtlException> lost) {
        client = dial.get();
        Map<String, Object> begin = subscribe();
        people.update(Values.objects(client.call("session.list", Map.of())));
        greeting.run();
        List<Map<String, Object>> open = Values.objects(client.call("file.offers", Map.of()));
        List<Map<String, Object>> questions = Values.objects(client.call("challenge.list", Map.of()));
        before(Values.number(begin, "held"));
        open.stream().filter(people::concerns).forEach(offer -> offered(Values.text(offer, "time"), offer));
        questions.stream().filter(people::concerns).forEach(this::asked);
        Thread thread = new Thread(() -> Unexpected.failure(this::follow).ifPresent(lost), "chat-events");
        thread.setDaemon(true);
        thread.start();
    }

    private Map<String, Object> subscribe() {
        return Values.object(client.call("events.subscribe", Map.of("since", last, "types", TYPES)));
    }

    private void before(long held) {
        Deque<Line> said = new ArrayDeque<>();
        long left = 0;
        for (long i = 0; i < held; i++) {
            Incoming.Event event = next();
            boolean shown = event.type().equals("message") || event.type().equals("notice");
            if (shown && people.concerns(event.members())) {
                lines.of(event).ifPresent(said::add);
                if (said.size() > EARLIER) {
                    said.removeFirst();
                    left++;
                }
            }
        }
        if (!said.isEmpty()) {
            List<Line> all = new ArrayList<>();
            all.add(new Line.Mark(TEXTS.get("before")));
            if (left > 0) {
                all.add(new Line.Mark(TEXTS.get("earlier", Long.toString(left))));
            }
            all.addAll(said);
            all.add(new Line.Mark(TEXTS.get("now")));
            view.show(all);
        }
    }

    private Incoming.Event next() {
        while (true) {
            if (client.next() instanceof Incoming.Event event) {
                last = Math.max(last, Values.number(event.members(), "seq"));
                return event;
            }
        }
    }

    private void follow() {
        while (true) {
            Incoming.Event event = next();
            if (event.type().equals("lagged")) {
                again();
            } else {
                take(event);
            }
        }
    }

    private void again() {
        client.close();
        own.forget();
        client = dial.get();
        long missed = Values.number(subscribe(), "missed");
        // What was said at this daemon is not kept, and so not counted.
        view.show(new Line.Mark(TEXTS.get("lagged")));
        if (missed > 0) {
            view.show(new Line.Mark(TEXTS.get("missed", Long.toString(missed))));
        }
        attendance.changed();
    }

    private void take(Incoming.Event event) {
        Map<String, Object> members = event.members();
        // Who is in a room at another daemon is none of this one's peers.
        boolean peers = !Values.flag(members, "relayed");
        if (peers && event.type().equals("left")) {
            attendance.left(Values.text(members, "peer"));
        }
        if (peers && event.type().equals("joined")) {
            attendance.joined(Values.text(members, "peer"));
        }
        if (peers && event.type().equals("joined") && people.isNamesake(members)) {
            view.show(new Line.Failed(
                    TEXTS.get("namesake", people.title().whole(), SafeText.line(Values.text(members, "peer")))));
        }
        if (!people.concerns(concerned(event))) {
            return;
        }
        switch (event.type()) {
            case "said" -> said(members);
            case "offer" -> offered(Values.text(members, "time"), Values.object(members.get("offer")));
            case "withdrawn" -> withdrawn(Values.text(members, "offer"), Values.text(members, "reason"));
            case "progress" -> bar.moved(Values.object(members.get("transfer")));
            case "transfer" -> ended(event, Values.object(members.get("transfer")));
            default -> lines.of(event).ifPresent(view::show);
        }
    }

    /** The object of an event that says which peer it is about; a withdrawn offer does not say, and may be another's. */
    private static Map<String, Object> concerned(Incoming.Event event) {
        return event.members().get("transfer") instanceof Map<?, ?> transfer
                ? Values.object(transfer)
                : event.members();
    }

    /** Nobody has to ask whether somebody who joins was ever verified. */
    private void verified(String peer) {
        if (people.concerns(Map.of("peer", peer)) && people.isUnverified(peer)) {
            view.show(new Line.Told(
                    When.now(), TEXTS.get("unverified", people.called(peer).whole(), SafeText.line(peer))));
        }
    }

    /** Somebody at this daemon said something; what this chat's own user did is shown already. */
    private void said(Map<String, Object> members) {
        String text = Values.text(members, "text");
        if (!own.isEcho(text) && people.hears(members.get("to"))) {
            Called self = people.self(members.get("to"));
            view.show(new Line.Said(When.of(Values.text(members, "time")), self, true, "", text));
        }
    }

    private void ended(Incoming.Event event, Map<String, Object> transfer) {
        String id = Values.required(transfer, "id");
        bar.ended(id);
        boolean relayed = Values.text(transfer, "direction").equals("relay");
        if (!jobs.tells(id) && !relayed) {
            lines.of(event).ifPresent(view::show);
        }
    }

    private void asked(Map<String, Object> question) {
        Map<String, Object> members = new LinkedHashMap<>(question);
        members.put("type", "challenge");
        members.put("question", question.get("id"));
        lines.of(new Incoming.Event(members)).ifPresent(view::show);
    }

    private void offered(String time, Map<String, Object> offer) {
        if (offers.add(offer)) {
            view.show(lines.offer(When.of(time), offer));
            question();
        }
    }

    private void withdrawn(String id, String reason) {
        offers.remove(id).ifPresent(offer -> {
            String name = SafeText.line(Values.text(offer, "name"));
            switch (reason) {
                case "accepted" -> elsewhere(id, TEXTS.get("accepted", name));
                case "refused" -> elsewhere(id, TEXTS.get("refused", name));
                case "expired" -> view.show(new Line.Failed(TEXTS.get("expired", name)));
                default -> view.show(new Line.Failed(TEXTS.get("gone", name)));
            }
        });
        question();
    }

    /** What this chat decided itself, the user knows. */
    private void elsewhere(String id, String text) {
        if (!jobs.decided(id)) {
            view.show(new Line.Told(When.now(), text));
        }
    }

    /** The oldest offer is what y and n decide on. */
    private void question() {
        view.ask(offers.oldest()
                .map(offer -> new View.Question(Values.text(offer, "id"), Values.text(offer, "name")))
                .orElse(null));
    }

    @Override
    public void close() {
        RpcClient current = client;
        if (current != null) {
            current.close();
        }
    }
}
