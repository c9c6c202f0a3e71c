package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.command.TextLines;
import io.usi.ctl.rpc.Hints;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Wrap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Does what the user types. One thread uses it. */
final class ChatCommands {
    private static final Texts TEXTS = Texts.of(ChatCommands.class);
    private static final int BEGINNING = 20;
    /** That one line makes. */
    static final int MOST_REQUESTS = 2;
    /** What the daemon knows itself, it answers long before. */
    private static final long AT_ONCE_S = 5;

    private final View view;
    private final Requests requests;
    private final People people;
    private final Offers offers;
    private final FileJobs jobs;
    private final OwnTexts own;
    private final UserLines users;
    private final Outcome outcome;
    private final Function<String, char[]> secret;

    /**
     * What it needs.
     *
     * @param secret asks for a password with a prompt; null where the user gives none. Null where passwords cannot be asked for
     */
    ChatCommands(
            View view,
            Requests requests,
            People people,
            Offers offers,
            FileJobs jobs,
            OwnTexts own,
            Outcome outcome,
            Function<String, char[]> secret) {
        this.view = view;
        this.requests = requests;
        this.people = people;
        this.offers = offers;
        this.jobs = jobs;
        this.own = own;
        this.outcome = outcome;
        this.secret = secret;
        users = new UserLines(people);
    }

    /** What became of a line. */
    enum Taken {
        DONE,
        /** Nothing: too much of what was said or asked before has no answer yet. */
        LEFT,
        /** The user leaves. */
        LEAVES
    }

    /**
     * Takes a line that a person typed.
     *
     * @param asked what the prompt asked when the line was begun, or null
     */
    Taken take(String line, View.Question asked) {
        Typed typed = Typed.of(line);
        if (asked == null || !(Typed.isYes(line) || Typed.isNo(line))) {
            return take(typed);
        }
        if (!hasRoom(typed)) {
            return Taken.LEFT;
        }
        decide(asked.offer(), "", Typed.isYes(line));
        return Taken.DONE;
    }

    /** Takes a line. */
    Taken take(Typed typed) {
        if (!hasRoom(typed)) {
            return Taken.LEFT;
        }
        if (typed instanceof Typed.Say say) {
            say(say.text());
        } else if (typed instanceof Typed.Unknown unknown) {
            fail(Exit.USAGE, TEXTS.get("unknown", SafeText.line(unknown.word())));
        } else if (typed instanceof Typed.Do order && order.order() == Order.QUIT) {
            return Taken.LEAVES;
        } else if (typed instanceof Typed.Do order) {
            obey(order.order(), order.argument());
        }
        return Taken.DONE;
    }

    private boolean hasRoom(Typed typed) {
        boolean room = requests.hasRoom(requests(typed));
        if (!room) {
            view.show(new Line.Failed(TEXTS.get("busy", Integer.toString(requests.underWay()))));
        }
        return room;
    }

    /** How many requests it takes. */
    private static int requests(Typed typed) {
        if (typed instanceof Typed.Do order) {
            return switch (order.order()) {
                case USERS, PASSWORD, ANSWER -> MOST_REQUESTS;
                case REFUSE -> 1;
                default -> 0;
            };
        }
        return typed instanceof Typed.Say ? 1 : 0;
    }

    private void obey(Order order, String argument) {
        switch (order) {
            case HELP -> view.show(new Line.Shown(TEXTS.get("help")));
            case CLEAR -> view.clear();
            case SEND_FILE -> sendFile(argument);
            case ACCEPT -> accept(argument);
            case REFUSE -> decide(argument.isEmpty() ? oldest() : argument, "", false);
            case USERS -> users();
            case PASSWORD -> challenge(argument);
            case ANSWER -> answer(argument);
            default -> throw new IllegalStateException(order.name());
        }
    }

    private void say(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TextLines.MAX_TEXT) {
            fail(Exit.USAGE, TEXTS.get("toolong", Integer.toString(bytes), Integer.toString(TextLines.MAX_TEXT)));
            return;
        }
        view.show(new Line.Said(When.now(), Called.plainly(TEXTS.get("you")), true, "", text));
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("text", text);
        if (people.only() != null) {
            params.put("to", List.of(people.only()));
        }
        own.sends(text);
        requests.ask("message.send", params, answer -> report(text, answer));
    }

    private void report(String text, Incoming.Answer answer) {
        String quoted = SafeText.line(Wrap.cut(text.lines().findFirst().orElse(""), BEGINNING));
        if (answer.error() != null) {
            own.failed(text);
            fail(
                    answer.error().exit(),
                    TEXTS.get(
                            "notsaid",
                            quoted,
                            SafeText.line(Sentences.translated(answer.error().getMessage()))));
            return;
        }
        Map<String, Object> result = Values.object(answer.result());
        for (Map<String, Object> peer : Values.objects(result.getOrDefault("held_back", List.of()))) {
            // As of 'usi-ctl send': what the user's own configuration wants is no failure.
            view.show(new Line.Failed(TEXTS.get("heldback", quoted, people.heldBack(peer))));
        }
        for (Map<String, Object> recipient : Values.objects(result.get("recipients"))) {
            if (Values.text(recipient, "status").equals("failed")) {
                String reason = Values.text(recipient, "reason");
                String problem = Values.named(recipient, "problem", "reason");
                String who = people.called(Values.text(recipient, "peer"), Values.text(recipient, "name"))
                        .whole();
                fail(
                        Exit.REFUSED,
                        TEXTS.get("undelivered", who, quoted, SafeText.line(Hints.join(problem, Hints.of(reason)))));
            }
        }
    }

    private void sendFile(String file) {
        if (file.isEmpty()) {
            fail(Exit.USAGE, TEXTS.get("whichfile"));
        } else {
            jobs.send(file);
        }
    }

    private void accept(String argument) {
        String first = argument.split("\\s", 2)[0];
        boolean named = offers.has(first) || first.matches("o[0-9]+");
        decide(
                named ? first : oldest(),
                named ? argument.substring(first.length()).strip() : argument,
                true);
    }

    private String oldest() {
        return offers.oldest().map(offer -> Values.text(offer, "id")).orElse("");
    }

    private void decide(String offer, String folder, boolean accepted) {
        if (!offers.has(offer)) {
            fail(Exit.SAID_NO, offer.isEmpty() ? TEXTS.get("nooffer") : TEXTS.get("nosuchoffer", SafeText.line(offer)));
            return;
        }
        if (accepted) {
            jobs.accept(offer, folder);
        } else {
            refuse(offer);
        }
    }

    private void refuse(String offer) {
        boolean first = jobs.deciding(offer);
        requests.ask("file.refuse", Map.of("offer", offer), answer -> {
            if (answer.error() != null && first) {
                jobs.undecided(offer);
            }
            orError(done -> told(TEXTS.get("refusal", offer))).accept(answer);
        });
    }

    /** Asks for the peers, too, since somebody may have been verified a moment ago. */
    private void users() {
        requests.ask("session.list", Map.of(), orError(list -> people.update(Values.objects(list))));
        requests.ask("session.users", Map.of(), orError(list -> view.show(users.of(list))));
    }

    private void challenge(String who) {
        List<String> ids = people.ids();
        String only = people.only() != null ? people.only() : ids.size() == 1 ? ids.get(0) : "";
        String peer = who.isEmpty() ? only : who;
        if (peer.isEmpty()) {
            fail(Exit.USAGE, TEXTS.get("whosepassword"));
            return;
        }
        String called = who.isEmpty() ? people.called(peer).whole() : SafeText.line(who);
        if (!canAskForSecrets() || !isConnected(peer, called)) {
            return;
        }
        withSecret(TEXTS.get("passwordfor", called), password -> {
            told(TEXTS.get("challenging", called));
            requests.ask(
                    "challenge.start",
                    Map.of("peer", peer, "password", password),
                    orError(match -> told(TEXTS.get("match", called))));
        });
    }

    private boolean isConnected(String peer, String called) {
        Object found = now("session.list", Map.of("peer", peer));
        if (found == null) {
            return false;
        }
        boolean open = "open".equals(Values.only(found).get("state"));
        if (!open) {
            fail(Exit.NO_PEER, TEXTS.get("notconnected", called));
        }
        return open;
    }

    private void answer(String question) {
        if (!canAskForSecrets() || !isAsked(question)) {
            return;
        }
        withSecret(TEXTS.get("passwordanswer"), password -> {
            Map<String, Object> params = new LinkedHashMap<>();
            params.put("password", password);
            if (!question.isEmpty()) {
                params.put("question", question);
            }
            requests.ask("challenge.answer", params, orError(done -> told(TEXTS.get("answered"))));
        });
    }

    private boolean isAsked(String question) {
        Object found = now("challenge.list", Map.of());
        if (found == null) {
            return false;
        }
        List<String> ids = Values.objects(found).stream()
                .map(each -> Values.text(each, "id"))
                .toList();
        if (ids.isEmpty()) {
            fail(Exit.SAID_NO, TEXTS.get("noquestion"));
        } else if (question.isEmpty() && ids.size() > 1) {
            fail(Exit.USAGE, TEXTS.get("whichquestion", SafeText.line(String.join(", ", ids))));
        } else if (!question.isEmpty() && !ids.contains(question)) {
            fail(Exit.SAID_NO, TEXTS.get("nosuchquestion", SafeText.line(question)));
        } else {
            return true;
        }
        return false;
    }

    /** The daemon's answer to what it answers at once; null where that is an error, which is shown. */
    private Object now(String method, Map<String, Object> params) {
        CompletableFuture<Incoming.Answer> answered = new CompletableFuture<>();
        requests.ask(method, params, answered::complete);
        try {
            return answered.get(AT_ONCE_S, TimeUnit.SECONDS).get();
        } catch (TimeoutException e) {
            fail(Exit.TIMED_OUT, TEXTS.get("noanswer"));
        } catch (CtlException e) {
            fail(e.exit(), SafeText.line(Sentences.translated(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return null;
    }

    private boolean canAskForSecrets() {
        if (secret == null) {
            fail(Exit.USAGE, TEXTS.get("nosecret"));
        }
        return secret != null;
    }

    private void withSecret(String prompt, Consumer<char[]> use) {
        char[] password = secret.apply(prompt);
        if (password == null) {
            return;
        }
        try {
            use.accept(password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private Consumer<Incoming.Answer> orError(Consumer<Object> use) {
        return answer -> {
            try {
                use.accept(answer.get());
            } catch (CtlException e) {
                fail(e.exit(), SafeText.line(Sentences.translated(e.getMessage())));
            }
        };
    }

    private void told(String text) {
        view.show(new Line.Told(When.now(), text));
    }

    private void fail(Exit exit, String text) {
        outcome.failed(exit);
        view.show(new Line.Failed(text));
    }
}
