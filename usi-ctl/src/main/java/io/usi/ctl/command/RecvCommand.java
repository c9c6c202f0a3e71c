package io.usi.ctl.command;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import java.util.List;
import java.util.Map;

/** {@code recv}: the messages that the daemon holds, and those that come. */
final class RecvCommand implements Command {
    private static final long HELD_AT_ONCE = 10_000;
    private static final List<String> MESSAGES = List.of("message");
    /** With these come warnings that concern whoever reads along. */
    private static final List<String> FOLLOWED = List.of("message", "unproved", "unverified", "refused");

    private static final List<String> ALL = List.of(
            "message",
            "said",
            "notice",
            "joined",
            "left",
            "offer",
            "withdrawn",
            "challenge",
            "challenged",
            "relayed",
            "unproved",
            "unverified",
            "refused",
            "transfer");

    @Override
    public Syntax syntax() {
        return new Syntax("recv", "Show the messages that the daemon holds; they stay there.")
                .option("--since", "N", "Only those after the message with this number.")
                .option(
                        "--wait",
                        "DURATION",
                        "Wait so long for the next message (with --since: for the first later one).")
                .option(
                        "--from",
                        "PEER",
                        "Only this peer's own messages: its id, name or address (names are the peers' own word).")
                .flag("--authenticated", "Only messages of peers that were verified or under a preset key.")
                .flag("--follow", "Stay, and show messages as they come.")
                .flag(
                        "--all",
                        "What this machine says from now on, notices, who joins and leaves, offers, questions and ended transfers too.")
                .example(
                        "usi-ctl recv",
                        "usi-ctl recv --since 17 --from alice --wait 5m",
                        "usi-ctl recv --follow --json");
    }

    @Override
    public Exit run(Invocation call) {
        Number wait = call.seconds("--wait");
        boolean follow = call.flag("--follow");
        if (wait != null && follow) {
            throw CtlException.usage("--wait ends with one message and --follow never: give one of them");
        }
        Long since = since(call.option("--since"));
        Map<String, Object> params = new Params()
                .with("since", wait == null && since == null ? Long.valueOf(0) : since)
                .with("types", call.flag("--all") ? ALL : follow && !call.json() ? FOLLOWED : MESSAGES)
                .map();
        try (RpcClient client = call.dial()) {
            Map<String, Object> start = Values.object(client.call("events.subscribe", params));
            long missed = Values.number(start, "missed");
            if (missed > 0) {
                call.tell(
                        missed == 1 ? "1 earlier event is no longer held" : "{0} earlier events are no longer held",
                        missed);
            }
            long count = Values.number(start, "held");
            boolean shown = false;
            for (long i = 0; i < count; i++) {
                client.allow(HELD_AT_ONCE);
                Incoming.Event event = next(client);
                // A reader of standard output may take its time, as a pager does.
                client.allowForever();
                if (isWanted(call, event)) {
                    show(call, event);
                    shown = true;
                }
            }
            if (wait != null && !shown) {
                showNext(call, client, wait);
            }
            client.allowForever();
            while (follow) {
                Incoming.Event event = next(client);
                if (isWanted(call, event)) {
                    show(call, event);
                }
            }
            return Exit.DONE;
        }
    }

    /** Whether it is a message of whom the user named; what is no message always is wanted. */
    private static boolean isWanted(Invocation call, Incoming.Event event) {
        Map<String, Object> members = event.members();
        if (!event.type().equals("message")) {
            return true;
        }
        String from = call.option("--from");
        boolean fits = from == null
                || (!Values.flag(members, "relayed")
                        && (from.equals(Values.text(members, "peer"))
                                || from.equals(Values.text(members, "from"))
                                || from.equals(Values.text(members, "address"))));
        return fits && (!call.flag("--authenticated") || Values.flag(members, "authenticated"));
    }

    private static Long since(String number) {
        try {
            if (number == null || Long.parseLong(number) >= 0) {
                return number == null ? null : Long.valueOf(number);
            }
        } catch (NumberFormatException e) {
            throw CtlException.usage("--since " + number + " is no number: give that of a message, such as 17");
        }
        throw CtlException.usage("--since " + number + " is less than 0: give the number of a message, such as 17");
    }

    private static void showNext(Invocation call, RpcClient client, Number wait) {
        client.allow((long) (wait.doubleValue() * 1_000));
        Incoming.Event event;
        try {
            do {
                event = next(client);
            } while (!isWanted(call, event));
        } catch (CtlException e) {
            if (e.exit() == Exit.TIMED_OUT) {
                throw new CtlException(
                        Exit.TIMED_OUT, "no message came in that time: try again, or allow more time with --wait");
            }
            throw e;
        }
        client.allowForever();
        show(call, event);
    }

    private static Incoming.Event next(RpcClient client) {
        while (true) {
            if (client.next() instanceof Incoming.Event event) {
                if (event.type().equals("lagged")) {
                    throw new CtlException(
                            Exit.SAID_NO,
                            "messages came faster than they were read here: go on with --since and the last number");
                }
                return event;
            }
        }
    }

    private static void show(Invocation call, Incoming.Event event) {
        if (call.json()) {
            call.printJson(event.members());
        } else {
            call.out().line(EventText.of(event));
        }
    }
}
