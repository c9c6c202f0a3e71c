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
        if (!Values.flag(next("challenged"), "match")) {
            throw differs();
        }
    }

    /** The id of the question that the peer asks; waits for it. */
    private String question() {
        for (Map<String, Object> open : Values.objects(client.call("challenge.list", Map.of()))) {
            if (compared.peer().equals(open.get("peer"))) {
                return Values.required(open, "id");
            }
        }
        talk.say(TEXTS.get("password.await"));
        return Values.required(next("challenge"), "question");
    }

    private Map<String, Object> next(String type) {
        client.allow(PATIENCE);
        try {
            while (true) {
                if (client.next() instanceof Incoming.Event event
                        && event.type().equals(type)
                        && compared.peer().equals(event.members().get("peer"))) {
                    client.allowForever();
                    return event.members();
                }
            }
        } catch (CtlException e) {
            throw e.exit() == Exit.TIMED_OUT ? new CtlException(Exit.TIMED_OUT, TEXTS.get("password.late")) : e;
        }
    }
}
