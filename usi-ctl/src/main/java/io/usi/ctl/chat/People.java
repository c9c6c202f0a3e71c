package io.usi.ctl.chat;

import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.verify.Trust;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The daemon's peers, and the one with whom alone this chat is, where it is with one. For any thread. */
final class People {
    private static final Texts TEXTS = Texts.of(People.class);
    /** As what the chat calls its own user, in each language. */
    private static final Set<String> OWN = Set.of("you", "vous");

    private static final Pattern ID = Pattern.compile("p[0-9]+");

    /** Of those to whom something was said. */
    private static final int MOST_NAMED = 3;

    private final String only;
    private final String name;
    private volatile List<Map<String, Object>> peers;

    /**
     * Knows those that the daemon has.
     *
     * @param only the one to chat with; null for all of them
     */
    People(List<Map<String, Object>> peers, Map<String, Object> only) {
        this.peers = peers;
        this.only = only == null ? null : Values.required(only, "id");
        name = only == null ? "" : Values.text(only, "name");
    }

    /** The id of the only peer that this chat is with; null where it is with all. */
    String only() {
        return only;
    }

    /** What to call that peer; empty where it is with all. */
    Called title() {
        return only == null ? Called.plainly("") : called(only, name);
    }

    /** Takes the daemon's newest list. */
    void update(List<Map<String, Object>> newest) {
        peers = newest;
    }

    /** Whether an event is of this chat. */
    boolean concerns(Map<String, Object> event) {
        return only == null || !event.containsKey("peer") || only.equals(event.get("peer"));
    }

    /** Whether what was said to some peers, or to everybody where it is no list, is of this chat. */
    boolean hears(Object to) {
        return only == null || !(to instanceof List<?> ids) || ids.contains(only);
    }

    /** Whether an event is of somebody else who has the name of this chat's only peer. */
    boolean isNamesake(Map<String, Object> event) {
        return only != null && !name.isEmpty() && !concerns(event) && name.equals(event.get("from"));
    }

    /** A peer's name, with its id where others have that name, too, or it looks like what is not a name. */
    Called called(String id, String from) {
        if (from.isEmpty() || from.equals(id)) {
            return Called.plainly(id);
        }
        boolean shared = peers.stream()
                .anyMatch(peer -> !id.equals(peer.get("id"))
                        && (from.equals(peer.get("name")) || from.equals(peer.get("address"))));
        return shared || imitates(from) ? new Called(from, " (" + id + ")") : Called.plainly(from);
    }

    /** Whether a name looks like this chat's own user, an id, or a name with what the chat itself puts behind one. */
    private static boolean imitates(String from) {
        String plain = Normalizer.normalize(from, Normalizer.Form.NFKC).replaceAll("[\\p{Z}\\s]+", " ");
        String letters = plain.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
        return OWN.contains(letters)
                || ID.matcher(letters).matches()
                || plain.contains("(")
                || plain.contains(TEXTS.get("via", ""));
    }

    /** What to call a peer of which only the id is known. */
    Called called(String id) {
        return peers.stream()
                .filter(peer -> id.equals(peer.get("id")))
                .findFirst()
                .map(peer -> called(id, Values.named(peer, "name", "address")))
                .orElse(Called.plainly(id));
    }

    /** What to call somebody of whom a peer, at whose room they are, says that they have that name. */
    Called relayed(String from, String peer) {
        return new Called(from, TEXTS.get("via", called(peer).brief()));
    }

    /**
     * What to call this chat's own user in what was said to some peers alone, or to everybody where it is no list: with their names,
     * but for a chat that is with nobody else.
     */
    Called self(Object to) {
        String you = TEXTS.get("you");
        if (!(to instanceof List<?> ids) || List.of(String.valueOf(only)).equals(ids)) {
            return Called.plainly(you);
        }
        String names = ids.stream()
                .limit(MOST_NAMED)
                .map(id -> called(String.valueOf(id)).brief())
                .collect(Collectors.joining(", "));
        int others = ids.size() - MOST_NAMED;
        return new Called(you, TEXTS.get("to", others > 0 ? names + " +" + others : names));
    }

    /** Whether this daemon connected to a peer: then that one's room is meant, in which all hear what is said. */
    boolean isRoom(String id) {
        return peers.stream().anyMatch(peer -> id.equals(peer.get("id")) && "out".equals(peer.get("direction")));
    }

    /** That something did not go to a peer, by the configuration's policy, as the daemon names it in its answer. */
    String heldBack(Map<String, Object> held) {
        String id = Values.text(held, "peer");
        return Trust.heldBack(
                Map.of("peer", id, "name", called(id, Values.text(held, "name")).brief()));
    }

    /**
     * Who is connected, and before that, where no name reaches, whether anybody has verified them; and where this chat is with a room,
     * that others hear what is said.
     */
    List<String> present() {
        Stream<String> known = open().filter(peer -> only == null || only.equals(peer.get("id")))
                .map(peer -> Sentences.say(
                        "{0}: {1}",
                        Trust.word(peer),
                        called(Values.text(peer, "id"), Values.named(peer, "name", "address"))
                                .brief()));
        Stream<String> room = only != null && isRoom(only)
                ? Stream.of(TEXTS.get("room", called(only).brief()))
                : Stream.of();
        return Stream.concat(known, room).toList();
    }

    /** Whether a peer is connected, encrypted, and verified by nobody, nor by a preset key. */
    boolean isUnverified(String id) {
        return open().anyMatch(peer -> id.equals(peer.get("id"))
                && !Boolean.FALSE.equals(peer.get("encrypted"))
                && Values.text(peer, "authenticated").equals("no"));
    }

    /** In a word or two, whether that peer is verified; empty where it is not connected. */
    String trust(String id) {
        return open().filter(peer -> id.equals(peer.get("id")))
                .findFirst()
                .map(Trust::word)
                .orElse("");
    }

    /** In a word or two, whether the guest of this daemon with the session of a fingerprint is verified; empty where there is none. */
    String trustOfGuest(String fingerprint) {
        return open().filter(peer -> "in".equals(peer.get("direction")) && fingerprint.equals(peer.get("fingerprint")))
                .findFirst()
                .map(Trust::word)
                .orElse("");
    }

    /** The names of those who are connected. */
    List<String> names() {
        return open().map(peer -> Values.text(peer, "name"))
                .filter(each -> !each.isBlank())
                .distinct()
                .toList();
    }

    /** The ids of those who are connected. */
    List<String> ids() {
        return open().map(peer -> Values.text(peer, "id")).toList();
    }

    private Stream<Map<String, Object>> open() {
        return peers.stream().filter(peer -> "open".equals(peer.get("state")));
    }
}
