package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.DaemonError;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Units;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Waits for the peer that a chat is to be with, at a daemon that has only just started and so has no session yet. */
final class Arrival {
    /** For a peer that is called, and for one that is waited for. */
    static final Duration CALLED = Duration.ofMinutes(1);

    static final Duration EXPECTED = Duration.ofMinutes(10);

    private static final Texts TEXTS = Texts.of(Arrival.class);

    private final Supplier<RpcClient> dial;
    private final String peer;
    private final Consumer<String> tell;

    /**
     * What it needs.
     *
     * @param peer an id, a name or an address
     * @param tell takes sentences for the user, safe for a terminal
     */
    Arrival(Supplier<RpcClient> dial, String peer, Consumer<String> tell) {
        this.dial = dial;
        this.peer = peer;
        this.tell = tell;
    }

    /**
     * Returns once the session is open; the user hears what is waited for, for how long, and who else came.
     *
     * @throws CtlException with {@link Exit#NO_PEER} where it did not open in that time, or more than one peer is meant
     */
    void await(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try (RpcClient client = dial.get()) {
            client.call("events.subscribe", Map.of("types", List.of("joined")));
            if (isOpen(client)) {
                return;
            }
            String news = waits(client, most);
            do {
                tell.accept(news);
                news = next(client, end, most);
            } while (!isOpen(client));
        }
    }

    private String waits(RpcClient client, Duration most) {
        String listening = Values.text(Values.object(client.call("daemon.status", Map.of())), "listening");
        String name = SafeText.line(peer);
        String time = Units.seconds(most.toSeconds());
        return listening.isEmpty()
                ? TEXTS.get("waits", name, time)
                : TEXTS.get("waits.at", name, SafeText.line(listening), time);
    }

    /** Waits for the next peer that comes, and says who that is. */
    private String next(RpcClient client, long end, Duration most) {
        client.allow(Math.max(0, Duration.ofNanos(end - System.nanoTime()).toMillis()));
        try {
            while (true) {
                // Who is in a room at another daemon is none of this one's peers.
                if (client.next() instanceof Incoming.Event event && !Values.flag(event.members(), "relayed")) {
                    return TEXTS.get(
                            "came",
                            SafeText.line(Values.named(event.members(), "from", "peer")),
                            SafeText.line(Values.text(event.members(), "peer")));
                }
            }
        } catch (CtlException e) {
            throw e.exit() == Exit.TIMED_OUT ? late(most) : e;
        }
    }

    private CtlException late(Duration most) {
        String problem = problem();
        String time = Units.seconds(most.toSeconds());
        return new CtlException(
                Exit.NO_PEER,
                problem.isEmpty()
                        ? TEXTS.get("late", peer, time)
                        : TEXTS.get("late.because", peer, time, Sentences.translated(problem)));
    }

    private boolean isOpen(RpcClient client) {
        try {
            Map<String, Object> found = Values.only(client.call("session.list", Map.of("peer", peer)));
            return "open".equals(found.get("state"));
        } catch (DaemonError e) {
            if (e.reason().equals("no_such_peer")) {
                return false;
            }
            throw e;
        }
    }

    /** Why the last attempt at a peer that is called failed; empty where none did. */
    private String problem() {
        try (RpcClient client = dial.get()) {
            return Values.objects(client.call("session.list", Map.of())).stream()
                    .map(each -> Values.text(each, "problem"))
                    .filter(each -> !each.isEmpty())
                    .findFirst()
                    .orElse("");
        }
    }
}
