package io.usi.plugins.notifylibnotify;

import io.usi.plugin.Notice;
import java.util.List;

/** Puts what happened into bubbles. Titles have 100 characters at most, bodies little more than 500 before they are escaped. */
final class Wording {
    /** The keys of the buttons. */
    static final String ACCEPT = "accept";

    static final String REFUSE = "refuse";

    private static final int TITLE = 100;
    private static final int BODY = 500;
    private static final int NAME_IN_BODY = 100;
    private static final int FILE_NAME = 200;
    private static final String APPLICATION = "USI";

    private final Words words;
    private final boolean preview;
    private final Capabilities server;

    /**
     * For one server.
     *
     * @param preview whether texts and file names are shown
     */
    Wording(Words words, boolean preview, Capabilities server) {
        this.words = words;
        this.preview = preview;
        this.server = server;
    }

    /** A message, a file that comes in without asking, or a peer that came or left. */
    Bubble single(Notice notice) {
        return switch (notice.kind()) {
            case PEER_JOINED -> presence(notice, title(notice, "", notice.peer(), words.joined()), "");
            case PEER_LEFT -> presence(notice, title(notice, "", notice.peer(), words.left()), "");
            case FILE_OFFERED ->
                transfer(
                        title(notice, "", notice.peer(), words.sendsFile()),
                        file(notice),
                        List.of(),
                        Bubble.SERVERS_OWN);
            default -> message(title(notice, "", notice.peer(), ""), preview ? notice.text() : words.newMessage());
        };
    }

    /**
     * Several of one kind.
     *
     * @param last the last of them
     * @param several whether they are of more than one peer
     */
    Bubble folded(Notice last, int count, boolean several) {
        return switch (last.kind()) {
            case PEER_JOINED ->
                presence(last, title(last, words.arrivals(count), "", ""), words.last() + name(last, NAME_IN_BODY));
            case PEER_LEFT ->
                presence(last, title(last, words.departures(count), "", ""), words.last() + name(last, NAME_IN_BODY));
            case FILE_OFFERED ->
                transfer(
                        title(last, words.filesCome(count), "", ""),
                        words.last() + name(last, NAME_IN_BODY) + "\n" + file(last),
                        List.of(),
                        Bubble.SERVERS_OWN);
            default -> {
                String from = several ? words.severalPeers() : last.peer();
                String author = several ? name(last, NAME_IN_BODY) + words.said() : "";
                yield message(title(last, words.messagesFrom(count), from, ""), preview ? author + last.text() : "");
            }
        };
    }

    private static String name(Notice notice, int most) {
        return Plain.line(notice.peer(), most);
    }

    private Bubble message(String title, String body) {
        return new Bubble(title, body(body), List.of(), "im.received", Bubble.NORMAL, Bubble.SERVERS_OWN);
    }

    private Bubble presence(Notice notice, String title, String body) {
        String category = notice.kind() == Notice.Kind.PEER_JOINED ? "presence.online" : "presence.offline";
        return new Bubble(title, body(body), List.of(), category, Bubble.LOW, Bubble.SERVERS_OWN);
    }

    private String file(Notice notice) {
        String size = words.size(notice.size());
        return preview ? Plain.line(notice.text(), FILE_NAME) + "\n" + size : size;
    }

    /** One offered file, with its buttons where the server shows buttons. */
    Bubble offer(Notice notice) {
        String body = file(notice) + (server.actions() ? "" : "\nusi-ctl accept " + notice.offer());
        List<String> actions = server.actions() ? List.of(ACCEPT, words.accept(), REFUSE, words.refuse()) : List.of();
        return transfer(title(notice, "", notice.peer(), words.offersFile()), body, actions, Bubble.NEVER);
    }

    /**
     * Many offered files.
     *
     * @param encrypted whether the sessions of all are
     */
    Bubble offers(int count, boolean encrypted) {
        String title = (encrypted ? "" : words.notEncrypted()) + words.filesOffered(count);
        return transfer(title, "usi-ctl offers", List.of(), Bubble.NEVER);
    }

    /** A button that did not do what it says. */
    Bubble failed(String why) {
        return transfer(words.decisionFailed(), why, List.of(), Bubble.SERVERS_OWN);
    }

    private Bubble transfer(String title, String body, List<String> actions, int timeout) {
        return new Bubble(title, body(body), actions, "transfer", Bubble.NORMAL, timeout);
    }

    /** What must be read stands in front of the name, and the name alone is cut: it is a stranger's. */
    private String title(Notice notice, String before, String name, String after) {
        String warning = notice.encrypted() ? "" : words.notEncrypted();
        int room = TITLE - warning.length() - before.length() - after.length();
        String title = warning + before + Plain.line(name, room) + after;
        return title.isBlank() ? APPLICATION : title;
    }

    private String body(String text) {
        String plain = Plain.lines(text, BODY);
        return server.markup() ? Plain.escaped(plain) : plain;
    }
}
