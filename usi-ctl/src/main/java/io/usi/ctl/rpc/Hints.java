package io.usi.ctl.rpc;

import io.usi.ctl.text.Sentences;

/** What a user can do next, by the stable word that says what went wrong. */
public final class Hints {
    private Hints() {}

    /** The next step, or an empty string where none is known. */
    public static String of(String reason) {
        return switch (reason) {
            case "no_peer" -> "connect with 'usi-ctl connect HOST', or wait for a peer with --wait 30s";
            case "no_such_peer" -> "'usi-ctl peers' lists them, 'usi-ctl connect HOST' connects to one";
            case "ambiguous_peer" -> "give the peer's id, which 'usi-ctl peers' shows";
            case "timeout" -> "try again, or allow more time with --wait";
            case "not_permitted" ->
                "the daemon's administrator can let you in with control.users or control.groups in its configuration";
            case "not_authenticated" -> "compare fingerprints and say so with 'usi-ctl verify', or use a preset key";
            case "no_such_offer" -> "'usi-ctl offers' lists those that wait";
            case "no_such_transfer" -> "'usi-ctl transfers' lists them";
            case "no_such_question" -> "'usi-ctl rpc challenge.list' lists those that are open";
            case "no_such_plugin" -> "'usi-ctl plugins' lists them";
            case "no_sink" -> "accept it into a folder of yours with --into DIR";
            case "spool_full" -> "try again when other transfers have ended";
            case "limit" -> "try again later";
            case "too_long" -> "cut it, or send it as a file with 'usi-ctl sendfile'";
            case "peer_gone" -> "'usi-ctl peers' shows who is there";
            case "mismatch" -> "ask the peer over a channel that nobody can alter";
            default -> "";
        };
    }

    /** A message followed by its hint, unless it has one already; both are given in English, and translated. */
    public static String join(String message, String hint) {
        String said = Sentences.translated(message);
        if (hint.isEmpty() || message.contains("usi-ctl") || message.contains("--")) {
            return said;
        }
        String start = said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
        return Sentences.say("{0}: {1}", start, Sentences.translated(hint));
    }
}
