package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Interrupt;
import io.usi.ctl.command.Invocation;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.Terminal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/** One chat, from its start to its end; the daemon stays. */
public final class Chat {
    private static final Texts TEXTS = Texts.of(Chat.class);
    private static final int OUTPUT = 1;
    /** Of those who are there when the chat begins. */
    private static final int MOST_SHOWN = 5;

    private final Invocation call;
    private final boolean terminal;
    private final AtomicReference<CtlException> failure = new AtomicReference<>();
    private volatile boolean left;
    private volatile boolean abandoned;
    private volatile Talk current;

    private Chat(Invocation call) {
        this.call = call;
        Terminal streams = call.streams().terminal();
        terminal = streams.is(Terminal.INPUT) && streams.is(OUTPUT);
    }

    /**
     * Chats until the user leaves.
     *
     * @param peer with whom; null for everybody
     */
    public static Exit run(Invocation call, String peer) {
        return new Chat(call).run(peer);
    }

    private Exit run(String peer) {
        try {
            call.dial().close();
        } catch (CtlException e) {
            if (e.exit() != Exit.NO_DAEMON || !terminal) {
                throw e;
            }
            return withOwnDaemon(peer, e);
        }
        return chat(peer);
    }

    private Exit withOwnDaemon(String peer, CtlException without) {
        try (LocalDaemon daemon = LocalDaemon.offer(call).orElseThrow(() -> without)) {
            return Interrupt.during(
                    () -> {
                        daemon.awaitReady();
                        if (peer != null) {
                            daemon.await(peer);
                        }
                        return chat(peer);
                    },
                    daemon::close);
        }
    }

    private Exit chat(String peer) {
        Exit outcome = Exit.DONE;
        try (RpcClient client = call.dial()) {
            People people = people(client, peer);
            if (terminal && canEdit()) {
                onScreen(client, people);
            } else {
                outcome = plain(client, people);
            }
        }
        CtlException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return outcome;
    }

    /** The daemon alone knows who is meant. */
    private static People people(RpcClient client, String peer) {
        Map<String, Object> only = peer == null ? null : Values.only(client.call("session.list", Map.of("peer", peer)));
        return new People(Values.objects(client.call("session.list", Map.of())), only);
    }

    /** Whether the terminal can move its cursor. */
    private boolean canEdit() {
        return !Set.of("", "dumb", "unknown")
                .contains(call.streams().environment().getOrDefault("TERM", ""));
    }

    private void onScreen(RpcClient client, People people) {
        Offers offers = new Offers();
        ChatCompleter completer = new ChatCompleter(people, offers, paths());
        try (ChatScreen screen =
                ChatScreen.open(call.streams().environment(), people.title().brief(), completer, this::abandon)) {
            Interrupt.during(
                    () -> {
                        Runnable end = screen::end;
                        try (Talk talk = new Talk(client, screen, people, offers, screen::secret, end)) {
                            type(screen, talk);
                        }
                        return null;
                    },
                    screen::close);
        } catch (CtlException e) {
            if (!abandoned) {
                throw e;
            }
        }
    }

    /** Ends the connections, and with that whatever waits for the daemon. */
    private void abandon() {
        abandoned = true;
        left = true;
        Talk talk = current;
        if (talk != null) {
            talk.close();
        }
    }

    private void type(ChatScreen screen, Talk talk) {
        boolean warned = false;
        ChatReader.Typing again = null;
        while (failure.get() == null) {
            ChatReader.Typing typed = screen.read(again);
            ChatCommands.Taken taken =
                    typed == null ? ChatCommands.Taken.LEAVES : talk.commands.take(typed.text(), typed.asked());
            again = taken == ChatCommands.Taken.LEFT ? typed : null;
            boolean leaves = taken == ChatCommands.Taken.LEAVES;
            if (leaves && (warned || failure.get() != null || !talk.jobs.areUnderWay())) {
                return;
            }
            if (leaves) {
                screen.show(new Line.Failed(TEXTS.get("underway")));
            }
            warned = leaves;
        }
    }

    private TypedPath paths() {
        return new TypedPath(call.streams().environment());
    }

    private Exit plain(RpcClient client, People people) {
        PlainChat plain = new PlainChat(call, call.streams().terminal().is(OUTPUT));
        Thread reader = Thread.currentThread();
        Runnable end = reader::interrupt;
        boolean obeys = call.flag("--orders") || call.streams().terminal().is(Terminal.INPUT);
        try (Talk talk = new Talk(client, plain, people, new Offers(), null, end)) {
            String line = plain.next();
            while (line != null
                    && talk.requests.awaitRoom(ChatCommands.MOST_REQUESTS)
                    && failure.get() == null
                    && talk.commands.take(obeys ? Typed.of(line) : Typed.ofData(line)) != ChatCommands.Taken.LEAVES) {
                line = plain.next();
            }
            talk.requests.awaitAnswers();
            talk.jobs.awaitEnd();
            return talk.outcome.exit();
        }
    }

    /** What works together while a chat lasts. */
    private final class Talk implements AutoCloseable {
        private final Requests requests;
        private final ChatEvents events;
        private final FileJobs jobs;
        private final ChatCommands commands;
        private final Outcome outcome = new Outcome();

        Talk(RpcClient client, View view, People people, Offers offers, Function<String, char[]> secret, Runnable end) {
            Consumer<CtlException> lost = e -> {
                if (!left && failure.compareAndSet(null, e)) {
                    end.run();
                }
            };
            requests = new Requests(client, lost);
            jobs = new FileJobs(call, view, people, outcome, paths());
            OwnTexts own = new OwnTexts();
            commands = new ChatCommands(view, requests, people, offers, jobs, own, outcome, secret);
            events = new ChatEvents(call::dial, view, people, offers, jobs, own, requests);
            current = this;
            Runnable greeting = () -> {
                view.show(new Line.Mark(TEXTS.get("welcome")));
                people.present().stream().limit(MOST_SHOWN).forEach(one -> view.show(new Line.Mark(one)));
            };
            events.start(terminal ? greeting : () -> {}, lost);
        }

        /** From here on a connection that ends is no failure. */
        @Override
        public void close() {
            left = true;
            events.close();
            requests.close();
        }
    }
}
