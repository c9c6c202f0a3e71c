package io.usi.ctl.verify;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.DaemonError;
import io.usi.ctl.rpc.Incoming;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verification by a password that both people know: the side that connected asks, the other one answers. */
final class Password {
    private static final Texts TEXTS = Texts.of(Password.class);
    /** How long people may take, as the daemon sees it, in milliseconds. */
    private static final long PATIENCE = 120_000;

    private final RpcClient client;
    private final Talk talk;
    private final Compared compared;

    Password(RpcClient client, Talk talk, Compared compared) {
        this.client = client;
        this.talk = talk;
        this.compared = compared;
    }

    /** Goes all the way; empty where the passwords are the same and that shows nothing (USI 2). */
    Optional<Map<String, Object>> go() {
        if (compared.connected()) {
            ask();
        } else {
            answer();
        }
        if (!compared.usi3()) {
            talk.say(TEXTS.get("usi2.match"));
            return Optional.empty();
        }
        Map<String, Object> peer = Values.objects(client.call("session.list", Map.of())).stream()
                .filter(each -> compared.peer().equals(each.get("id")))
                .findFirst()
                .orElseThrow(() -> new CtlException(Exit.REFUSED, TEXTS.get("password.gone")));
        if (!Values.text(peer, "authenticated").equals("verified")) {
            throw new CtlException(Exit.REFUSED, TEXTS.get("password.gone"));
        }
        return Optional.of(peer);
    }

    private void ask() {
        talk.say(TEXTS.get(compared.usi3() ? "password.ask" : "password.ask2"));
        char[] password = talk.askPassword();
        try {
            Map<String, Object> params = new HashMap<>(Map.of("peer", compared.peer(), "password", password));
            if (compared.usi3()) {
                params.put("verify", true);
            }
            talk.say(TEXTS.get("password.wait"));
            client.call("challenge.start", params);
        } catch (DaemonError e) {
            throw e.reason().equals("mismatch") ? differs() : e;
        } finally {
            Talk.wipe(password);
        }
    }

    private CtlException differs() {
        talk.say(TEXTS.get("password.differs"));
        return Walk.mismatch(compared);
    }

    private void answer() {
        client.call("events.subscribe", Map.of("types", List.of("challenge", "challenged")));
        String question = question();
        char[] password = talk.askPassword();
        try {
            client.call("challenge.answer", Map.of("question", question, "password", password, "verify", true));
        } finally {
            Talk.wipe(password);
        }
        if (!Values.flag(next("challenged", "question", question), "match")) {
            throw differs();
        }
    }

    /** The id of the question that the peer asks; waits for one that is open. */
    private String question() {
        Optional<String> open = openQuestion();
        if (open.isEmpty()) {
            talk.say(TEXTS.get("password.await"));
        }
        while (open.isEmpty()) {
            next("challenge", "peer", compared.peer());
            open = openQuestion();
        }
        return open.get();
    }

    private Optional<String> openQuestion() {
        return Values.objects(client.call("challenge.list", Map.of())).stream()
                .filter(open -> compared.peer().equals(open.get("peer")))
                .map(open -> Values.required(open, "id"))
                .findFirst();
    }

    /** The next event of a type in which a member has that value. */
    private Map<String, Object> next(String type, String member, String value) {
        client.allow(PATIENCE);
        try {
            while (true) {
                if (client.next() instanceof Incoming.Event event
                        && event.type().equals(type)
                        && value.equals(event.members().get(member))) {
                    client.allowForever();
                    return event.members();
                }
            }
        } catch (CtlException e) {
            throw e.exit() == Exit.TIMED_OUT ? new CtlException(Exit.TIMED_OUT, TEXTS.get("password.late")) : e;
        }
    }
}
