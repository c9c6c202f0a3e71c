package io.usi.ctl.verify;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.Streams;
import io.usi.ctl.rpc.DaemonError;
import io.usi.ctl.rpc.RpcClient;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.ui.SafeText;
import io.usi.ctl.ui.Terminal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leads one of two people through the verification of a peer. They have to type what the other one reads out or shows, which their
 * own screen never says; a key alone verifies nothing (docs/SECURITY.md, <em>Fingerprints</em>).
 */
public final class Walk {
    private static final Texts TEXTS = Texts.of(Walk.class);
    private static final int WORDS = 12;
    private static final int HALF = 32;
    private static final int TRIES = 3;

    private final RpcClient client;
    private final Streams streams;
    private final Talk talk;
    private final boolean qr;
    private final Compared compared;

    /**
     * @param peer id, name or address
     * @param qr whether a QR code is wanted, whatever way they choose
     */
    public Walk(RpcClient client, Streams streams, String peer, boolean qr) {
        this.client = client;
        this.streams = streams;
        this.qr = qr;
        talk = new Talk(streams);
        compared = Compared.of(client, peer);
    }

    /**
     * Goes all the way.
     *
     * @return the peer, which is verified
     * @throws CtlException in any other case
     */
    public Map<String, Object> go() {
        talk.say(TEXTS.get(
                compared.connected() ? "walk.out" : "walk.in",
                SafeText.line(compared.peer()),
                SafeText.line(compared.shown()),
                SafeText.line(compared.address()),
                compared.usi3() ? "USI/3" : "USI 2"));
        talk.say(TEXTS.get("walk.channel"));
        if (qr) {
            showQr();
        }
        while (true) {
            Optional<Map<String, Object>> verified = choose();
            if (verified.isPresent()) {
                return verified.get();
            }
        }
    }

    /** One way, as the person chooses; empty where it ended without showing who the peer is. */
    private Optional<Map<String, Object>> choose() {
        talk.say(TEXTS.get("menu"));
        talk.say(TEXTS.get("menu.words"));
        talk.say(TEXTS.get(compared.usi3() ? "menu.digits" : "menu.digits2"));
        talk.say(TEXTS.get("menu.qr"));
        if (compared.usi3()) {
            talk.say(TEXTS.get("menu.password"));
        } else if (compared.connected()) {
            talk.say(TEXTS.get("menu.password2"));
        }
        while (true) {
            switch (talk.ask(TEXTS.get("menu.choice"))) {
                case "w", "W", "m", "M" -> {
                    return Optional.of(byWords());
                }
                case "d", "D", "c", "C" -> {
                    return Optional.of(byDigits());
                }
                case "q", "Q" -> {
                    return Optional.of(byQr());
                }
                case "p", "P" -> {
                    if (compared.usi3() || compared.connected()) {
                        return new Password(client, talk, compared).go();
                    }
                    talk.say(TEXTS.get("menu.usi2"));
                }
                case "" -> throw Talk.nothing();
                default -> talk.say(TEXTS.get("menu.which"));
            }
        }
    }

    private int width() {
        return Forms.width(streams, Terminal.ERROR);
    }

    private Map<String, Object> byWords() {
        talk.say(TEXTS.get("words.read"));
        Forms.words(compared.words(), width()).forEach(talk::say);
        talk.say(TEXTS.get("words.type"));
        WordList list = new WordList();
        return attempt(() -> Map.of("words", typedWords(list)));
    }

    /** Twelve words of the list, in as many lines as the person likes. */
    private List<String> typedWords(WordList list) {
        List<String> typed = new ArrayList<>();
        while (typed.size() < WORDS) {
            String line = talk.ask(TEXTS.get("words.prompt", typed.size() + 1, WORDS));
            List<String> words = Given.words(line);
            if (words.isEmpty()) {
                throw Talk.nothing();
            }
            for (String word : words) {
                Optional<String> known = list.find(word);
                if (known.isEmpty()) {
                    List<String> near = list.near(word);
                    talk.say(TEXTS.get("words.unknown", typed.size() + 1, SafeText.line(word))
                            + (near.isEmpty() ? "" : " " + TEXTS.get("words.near", String.join(", ", near))));
                    break;
                }
                if (typed.size() == WORDS) {
                    talk.say(TEXTS.get("words.more", WORDS));
                    typed.clear();
                    break;
                }
                typed.add(known.get());
            }
        }
        return typed;
    }

    private Map<String, Object> byDigits() {
        talk.say(TEXTS.get(compared.connected() ? "digits.first" : "digits.last"));
        Forms.digits(compared.ownHalf(), width()).forEach(talk::say);
        talk.say(TEXTS.get(compared.connected() ? "digits.typelast" : "digits.typefirst"));
        if (!compared.usi3()) {
            talk.say(TEXTS.get("digits.usi2"));
        }
        return attempt(() -> Map.of("fingerprint", typedDigits()));
    }

    private String typedDigits() {
        StringBuilder half = new StringBuilder();
        while (half.length() < HALF) {
            String digits = Given.digits(talk.ask(TEXTS.get("digits.prompt", half.length() + 1, HALF)));
            if (digits.isEmpty()) {
                throw Talk.nothing();
            }
            if (!digits.matches("[0-9a-f]+")) {
                talk.say(TEXTS.get("digits.wrong"));
            } else if (compared.ownHalf().equals(half + digits)) {
                talk.say(TEXTS.get("digits.own"));
                half.setLength(0);
            } else if (half.length() + digits.length() > HALF) {
                talk.say(TEXTS.get("digits.more", HALF));
                half.setLength(0);
            } else {
                half.append(digits);
            }
        }
        return compared.withOthersHalf(half.toString());
    }

    private Map<String, Object> byQr() {
        if (!qr) {
            showQr();
        }
        talk.say(TEXTS.get("qr.scan"));
        return attempt(() -> Map.of("fingerprint", scanned()));
    }

    private void showQr() {
        talk.say(TEXTS.get("show.qr"));
        Forms.code(compared.qr(), streams, Terminal.ERROR).forEach(talk::draw);
    }

    private String scanned() {
        while (true) {
            String text = talk.ask(TEXTS.get("qr.prompt"));
            if (text.isEmpty()) {
                throw Talk.nothing();
            }
            if (Given.isScanned(text)) {
                return text;
            }
            talk.say(TEXTS.get("qr.wrong"));
        }
    }

    /** Something that a person typed. */
    private interface Input {
        Map<String, Object> read();
    }

    /** Lets the daemon compare; who mishears may type again, and who gives up then has seen a difference all the same. */
    private Map<String, Object> attempt(Input input) {
        Map<String, Object> params = new HashMap<>(input.read());
        boolean differed = false;
        for (int tries = 1; ; tries++) {
            params.put("peer", compared.peer());
            try {
                Map<String, Object> peer = Values.object(client.call("session.verify", params));
                talk.say(TEXTS.get("walk.done"));
                return peer;
            } catch (DaemonError e) {
                if (e.reason().equals("mismatch")) {
                    differs();
                    differed = true;
                } else if (e.exit() == Exit.USAGE) {
                    talk.say(SafeText.line(Sentences.translated(e.getMessage())));
                } else {
                    throw e;
                }
            }
            if (tries == TRIES) {
                throw end(differed);
            }
            params = again(input, differed);
        }
    }

    private void differs() {
        if (!Compared.of(client, compared.peer()).fingerprint().equals(compared.fingerprint())) {
            throw new CtlException(Exit.SAID_NO, TEXTS.get("walk.changed"));
        }
        talk.say(TEXTS.get("walk.differs"));
    }

    private Map<String, Object> again(Input input, boolean differed) {
        try {
            if (talk.ask(TEXTS.get("walk.again")).equalsIgnoreCase(TEXTS.get("walk.yes"))) {
                return new HashMap<>(input.read());
            }
        } catch (Talk.GaveUp e) {
            throw end(differed);
        }
        throw end(differed);
    }

    /** Of what could be no side's nothing was compared. */
    private CtlException end(boolean differed) {
        return differed ? mismatch(compared) : Talk.nothing();
    }

    /** The last word where what two people have is not the same. */
    static CtlException mismatch(Compared compared) {
        return new CtlException(Exit.REFUSED, TEXTS.get("walk.mismatch", compared.peer()));
    }
}
