package io.usi.ctl.chat;

import io.usi.ctl.CtlException;
import io.usi.ctl.Exit;
import io.usi.ctl.rpc.Values;
import io.usi.ctl.text.Sentences;
import io.usi.ctl.text.Texts;
import io.usi.ctl.verify.Trust;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The daemon's peers, and the one with whom alone this chat is, where it is with one. For any thread. */
final class People {
    private static final Texts TEXTS = Texts.of(People.class);

    private final String only;
    private final String name;
    private volatile List<Map<String, Object>> peers;

    private People(List<Map<String, Object>> peers, String only, String name) {
        this.peers = peers;
        this.only = only;
        this.name = name;
    }

    /**
     * Finds the peer to chat with.
     *
     * @param peers those that the daemon has
     * @param who an id, a name or an address; null for all of them
     */
    static People of(List<Map<String, Object>> peers, String who) {
        if (who == null) {
            return new People(peers, null, "");
        }
        for (Predicate<Map<String, Object>> meant : List.<Predicate<Map<String, Object>>>of(
                peer -> who.equals(peer.get("id")),
                peer -> who.equals(peer.get("name")) && !Boolean.FALSE.equals(peer.get("encrypted")),
                peer -> who.equals(peer.get("address")) || who.equals(host(Values.text(peer, "address"))))) {
            List<Map<String, Object>> found = peers.stream().filter(meant).toList();
            if (found.size() > 1) {
                throw new CtlException(Exit.NO_PEER, TEXTS.get("ambiguous", who));
            }
            if (found.size() == 1) {
                Map<String, Object> peer = found.get(0);
                return new People(peers, Values.required(peer, "id"), Values.text(peer, "name"));
            }
        }
        throw new CtlException(Exit.NO_PEER, TEXTS.get("nobody", who));
    }

    private static String host(String address) {
        String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The id of the only peer that this chat is with; null where it is with all. */
    String only() {
        return only;
    }

    /** What to call that peer; empty where it is with all. */
    String title() {
        return only == null ? "" : called(only, name);
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

    /** A peer's name, with its id where others have that name, too. */
    String called(String id, String from) {
        if (from.isEmpty()) {
            return id;
        }
        boolean shared = peers.stream().anyMatch(peer -> from.equals(peer.get("name")) && !id.equals(peer.get("id")));
        return shared ? from + " (" + id + ")" : from;
    }

    /** What to call a peer of which only the id is known. */
    String called(String id) {
        return peers.stream()
                .filter(peer -> id.equals(peer.get("id")))
                .findFirst()
                .map(peer -> called(id, Values.named(peer, "name", "address")))
                .orElse(id);
    }

    /** Who is connected, and whether anybody has verified them. */
    List<String> present() {
        return open().filter(peer -> only == null || only.equals(peer.get("id")))
                .map(peer -> Sentences.say(
                        "{0}: {1}",
                        called(Values.text(peer, "id"), Values.named(peer, "name", "address")), Trust.word(peer)))
                .toList();
    }

    /** Whether a peer is connected, encrypted, and verified by nobody, nor by a preset key. */
    boolean isUnverified(String id) {
        return open().anyMatch(peer -> id.equals(peer.get("id"))
                && !Boolean.FALSE.equals(peer.get("encrypted"))
                && Values.text(peer, "authenticated").equals("no"));
    }

    /** In a word or two, whether the peer with the session of a fingerprint is verified; empty where there is none. */
    String trust(String fingerprint) {
        return open().filter(peer -> fingerprint.equals(peer.get("fingerprint")))
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
