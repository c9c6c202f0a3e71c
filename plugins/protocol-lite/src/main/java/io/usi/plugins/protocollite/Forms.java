package io.usi.plugins.protocollite;

import io.usi.plugin.PeerProtocol.Author;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The literal forms of USI-lite's messages. */
final class Forms {
    static final String CLIENT_GOODBYE = "!client-fermeture";
    static final String SERVER_GOODBYE = "!serveur-fermeture";
    static final String RELAYED = "!:s";
    static final String SYSTEM = "<système> ";

    /** Somebody joined (group 2 is there) or left; group 1 is the address. Nothing in it is a guest's to choose. */
    static final Pattern ROSTER =
            Pattern.compile("<système> Le client (\\S{1,64}) (?:(c'est connecté)|s'est déconnecté)\\.");

    /** What another guest said: address and text. */
    static final Pattern RELAY = Pattern.compile("!:s([^\\s>]{1,64})>> ?(.*)", Pattern.DOTALL);

    /** The longest message written, in bytes: it fits one segment of any network, and any peer's buffer. */
    static final int MESSAGE_BYTES = 1_000;

    private static final List<String> RESERVED = List.of(RELAYED, SYSTEM.strip(), CLIENT_GOODBYE, SERVER_GOODBYE);

    private Forms() {}

    /** What this daemon's user says, as messages that no peer takes for anything else. */
    static List<String> chat(String text) {
        return split("", text);
    }

    /** What another guest said, as a server tells it. */
    static List<String> relay(Author author, String text) {
        return split(RELAYED + author.host() + ">> ", text);
    }

    static String joined(Author author) {
        return SYSTEM + "Le client " + author.host() + " c'est connecté.";
    }

    static String left(Author author) {
        return SYSTEM + "Le client " + author.host() + " s'est déconnecté.";
    }

    private static List<String> split(String prefix, String text) {
        List<String> messages = new ArrayList<>();
        int budget = MESSAGE_BYTES - prefix.getBytes(StandardCharsets.UTF_8).length - 1;
        int from = 0;
        while (from < text.length()) {
            int to = cut(text, from, budget);
            String part = text.substring(from, to);
            // Nothing in the protocol quotes a text that begins like one of its own: a blank in front keeps it what it
            // is.
            boolean reserved = prefix.isEmpty() && RESERVED.stream().anyMatch(part::startsWith);
            messages.add((reserved ? " " : prefix) + part);
            from = to;
        }
        return messages;
    }

    /** The end of the longest part that begins at {@code from}, has at most so many bytes and ends between characters. */
    private static int cut(String text, int from, int limit) {
        int bytes = 0;
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > limit) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }
}
